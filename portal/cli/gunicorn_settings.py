"""How gunicorn serves the portal: threads for slow readers, nothing of a request in its log."""

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
