"""Files on their way to be papers: sent in sealed, checked in the sandbox, and then published.

:mod:`beginning` says what a file is to be, :mod:`receiving` takes it, :mod:`checking` looks into
it, :mod:`publishing` makes it a paper's version, :mod:`dropping` removes it.  Until it is
published nothing of it is anywhere in clear, and only who sends it knows of it.
"""
