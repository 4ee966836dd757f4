"""Opening what is sealed among the rows of a page; the page stays when that cannot be done."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar
from uuid import UUID

from portal.audit import Verb
from portal.errors import (
    AccountUnchecked,
    CannotOpen,
    KeysUnavailable,
    LogUnavailable,
    NotFound,
    StepUpNeeded,
    StepUpUnproved,
)
from portal.policy import Effect, Thing, Verdict
from portal.policy.endings import Ending, ending
from portal.records import visible
from portal.records.rows import ActionRow, ItemRow, MinuteRow, PaperRow, PlanRow
from portal.records.things import GuardedTable
from portal.services.restricting import KINDS
from portal.services.standing import holdings_of
from portal.services.work import Closed, Work

LOG: Final = logging.getLogger(__name__)

_NOTHING_THERE: Final = Verdict(
    effect=Effect.DENIED, rule="R999", basis="default deny", authority="", says=""
)


Read = TypeVar("Read", ItemRow, PaperRow, MinuteRow, ActionRow, PlanRow)


class Row(Protocol):
    """A guarded row that a read has found."""

    @property
    def id(self) -> UUID:
        """Which row."""

    @property
    def compartment_id(self) -> UUID | None:
        """The compartment it is sealed in, if it is closed."""

    @property
    def sealed(self) -> bytes | None:
        """Its envelope, if it is closed."""

    @property
    def thing(self) -> Thing:
        """What it is to the policy."""


class ClosedToYou(NotFound):
    """Something closed to a reader who knows that it is there, and may know why."""

    def __init__(self, ending: Ending) -> None:
        super().__init__()
        self.ending = ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The words of the closed rows of a page."""

    words: Mapping[UUID, Mapping[str, str]] = field(repr=False, default_factory=dict)
    shut: bool = False  # there are some, but nothing restricted can be opened at the moment

    def shows(self, row: Row) -> bool:
        """Say whether a row can be shown: it is open, or it has been opened."""
        return row.sealed is None or row.id in self.words

    def word(self, row: Row, column: str) -> str:
        """Give what a row says in a column, wherever it says it."""
        if row.sealed is None:
            return str(getattr(row, column))
        return self.words[row.id].get(column, "")


def shown(work: Work, reading: visible.Reading[Read]) -> visible.Reading[Read]:
    """Narrow a reading to what pages show a stranger: what lies open.

    Something sealed may have become public by law, an item having been taken in public, say.
    It is shown once it is unsealed: no page of the public's needs a key or writes to the log.
    """
    return reading if work.principal.signed_in else lying_open(reading)


def lying_open(reading: visible.Reading[Read]) -> visible.Reading[Read]:
    """Narrow a reading to what is not sealed."""
    return reading.where(reading.entity.compartment_id.is_(None))


def open_page(work: Work, verb: Verb, *rows: tuple[GuardedTable, Iterable[Row]]) -> Opened:
    """Open the closed ones among a page's rows, under one intent; none of them, if that fails.

    A page that shows restricted rows among others must work when the log or the keys do not:
    it is then the page that the public sees.  Rows for which the reader has to confirm first who
    they are stay closed as well; the frame of the page says so.
    """
    closed = [
        Closed(
            id=row.id,
            kind=KINDS[table.__tablename__],
            compartment=row.compartment_id,
            sealed=row.sealed,
            thing=row.thing,
        )
        for table, those in rows
        for row in those
        if row.sealed is not None and row.compartment_id is not None
    ]
    try:
        # Of what was disposed of the envelope is empty: there is nothing to open, and no words.
        ready = _confirmed(work, closed)
        gone: dict[UUID, dict[str, str]] = {row.id: {} for row in ready if not row.sealed}
        return Opened(words=gone | _opened(work, verb, [row for row in ready if row.sealed]))
    except (LogUnavailable, KeysUnavailable, CannotOpen, AccountUnchecked) as shut:
        LOG.error("a page is shown without its restricted rows: %s", type(shut).__name__)  # noqa: TRY400 -- a trace would name records
        return Opened(shut=True)


def _opened(work: Work, verb: Verb, ready: list[Closed]) -> dict[UUID, dict[str, str]]:
    """Open under one intent, or, where an entry must name the rule, under one for each rule."""
    if verb is Verb.TITLES_LISTED:
        return work.open_rows(verb, ready)
    by_rule: defaultdict[str, list[Closed]] = defaultdict(list)
    for row in ready:
        by_rule[work.scope.verdict_on(row.thing).rule].append(row)
    words: dict[UUID, dict[str, str]] = {}
    for those in by_rule.values():
        words |= work.open_rows(verb, those)
    return words


def _confirmed(work: Work, closed: list[Closed]) -> list[Closed]:
    """Leave out the rows of compartments for which the reader has to confirm who they are."""
    by_compartment: defaultdict[UUID, list[Closed]] = defaultdict(list)
    for row in closed:
        by_compartment[row.compartment].append(row)
    waiting: set[UUID] = set()
    for compartment, rows in by_compartment.items():
        try:
            work.assurance.demand(work.session, rows, work.clock())
        except (StepUpNeeded, StepUpUnproved):
            waiting.add(compartment)
    return [row for row in closed if row.compartment not in waiting]


def absent(work: Work, table: GuardedTable, row_id: UUID) -> NotFound:
    """Give the answer for a guarded row that is not there, or not for this principal.

    Both are noted in the log, by the same steps, for whoever is signed in; a log that cannot
    be written changes nothing in the answer.  Whoever knows that the row is there, because they
    have an interest in it or were sent to that one meeting, is told so.
    """
    person = work.principal.person
    if person is None:
        return NotFound()
    thing = visible.thing(work.session, table, row_id)
    verdict = _NOTHING_THERE if thing is None else work.scope.verdict_on(thing)
    held = holdings_of(work.session, person)
    ended = None if thing is None else ending(held, thing, now=work.clock(), today=work.today)
    try:
        work.deny(KINDS[table.__tablename__], row_id, verdict, ended.because if ended else "")
    except LogUnavailable:
        LOG.error("a denial could not be written to the log")  # noqa: TRY400 -- the log said why
    return ClosedToYou(ended) if ended is not None and ended.may_be_told else NotFound()
