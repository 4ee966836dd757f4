"""Clear Days: an open portal for the papers of partnership boards.  Start reading at ``portal/policy``."""
