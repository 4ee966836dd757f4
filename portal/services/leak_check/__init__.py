"""What files tell besides what they show: looked for before they are public, mended or accepted.

:mod:`looked_into` says what can be looked into: a file on its way in (:mod:`sent_in`), a stored one
(:mod:`stored`), or an import's open text (:mod:`imported`).  :mod:`examining` looks into it,
:mod:`findings` shows what was found and lets it be accepted by name, :mod:`mending` makes a clean
copy, and :mod:`gate` refuses to publish while anything is open.  :mod:`watching_for` keeps what a
body watches for.
"""
