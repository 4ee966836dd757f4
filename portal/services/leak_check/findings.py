"""What was found in a file, shown to whoever publishes it; each is accepted by name or mended."""

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import Outcome, Verb
from portal.errors import CannotOpen, KeysUnavailable, NotFound, Refused
from portal.records.tables import FindingState, LeakCheck, LeakFinding, Person
from portal.services.access.asking import ItemPlace, an_act, asker, item_place
from portal.services.leak_check.examining import CHECK_KIND, PICTURE_KIND
from portal.services.leak_check.kind_words import WORDS, Told
from portal.services.leak_check.looked_into import LookedInto, Subject, check_of, closed_of
from portal.services.publication_checks import OUTSIDE
from portal.services.work import Work

REASON_KIND: Final = "leak-reason"
LONGEST_REASON: Final = 2_000
SHORTEST_REASON: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One finding, as the clerk sees it."""

    number: int
    kind: str
    told: Told
    place: str
    words: str = field(repr=False)
    outside: bool
    accepted: bool
    accepted_by: str
    accepted_at: datetime | None
    reason: str = field(repr=False)
    has_picture: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPage:
    """What was found in a file."""

    place: ItemPlace | None  # none, of an import
    public: bool
    complete: bool
    lines: tuple[FindingLine, ...]
    mendable: bool  # the portal can make a copy without some of it

    @property
    def open(self) -> int:
        """How many are neither mended nor accepted."""
        return sum(not each.accepted for each in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a file stands: whether it was looked into, and how much is still open."""

    looked: bool
    found: int
    open: int


def read_standing(work: Work, which: LookedInto) -> Standing:
    """Say how a file stands; no word of what was found is opened.

    :raises NotFound: if there is no such file that the asker may have looked into.
    """
    found = check_of(work, which.find(work))
    if found is None:
        return Standing(looked=False, found=0, open=0)
    states = list(
        work.session.scalars(select(LeakFinding.state).where(LeakFinding.check_id == found.id))
    )
    return Standing(looked=True, found=len(states), open=states.count(FindingState.OPEN))


def read_findings(work: Work, which: LookedInto) -> FindingsPage:
    """Open what was found in a file.

    :raises NotFound: if there is no such file of the asker's, or it was not looked into.
    :raises LogUnavailable: if the log cannot be told; then nothing is opened.
    """
    subject, found = _check(work, which)
    place = None if subject.item is None else item_place(work, subject.item)
    rows = _rows(work, found)
    told, reasons = _opened(work, subject, found, rows)
    names = {
        each.id: each.name
        for each in work.session.scalars(
            select(Person).where(Person.id.in_({row.accepted_by_id for row in rows}))
        )
    }
    lines = tuple(
        FindingLine(
            number=row.number,
            kind=row.kind,
            told=WORDS[row.kind],
            place=told[row.number]["place"],
            words=told[row.number]["words"],
            outside=row.outside,
            accepted=row.state is FindingState.ACCEPTED,
            accepted_by=names[row.accepted_by_id] if row.accepted_by_id else "",
            accepted_at=row.accepted_at,
            reason=reasons.get(row.id, ""),
            has_picture=row.sealed_picture is not None,
        )
        for row in rows
    )
    return FindingsPage(
        place=place,
        public=found.public,
        complete=found.complete,
        lines=lines,
        mendable=any(each.told.mendable and not each.accepted for each in lines),
    )


def read_picture(work: Work, which: LookedInto, number: int) -> bytes:
    """Open the picture of one finding: a part of the page with a box around it.

    :raises NotFound: if there is no such finding of the asker's, or it has no picture.
    :raises LogUnavailable: if the log cannot be told; then nothing is opened.
    """
    subject, found = _check(work, which)
    row = _row(work, found, number)
    if row.sealed_picture is None:
        raise NotFound
    closed = closed_of(found, subject.thing, PICTURE_KIND, row.id, row.sealed_picture)
    opened, _ = work.open_row(Verb.LEAKS_OPENED, closed)
    return base64.b64decode(opened["png"])


@an_act
def accept(work: Work, which: LookedInto, number: int, reason: str) -> None:
    """Accept, by the asker's name and with a reason, that a file tells something; and commit.

    :raises NotFound: if there is no such finding of the asker's.
    :raises Refused: if no reason is given, or it is a marking above what the portal may hold.
    """
    _, found = _check(work, which)
    row = _row(work, found, number)
    words = reason.strip()
    if row.outside:
        raise Refused(OUTSIDE)
    if len(words) < SHORTEST_REASON:
        raise Refused("Say why this may be published as it is.")
    if len(words) > LONGEST_REASON:
        raise Refused(f"Write no more than {LONGEST_REASON:,} letters.")
    if row.state is FindingState.OPEN:
        sealed = work.seal(found.compartment_id, REASON_KIND, row.id, {"reason": words})
        row.sealed_reason = sealed
        row.state, row.accepted_by_id = FindingState.ACCEPTED, asker(work)
        row.accepted_at = work.clock()
        work.session.flush()
        work.journal.note(actor=work.actor, verb=Verb.LEAK_ACCEPTED, objects=(which.id, row.id))
    work.session.commit()


def _check(work: Work, which: LookedInto) -> tuple[Subject, LeakCheck]:
    subject = which.find(work)
    found = check_of(work, subject)
    if found is None:
        raise NotFound
    return subject, found


def _rows(work: Work, found: LeakCheck) -> list[LeakFinding]:
    rows = select(LeakFinding).where(LeakFinding.check_id == found.id).order_by(LeakFinding.number)
    return list(work.session.scalars(rows.execution_options(populate_existing=True)))


def _row(work: Work, found: LeakCheck, number: int) -> LeakFinding:
    row = next((each for each in _rows(work, found) if each.number == number), None)
    if row is None:
        raise NotFound
    return row


def _opened(
    work: Work, subject: Subject, found: LeakCheck, rows: list[LeakFinding]
) -> tuple[list[dict[str, str]], dict[UUID, str]]:
    """Open the words found and the reasons given, as one thing: they belong to one file."""
    closed = closed_of(found, subject.thing, CHECK_KIND, found.id, found.sealed)
    given = [
        closed_of(found, subject.thing, REASON_KIND, row.id, row.sealed_reason)
        for row in rows
        if row.sealed_reason is not None
    ]
    receipt = work.intend(Verb.LEAKS_OPENED, (closed, *given))
    try:
        told = json.loads(work.open_sealed(receipt, closed)["findings"])
        reasons = {each.id: work.open_sealed(receipt, each)["reason"] for each in given}
    except (CannotOpen, KeysUnavailable):
        work.journal.conclude(receipt, Outcome.FAILED)
        raise
    work.journal.conclude(receipt, Outcome.DONE)
    return told, reasons
