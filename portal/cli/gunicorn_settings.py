"""How gunicorn serves the portal: threads for slow readers, nothing of a request in its log."""

import os

_host = os.environ.get("PORTAL_HOST", "127.0.0.1")
bind = f"[{_host}]" if ":" in _host else _host
bind += ":" + os.environ.get("PORTAL_PORT", "8000")
workers = int(os.environ.get("PORTAL_WORKERS", "2"))
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 20
keepalive = 5
limit_request_line = 4094
limit_request_fields = 60
# Addresses can hold a sign-in code, so the server keeps no access log of its own.
accesslog = None
errorlog = "-"
loglevel = "warning"
proc_name = "clear-days"
