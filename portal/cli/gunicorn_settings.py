"""How gunicorn serves the portal: threads for slow readers, nothing of a request in its log."""

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
