"""What an office may be allowed to do, named ``noun:verb``."""

from enum import StrEnum


class Permission(StrEnum):
    """One for each thing that not everybody may do.  Alphabetical.

    Reading closed papers is not here: that is decided paper by paper, by the rules.
    """

    ACCESS_EXPLAIN = "access:explain"
    ACCESS_REVIEW = "access:review"
    ACCOUNT_MANAGE = "account:manage"
    AUDIT_VERIFY = "audit:verify"
    BREAK_GLASS_APPROVE = "break-glass:approve"
    BREAK_GLASS_ASK = "break-glass:ask"
    DISPENSATION_GRANT = "dispensation:grant"
    DISPOSAL_APPROVE = "disposal:approve"
    DISPOSAL_ASK = "disposal:ask"
    HOLD_LIFT = "hold:lift"
    HOLD_PLACE = "hold:place"
    IMPORT_REVIEW = "import:review"
    INCIDENT_MANAGE = "incident:manage"
    INTEREST_RECORD = "interest:record"
    LOG_READ = "log:read"
    MEETING_PUBLISH = "meeting:publish"
    MINUTES_PUBLISH = "minutes:publish"
    NEED_TO_KNOW_DECIDE = "need-to-know:decide"
    PERMISSION_APPROVE = "permission:approve"
    PERMISSION_ASK = "permission:ask"
    POLICY_SIMULATE = "policy:simulate"
    REQUEST_ANSWER = "request:answer"
    RESTRICTION_DECIDE = "restriction:decide"
    RESTRICTION_PROPOSE = "restriction:propose"
    RESTRICTION_RELEASE = "restriction:release"
    RETENTION_READ = "retention:read"
    RETENTION_SET = "retention:set"
    REVIEW_READ = "review:read"
    SEAT_FILL = "seat:fill"
    SESSION_END = "session:end"
