"""What a file tells besides what it shows: one module for each family of leaks.

:func:`portal.inspection.leaks.checking.check` is the task; everything else is a function of bytes.
"""
