"""Who may see what, and why.  Pure: no web, no database, no clock of its own."""
