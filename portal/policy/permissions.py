"""What an office may be allowed to do, named ``noun:verb``."""

from enum import StrEnum


class Permission(StrEnum):
    """One for each thing that not everybody may do.  Alphabetical.

    Reading closed papers is not here: that is decided paper by paper, by the rules.
    """

    ACCOUNT_MANAGE = "account:manage"
    AUDIT_VERIFY = "audit:verify"
    IMPORT_REVIEW = "import:review"
    LOG_READ = "log:read"
    MEETING_PUBLISH = "meeting:publish"
    MINUTES_PUBLISH = "minutes:publish"
    PERMISSION_APPROVE = "permission:approve"
    RESTRICTION_DECIDE = "restriction:decide"
    RESTRICTION_PROPOSE = "restriction:propose"
    SEAT_FILL = "seat:fill"
    SESSION_END = "session:end"
