"""Clear Days: the papers of partnership boards, open.  Start reading at ``portal/policy``."""
