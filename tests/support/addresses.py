"""Of which table the identifier in each parameter of each address is."""

from collections.abc import Mapping
from typing import Final

BY_NAME: Final[Mapping[str, str]] = {
    "batch_id": "import_batch",
    "body_id": "body",
    "campaign_id": "review_campaign",
    "declaration_id": "declaration",
    "disposal_id": "disposal",
    "doubt_id": "import_doubt",
    "exclusion_id": "exclusion_resolution",
    "file_id": "mistaken_publication",
    "glass_id": "break_glass",
    "hold_id": "legal_hold",
    "invitation_id": "invitation",
    "item_id": "agenda_item",
    "kept_id": "half_written",
    "line_id": "access_review_line",
    "link_id": "identity_link",
    "meeting_id": "meeting",
    "naming_id": "substitute_naming",
    "need_id": "need_to_know",
    "notice_id": "withheld_notice",
    "organisation_id": "organisation",
    "paper_id": "paper",
    "permission_id": "permission",
    "person_id": "person",
    "release_id": "release",
    "request_id": "paper_request",
    "restoring_id": "restoring",
    "restriction_id": "restriction",
    "review_id": "review",
    "seat_id": "seat",
    "upload_id": "upload",
    "version_id": "paper_version",
}
ELSEWHERE: Final[Mapping[tuple[str, str], str]] = {
    ("/clerk/membership/<slug:slug>/accounts/", "invitation_id"): "account_invitation",
    ("/ig/access-reviews/", "review_id"): "access_review",
    ("/ig/permissions/", "request_id"): "permission_request",
}
"""The same words, of other tables, below some addresses."""
PARENTS: Final[Mapping[str, str]] = {
    "access_review_line": "review_id",
    "agenda_item": "meeting_id",
    "exclusion_resolution": "meeting_id",
    "import_doubt": "batch_id",
    "paper_version": "paper_id",
}
"""The column by which a row names what it is under, as addresses name it."""
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "secret": ("no-such-link", "A" * 43),
    "shelf": ("papers", "minutes", "actions", "items"),
    "noun": ("item", "paper", "minute", "action", "plan", "nothing"),
    "act": ("sign-out", "suspend", "restore", "nothing"),
    "deed": ("outcome", "certificate", "notes", "nothing"),
    "question": ("ground", "for", "nothing"),
    "kind": ("report", "minutes", "nothing"),
    "access": ("open", "closed"),
    "form": ("txt", "json"),
    "outcome": ("maintained", "release", "lapsed", "nothing"),
    "number": ("0", "1", "77"),
}
"""Words in addresses, some of which mean something."""
SHELVES: Final[Mapping[str, str]] = {
    "papers": "paper",
    "minutes": "minute",
    "actions": "action",
    "items": "agenda_item",
    "paper": "paper",
    "minute": "minute",
    "action": "action",
    "item": "agenda_item",
    "plan": "forward_plan_entry",
}
"""Of which table a ``row_id`` is, by the word before it."""


def table_of(rule: str, name: str) -> str:
    """Name the table of a parameter of a rule.

    :raises KeyError: if nobody has said: say it here.
    """
    for (below, known), table in ELSEWHERE.items():
        if known == name and rule.startswith(below):
            return table
    return BY_NAME[name]
