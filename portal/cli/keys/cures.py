"""What each verb of keys does cure, and what it does not: in its help, and said when it is run."""

from typing import Final

ROTATE_COMPARTMENT: Final = (
    "Cures what is written from now on, of a compartment key that leaked. Does not cure what was"
    " sealed before: run reencrypt. Does not cure a root that leaked: it opens the new key too."
)
REWRAP: Final = (
    "Cures an older compartment key that leaked, against whoever comes to the record only after"
    " this. Does not cure a data key that leaked, nor a copy of the record taken earlier: run"
    " reencrypt."
)
REENCRYPT: Final = (
    "Cures data keys and compartment keys that leaked, for all that the portal holds. Does not cure"
    " what somebody copied before with its key, nor backups from before."
)
CLOSE: Final = (
    "Cures an older key that leaked to somebody who can write to the record: what they seal with"
    " it, or put back from a backup, is refused. Does not cure copies of the old record."
)
ROTATE_ROOT: Final = (
    "Cures a root that leaked to somebody who has no copy of the record or a backup yet. Does not"
    " cure one that leaked together with such a copy, which gives them the compartments' keys:"
    " follow it by split, rotate-compartment and reencrypt. The recovery key goes along, so shares"
    " drawn before still recover; a share that was lost or seen it does not cure: run split."
)
