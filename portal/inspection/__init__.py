"""Looking into files that somebody sent: in a process of its own, which can reach nothing else.

Knows nothing of the record, the vault or the web.  :func:`portal.inspection.sandbox.run` is the
way in: it hands a file to a child process, which does one of the tasks of
:mod:`portal.inspection.tasks` and answers in JSON.
"""
