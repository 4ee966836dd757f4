"""What files tell besides what they show: looked for before they are public, mended or accepted.

:mod:`examining` looks into a file, :mod:`findings` shows what was found and lets it be accepted by
name, :mod:`mending` makes a clean copy, and :mod:`gate` refuses to publish while anything is open.
:mod:`watching_for` keeps what a body watches for.
"""
