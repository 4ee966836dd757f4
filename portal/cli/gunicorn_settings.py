"""How gunicorn serves the portal: threads for slow readers, nothing of a request in its log."""

from typing import Any

from portal import memory

worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 20
keepalive = 5
limit_request_line = 4094
limit_request_fields = 60
# The server itself believes no proxy: PORTAL_TRUSTED_PROXIES alone decides, in the portal.  It
# would otherwise take the word of whoever asks from this machine, and that is every visitor
# that a proxy here passes on.
forwarded_allow_ips = ""
# Addresses can hold a sign-in code, so the server keeps no access log of its own.
accesslog = None
errorlog = "-"
loglevel = "warning"
proc_name = "clear-days"


def post_fork(_server: object, _worker: object) -> None:
    """Let nobody look into a worker's memory."""
    memory.shield()


def post_worker_init(worker: Any) -> None:  # noqa: ANN401 -- gunicorn ships no types
    """Have a worker listen for `portal keys seal` and `unseal`, once it is ready to serve."""
    switchboard = _switchboard_of(worker)
    if switchboard is not None:
        switchboard.start()


def worker_exit(_server: object, worker: Any) -> None:  # noqa: ANN401 -- likewise
    """Take the worker's socket away."""
    switchboard = _switchboard_of(worker)
    if switchboard is not None:
        switchboard.stop()


def _switchboard_of(worker: Any) -> Any:  # noqa: ANN401 -- likewise; what else is served has none
    return getattr(getattr(worker, "wsgi", None), "extensions", {}).get("portal-switchboard")
