"""A library to list: twenty bodies, two thousand meetings, and a hundred thousand papers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import Engine, Table, insert, text

from portal.policy import Classification, Jurisdiction, Regime, Role, Scope, Stage, Standing
from portal.policy.principals import BodyId, CompartmentId
from portal.policy.scope import EVERYBODY
from portal.records import migrating
from portal.records.tables import (
    AgendaItem,
    Body,
    Compartment,
    Meeting,
    MeetingState,
    MinutesState,
    Paper,
    Restriction,
    RestrictionState,
)

BODIES: Final = 20
ITEMS: Final = 16  # of a meeting
PAPERS: Final = 50  # of a meeting
CLOSED: Final = frozenset({4, 9})  # items of each meeting whose papers are restricted
SENSITIVE_EVERY: Final = 7  # meetings
LAST: Final = datetime(2026, 3, 1, 10, tzinfo=UTC)
AT_A_TIME: Final = 5_000
ROOMS: Final = ("general", "dhr", "prevent")

Row = dict[str, Any]


def named(*words: object) -> UUID:
    """Give the same identifier for the same words, in every run."""
    return uuid5(UUID(int=0), " ".join(map(str, words)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """How many papers there are to be, and whose they are."""

    papers: int

    @property
    def meetings(self) -> int:
        """How many meetings that takes."""
        return self.papers // PAPERS

    def fill(self, engine: Engine) -> None:
        """Make the tables and put everything into them, at once and in clear."""
        migrating.upgrade(engine, "record")
        tables = (
            (Body, self._bodies()),
            (Compartment, self._compartments()),
            (Meeting, self._meetings()),
            (Restriction, self._restrictions()),
            (AgendaItem, self._items()),
            (Paper, self._papers()),
        )
        for table, rows in tables:
            _put(engine, table.__table__, rows)  # type: ignore[arg-type]  # a mapped class has a Table
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE" if engine.name == "sqlite" else "VACUUM ANALYZE"))

    def _bodies(self) -> Iterator[Row]:
        for number in range(BODIES):
            words = dict.fromkeys(
                ("purpose", "legal_basis", "clerk_name", "clerk_email", "clerk_telephone"), ""
            )
            yield {"id": body(number), "slug": f"body-{number}", "name": f"Body {number}", **words}

    def _compartments(self) -> Iterator[Row]:
        for number in range(BODIES):
            for slug in ROOMS:
                yield {
                    "id": compartment(number, slug),
                    "body_id": body(number),
                    "slug": slug,
                    "name": slug,
                    "sensitive": slug != "general",
                }

    def _meetings(self) -> Iterator[Row]:
        for number in range(self.meetings):
            yield {
                "id": named("meeting", number),
                "body_id": body(number % BODIES),
                "starts_at": LAST - timedelta(days=number),
                "regime": Regime.ADOPTED if number % 2 else Regime.PART_VA,
                "jurisdiction": Jurisdiction.ENG,
                "state": MeetingState.HELD,
                "minutes_state": MinutesState.AGREED,
                "published_at": LAST - timedelta(days=number + 7),
            }

    def _restrictions(self) -> Iterator[Row]:
        for number in range(self.meetings):
            yield {
                "id": named("restriction", number),
                "body_id": body(number % BODIES),
                "compartment_id": _room(number),
                "classification": Classification.EX,
                "scheme": "ENG-12A",
                "paragraphs": "1",
                "covers": "papers",
                "public_reason": "Tells of one person.",
                "sealed_balance": b"sealed",
                "decided_by": "Invented Officer",
                "decided_office": "Proper officer",
                "decided_on": date(2026, 1, 5),
                "review_event": "The review is published",
                "challenge": "Write to the clerk.",
                "state": RestrictionState.RESOLVED,
            }

    def _items(self) -> Iterator[Row]:
        for number in range(self.meetings):
            for position in range(ITEMS):
                yield {
                    "id": named("item", number, position),
                    "meeting_id": named("meeting", number),
                    "position": position,
                    "number": str(position + 1),
                    "heading": f"Item {position + 1}",
                    "stage": Stage.POST_CLOSED if position in CLOSED else Stage.POST_OPEN,
                }

    def _papers(self) -> Iterator[Row]:
        for number in range(self.meetings):
            for place in range(PAPERS):
                position = place % ITEMS
                closed = position in CLOSED
                yield {
                    "id": named("paper", number, place),
                    "item_id": named("item", number, position),
                    "position": place // ITEMS,
                    "title": "" if closed else f"Report {place + 1} of meeting {number}",
                    "published_at": LAST - timedelta(days=number + 7),
                    "classification": Classification.EX if closed else Classification.PUB,
                    "compartment_id": _room(number) if closed else None,
                    "restriction_id": named("restriction", number) if closed else None,
                    "sealed": bytes(160) if closed else None,
                }


def body(number: int) -> UUID:
    """Identify a body by its number."""
    return named("body", number)


def compartment(number: int, slug: str) -> UUID:
    """Identify a compartment by its body's number and its name."""
    return named("compartment", number, slug)


def readers() -> dict[str, Scope]:
    """Give the scopes to list for: a stranger's, and a councillor's with two seats and a leave."""
    councillor = Scope(
        standings=(
            EVERYBODY,
            Standing(role=Role.COUNCILLOR),
            Standing(role=Role.PARTNER, body=BodyId(body(1)), on_body=True, isa=True),
            Standing(role=Role.COUNCILLOR, body=BodyId(body(2)), on_body=True),
        ),
        permitted=frozenset({CompartmentId(compartment(1, "dhr"))}),
    )
    return {"a stranger": Scope(), "a member": councillor}


def _room(meeting: int) -> UUID:
    sensitive = meeting % SENSITIVE_EVERY == 0
    return compartment(meeting % BODIES, "dhr" if sensitive else "general")


def _put(engine: Engine, table: Table, rows: Iterator[Row]) -> None:
    with engine.begin() as connection:
        while some := list(islice(rows, AT_A_TIME)):
            connection.execute(insert(table), some)
