"""Who and what the invented board is made of, by name."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

NOW: Final = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


CANARY: Final = "Nightjar"


PEPPER: Final = b"an invented pepper for tests, long enough"


TENANT: Final = "3f0b2c1e-6f2d-4a7b-9d1c-5e8f7a6b4c3d"


SLUG: Final = "wrenbury-safety"


BOARD_NAME: Final = "Wrenbury Community Safety Partnership"


def named(name: str) -> UUID:
    """Give the same identifier for the same name, in every run."""
    return uuid5(UUID(int=0), name)


MEMBER, CLERK, PREVENT_MEMBER, CONFLICTED, GUEST, MONITORING_OFFICER, AUDITOR, ADMINISTRATOR = (
    named(each)
    for each in (
        "member",
        "clerk",
        "prevent member",
        "conflicted member",
        "guest",
        "monitoring officer",
        "auditor",
        "administrator",
    )
)


STRANGER: Final = named("signed in, but on no board")


NAMES: Final[Mapping[UUID, str]] = {
    MEMBER: "Rowan Ashdown",
    CLERK: "Ines Calloway",
    PREVENT_MEMBER: "Tamsin Okoro",
    CONFLICTED: "Piers Lanyon",
    GUEST: "Maud Ferreira",
    MONITORING_OFFICER: "Joan Thackeray",
    AUDITOR: "Sunil Berrow",
    ADMINISTRATOR: "Kit Marlowe",
    STRANGER: "Dilys Penhale",
}


BOARD: Final = named("board")


HELD, NEXT, PLANNED = (named(each) for each in ("held meeting", "next meeting", "planned meeting"))


OPEN_ITEM, MIXED_ITEM, CLOSED_ITEM, SENSITIVE_ITEM, HIDDEN_ITEM, LABEL_ONLY_ITEM = (
    named(each)
    for each in ("open", "mixed", "closed", "sensitive", "hidden, without notice", "label only")
)


NEXT_ITEM, NEXT_CLOSED_ITEM, DRAFT_ITEM = (named(each) for each in ("next", "next closed", "draft"))


OPEN_PAPER, CLOSED_PAPER, SENSITIVE_PAPER, HIDDEN_PAPER, UNSUPPLIED_PAPER = (
    named(each)
    for each in ("open paper", "closed paper", "sensitive paper", "hidden paper", "not supplied")
)


CLOSED_NOTICE, SENSITIVE_NOTICE, APPENDIX_NOTICE, PENDING_NOTICE, NEXT_NOTICE = (
    named(each)
    for each in ("closed notice", "sensitive notice", "appendix", "pending notice", "next notice")
)


POLICE, COUNCIL, HEALTH = (named(each) for each in ("police", "council", "health"))
