"""Boards with meetings and guarded rows of every sort, as many as chance makes of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.policy import (
    BodyId,
    Classification,
    CompartmentId,
    DocType,
    ItemId,
    Jurisdiction,
    MeetingId,
    Regime,
    Stage,
    Thing,
)
from portal.records.tables import (
    Action,
    AgendaItem,
    Body,
    Compartment,
    ForwardPlanEntry,
    Meeting,
    Minute,
    Paper,
    PaperKind,
    Restriction,
)

DAY = date(2026, 5, 14)
MOMENT = datetime(2026, 5, 14, 10, 0, tzinfo=UTC)
CLOSED = sorted(set(Classification) - {Classification.PUB})


@dataclass(frozen=True, slots=True)
class World:
    bodies: list[Body]
    meetings: list[Meeting]
    compartments: list[Compartment]
    items: list[AgendaItem]
    things: dict[type, dict[UUID, Thing]]
    """What each guarded row is to the policy, by its table: worked out from the objects, and so
    not by the expressions under test."""


def world(session: Session, seed: int, *, meetings: int = 9, items: int = 5) -> World:
    """Make a world up, store it and say what each of its rows is to the policy."""
    return _Maker(session, Random(seed)).make(meetings, items)  # noqa: S311 -- no secret


class _Maker:
    def __init__(self, session: Session, chance: Random) -> None:
        self.session = session
        self.chance = chance

    def make(self, meetings: int, items: int) -> World:
        bodies = [Body(id=self._id(), slug=f"board-{n}", name=f"Board {n}") for n in range(3)]
        self._store(bodies)
        compartments = [
            Compartment(id=self._id(), body_id=body.id, slug=slug, name=slug, sensitive=sensitive)
            for body in bodies
            for slug, sensitive in (("general", False), ("prevent", True), ("reviews", True))
        ]
        self._store(compartments)
        self.restrictions = [self._restriction(each) for each in compartments for _ in range(6)]
        self._store(self.restrictions)
        sittings = [self._meeting(body) for body in bodies for _ in range(meetings // 3)]
        self._store(sittings)
        agenda = [self._item(each, position) for each in sittings for position in range(items)]
        self._store(agenda)
        papers = [self._paper(each) for each in agenda for _ in range(2)]
        minutes = [self._minute(each) for each in agenda]
        actions = [self._action(each) for each in agenda]
        plan = [self._planned(body) for body in bodies for _ in range(meetings)]
        self._store([*papers, *minutes, *actions, *plan])
        self.sensitive = {each.id: each.sensitive for each in compartments}
        self.terms = {each.id: each for each in self.restrictions}
        self.sittings = {each.id: each for each in sittings}
        self.agenda = {each.id: each for each in agenda}
        return World(
            bodies=bodies,
            meetings=sittings,
            compartments=compartments,
            items=agenda,
            things={
                AgendaItem: {
                    each.id: self._business(each, each, DocType.AGENDA) for each in agenda
                },
                Paper: {each.id: self._on_item(each, _doc_type(each)) for each in papers},
                Minute: {each.id: self._on_item(each, DocType.MINUTES) for each in minutes},
                Action: {each.id: self._on_item(each, DocType.MINUTES) for each in actions},
                ForwardPlanEntry: {each.id: self._expected(each) for each in plan},
            },
        )

    def _id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def _yes(self, odds: float = 0.5) -> bool:
        return self.chance.random() < odds

    def _store(self, objects: Iterable[Any]) -> None:
        self.session.add_all(objects)
        self.session.flush()

    def _restriction(self, compartment: Compartment) -> Restriction:
        return Restriction(
            id=self._id(),
            body_id=compartment.body_id,
            compartment_id=compartment.id,
            classification=Classification.EX,
            scheme="ENG-12A",
            paragraphs="3",
            member_right=self._yes(),
            originator_ok=self._yes(),
            depersonalised=self._yes(),
            prejudicial=self._yes(),
            covers="papers",
            public_reason="It is about somebody's business.",
            sealed_balance=b"sealed",
            decided_by="A. Clerk",
            decided_office="clerk",
            decided_on=DAY,
            review_on=DAY,
            challenge="Write to the clerk.",
        )

    def _guarded(self, of_body: UUID) -> dict[str, Any]:
        """Leave a row open, or close it in some body's compartment, with a ground or without."""
        if self._yes(0.35):
            return {"classification": Classification.PUB, "released": self._yes(0.2)}
        theirs = [each for each in self.restrictions if each.body_id == of_body]
        terms = self.chance.choice(theirs if self._yes(0.9) else self.restrictions)
        return {
            "classification": Classification.EX if self._yes(0.6) else self.chance.choice(CLOSED),
            "compartment_id": terms.compartment_id,
            "restriction_id": terms.id if self._yes(0.8) else None,
            "released": self._yes(0.2),
            "sealed": b"sealed",
        }

    def _law(self) -> dict[str, Any]:
        nation = Jurisdiction.ENG if self._yes(0.6) else self.chance.choice(list(Jurisdiction))
        return {"regime": self.chance.choice(list(Regime)), "jurisdiction": nation}

    def _meeting(self, body: Body) -> Meeting:
        return Meeting(id=self._id(), body_id=body.id, starts_at=MOMENT, **self._law())

    def _item(self, meeting: Meeting, position: int) -> AgendaItem:
        return AgendaItem(
            id=self._id(),
            meeting_id=meeting.id,
            position=position,
            stage=self.chance.choice(list(Stage)),
            public_meeting=self._yes(),
            **self._guarded(meeting.body_id),
        )

    def _paper(self, item: AgendaItem) -> Paper:
        kind = self.chance.choice(list(PaperKind))
        return Paper(id=self._id(), item_id=item.id, kind=kind, **self._guarded(self._body(item)))

    def _minute(self, item: AgendaItem) -> Minute:
        return Minute(id=self._id(), item_id=item.id, **self._guarded(self._body(item)))

    def _action(self, item: AgendaItem) -> Action:
        body = self._body(item)
        return Action(id=self._id(), item_id=item.id, body_id=body, **self._guarded(body))

    def _planned(self, body: Body) -> ForwardPlanEntry:
        return ForwardPlanEntry(
            id=self._id(),
            body_id=body.id,
            meeting_on=DAY,
            draft=self._yes(0.3),
            **self._law(),
            **self._guarded(body.id),
        )

    def _body(self, item: AgendaItem) -> UUID:
        meeting = self.session.get(Meeting, item.meeting_id)
        assert meeting is not None
        return meeting.body_id

    def _closed(self, row: Any) -> dict[str, Any]:
        terms = self.terms.get(row.restriction_id)
        return {
            "classification": row.classification,
            "released": row.released,
            "member_right": terms.member_right if terms else False,
            "originator_ok": terms.originator_ok if terms else False,
            "depersonalised": terms.depersonalised if terms else False,
            "prejudicial": terms.prejudicial if terms else False,
            "compartment": CompartmentId(row.compartment_id) if row.compartment_id else None,
            "sensitive": self.sensitive.get(row.compartment_id, False),
        }

    def _business(self, row: Any, item: AgendaItem, doc_type: DocType) -> Thing:
        meeting = self.sittings[item.meeting_id]
        return Thing(
            body=BodyId(meeting.body_id),
            meeting=MeetingId(meeting.id),
            item=ItemId(item.id),
            regime=meeting.regime,
            jurisdiction=meeting.jurisdiction,
            stage=item.stage,
            public_meeting=item.public_meeting,
            doc_type=doc_type,
            **self._closed(row),
        )

    def _on_item(self, row: Any, doc_type: DocType) -> Thing:
        return self._business(row, self.agenda[row.item_id], doc_type)

    def _expected(self, row: ForwardPlanEntry) -> Thing:
        return Thing(
            body=BodyId(row.body_id),
            meeting=None,
            item=None,
            regime=row.regime,
            jurisdiction=row.jurisdiction,
            stage=Stage.DRAFT if row.draft else Stage.ISSUED_PRE,
            doc_type=DocType.AGENDA,
            **self._closed(row),
        )


def _doc_type(paper: Paper) -> DocType:
    known = {PaperKind.MINUTES: DocType.MINUTES, PaperKind.BACKGROUND: DocType.BACKGROUND}
    return known.get(paper.kind, DocType.REPORT)
