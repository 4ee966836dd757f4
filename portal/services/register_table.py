"""The register as a table for other people's programs: its columns, and a row for each notice."""

from collections.abc import Iterator
from typing import Final

from portal.services.register import RegisterLine, every_line
from portal.services.register_filter import Wanted
from portal.services.withheld import paragraphs_of
from portal.services.work import LOCAL, Work

COLUMNS: Final = {
    "id": "Identifier of the notice, which never changes",
    "address": "Address of the page that gives the reason, on this portal",
    "board": "Name of the board",
    "board_slug": "The board's name in addresses",
    "meeting_id": "Identifier of the meeting",
    "meeting_on": "Date of the meeting, as YYYY-MM-DD",
    "item_number": "Number of the item on the agenda, as printed; may be empty",
    "heading": "What the public is told it is about",
    "scheme": "Identifier of the list of grounds; empty while the ground is being decided",
    "paragraphs": "Numbers of the paragraphs relied on, with a comma and a space between",
    "ground": "The ground in words",
    "reason": "Why, in plain words",
    "decided_by": "The post or body that decided; empty if it is not decided yet",
    "decided_on": "Date of the decision, as YYYY-MM-DD; may be empty",
    "review_on": "Date of the next review, as YYYY-MM-DD; may be empty",
    "review_event": "What brings the next review about, where it is not a date",
    "review_overdue": "yes if that date has passed without a review, otherwise no",
    "state": "One of being_decided, proposed, resolved, maintained, part_released, released,"
    " lapsed, lost, superseded, withdrawn",
    "published_on": "Date on which the public was first told, as YYYY-MM-DD",
    "ended_on": "Date on which the restriction ended, as YYYY-MM-DD; empty while it stands",
    "ended_because": "What was announced when it ended; may be empty",
}
"""What each column means, in their order.  Columns may be added at the end; none changes."""


def register_rows(work: Work, wanted: Wanted) -> Iterator[dict[str, str]]:
    """Give the register's rows, each with every one of :data:`COLUMNS`, in the pages' order."""
    yield from map(_row, every_line(work, wanted))


def _row(line: RegisterLine) -> dict[str, str]:
    notice = line.notice
    return {
        "id": str(notice.id),
        "address": f"/restricted/{notice.id}",
        "board": line.body_name,
        "board_slug": line.body_slug,
        "meeting_id": str(notice.meeting_id),
        "meeting_on": f"{line.meeting_at.astimezone(LOCAL):%Y-%m-%d}",
        "item_number": notice.number,
        "heading": notice.heading,
        "scheme": "" if notice.pending else line.scheme,
        "paragraphs": "" if notice.pending else ", ".join(paragraphs_of(line.paragraphs)),
        "ground": notice.words.ground,
        "reason": notice.reason,
        "decided_by": "" if notice.pending else notice.decided_office,
        "decided_on": notice.decided_on.isoformat() if notice.decided_on else "",
        "review_on": notice.review_on.isoformat() if notice.review_on else "",
        "review_event": notice.review_event,
        "review_overdue": "yes" if line.overdue else "no",
        "state": "being_decided" if notice.pending else notice.state.value,
        "published_on": (
            f"{notice.published_at.astimezone(LOCAL):%Y-%m-%d}" if notice.published_at else ""
        ),
        "ended_on": notice.ended_on.isoformat() if notice.ended_on else "",
        "ended_because": notice.ended_because,
    }
