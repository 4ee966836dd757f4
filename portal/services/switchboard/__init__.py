"""The switchboard: how every worker of this host is told to seal its root, or to unseal it.

Each worker listens at a socket of its own, named for its process, in a folder that the portal's
user alone may enter.  Whoever calls is asked for by the kernel (SO_PEERCRED, unix(7)): only that
user, and root, are listened to.  One question and one answer, each a line of JSON::

    {"do": "state" | "seal" | "unseal", "passphrase": text or null}
    {"open": true | false, "because": "..."}

A file ``sealed`` in the folder says that workers are to begin sealed, until somebody unseals.
"""

from portal.services.switchboard.calling import Worker, call_each
from portal.services.switchboard.folder import is_sealed, keep_sealed, let_open
from portal.services.switchboard.listening import Switchboard

__all__ = ["Switchboard", "Worker", "call_each", "is_sealed", "keep_sealed", "let_open"]
