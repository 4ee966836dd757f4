"""A councillor's need to know: asked with a reason, granted for a fortnight at most, or refused."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted
from portal.policy import BodyId, Permission
from portal.records.tables import AskState, NeedToKnow, Person
from portal.services.access.asking import (
    ItemPlace,
    Unfit,
    an_act,
    asker,
    general_compartment,
    item_place,
    known_item,
    note,
    sealed_note,
    somebody,
)
from portal.services.work import Work

SEALED_AS: Final = "need-to-know"
LONGEST: Final = timedelta(days=14)  # process test Q29
ROUTE: Final = (
    "You can ask that the full council decide: write to the monitoring officer, who will put it"
    " on the agenda of its next meeting. After that, the courts can be asked to review it."
)
"""What a refused councillor can do (Birmingham City DC v O [1983] 1 AC 578; access law, 6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """One asking, in a list."""

    id: UUID
    person: UUID
    name: str
    place: ItemPlace
    asked_at: datetime
    state: AskState
    until_on: date | None
    refused_because: str
    ended: bool
    runs: bool
    reason: str = field(default="", repr=False)


@an_act
def ask(work: Work, item_id: UUID, reason: str) -> UUID:
    """Ask to read what is restricted about an item, as a councillor who needs to know it.

    :raises NotFound: if there is no such item, or none this principal may know of.
    :raises Unfit: if there is no reason, the asker is no councillor, or has asked already.
    """
    person = somebody(work, asker(work))
    place = known_item(work, item_id)
    if not person.councillor:
        raise Unfit({"": "This way is for councillors. Everybody else can ask for the paper."})
    if not reason:
        raise Unfit({"reason": "Say which duty of yours needs it. The reason is sealed."})
    waiting = select(NeedToKnow.id).where(
        NeedToKnow.person_id == person.id,
        NeedToKnow.item_id == item_id,
        NeedToKnow.state == AskState.ASKED,
    )
    if work.session.scalar(waiting.limit(1)) is not None:
        raise Unfit({"": "You have asked for this already: it waits for the monitoring officer."})
    compartment = general_compartment(work, place.body)
    row = uuid4()
    work.session.add(
        NeedToKnow(
            id=row,
            person_id=person.id,
            item_id=item_id,
            compartment_id=compartment,
            sealed_reason=work.seal(compartment, SEALED_AS, row, {"reason": reason}),
            asked_at=work.clock(),
        )
    )
    work.session.flush()
    note(work, Verb.NEED_TO_KNOW_ASKED, row, item_id, holder=person.id)
    work.commit()
    return row


def needs_of(work: Work) -> tuple[NeedLine, ...]:
    """List what the asker has asked for, the newest first.

    :raises NotFound: to a stranger.
    """
    return _listed(work, NeedToKnow.person_id == asker(work))


def needs_to_decide(work: Work) -> tuple[NeedLine, ...]:
    """List what was asked for on the asker's bodies, the newest first.

    :raises NotFound: if the asker decides nowhere.
    """
    if not work.principal.may_somewhere(Permission.NEED_TO_KNOW_DECIDE):
        raise NotFound
    return tuple(
        each
        for each in _listed(work)
        if work.principal.may(Permission.NEED_TO_KNOW_DECIDE, BodyId(each.place.body))
    )


def open_need(work: Work, need_id: UUID) -> NeedLine:
    """Open the reason of one asking, having written that down first.

    :raises NotFound: if there is none of that for this asker to decide.
    """
    need, place = _decidable(work, need_id, locked=False)
    row = sealed_note(work, SEALED_AS, need.id, place.body, need.sealed_reason)
    words, _ = work.open_row(Verb.NEED_TO_KNOW_OPENED, row)
    (line,) = (each for each in _listed(work, NeedToKnow.id == need_id))
    return replace(line, reason=words["reason"])


@an_act
def grant(work: Work, need_id: UUID, until_on: date | None) -> None:
    """Accept that somebody needs to know an item, to read on its page, until a day.

    :raises NotFound: if there is none of that for this asker.
    :raises NotPermitted: if the asker would decide for themselves.
    :raises Unfit: if it was decided, or the day is past or more than a fortnight away.
    """
    need, place = _to_decide(work, need_id)
    latest = work.today + LONGEST
    if until_on is None or not work.today <= until_on <= latest:
        raise Unfit({"until_on": f"Enter a last day from today to {latest:%-d %B %Y}."})
    need.from_on, need.until_on = work.today, until_on
    _decided(work, need, place, AskState.GRANTED)
    work.commit()


@an_act
def refuse(work: Work, need_id: UUID, because: str) -> None:
    """Refuse it, with a reason that the councillor reads beside the way to the council.

    :raises NotFound, NotPermitted: as :func:`grant`.
    :raises Unfit: if it was decided, or there is no reason.
    """
    need, place = _to_decide(work, need_id)
    if not because:
        raise Unfit({"because": "Say why. The councillor reads it, beside the way to the council."})
    need.refused_because = because
    _decided(work, need, place, AskState.REFUSED)
    work.commit()


@an_act
def end(work: Work, need_id: UUID) -> None:
    """End a need to know before its day.

    :raises NotFound: if there is none of that for this asker.
    """
    need, _ = _decidable(work, need_id)
    forget(work, need)
    work.commit()


def forget(work: Work, need: NeedToKnow) -> None:
    """End a need to know at once.  The caller commits."""
    if need.state is AskState.GRANTED and need.ended_at is None:
        need.ended_at = work.clock()
        work.session.flush()
        note(work, Verb.NEED_TO_KNOW_ENDED, need.id, need.item_id, holder=need.person_id)


def _decided(work: Work, need: NeedToKnow, place: ItemPlace, state: AskState) -> None:
    need.state = state
    need.decided_by_id, need.decided_at = asker(work), work.clock()
    work.session.flush()
    until = {"until": need.until_on} if need.until_on is not None else {}
    note(
        work,
        Verb.NEED_TO_KNOW_DECIDED,
        need.id,
        place.item,
        holder=need.person_id,
        answer=state.value,
        **until,
    )


def _decidable(work: Work, need_id: UUID, *, locked: bool = True) -> tuple[NeedToKnow, ItemPlace]:
    need = work.session.get(NeedToKnow, need_id, with_for_update=locked or None)
    if need is None:
        raise NotFound
    place = item_place(work, need.item_id)
    if not work.principal.may(Permission.NEED_TO_KNOW_DECIDE, BodyId(place.body)):
        raise NotFound
    return need, place


def _to_decide(work: Work, need_id: UUID) -> tuple[NeedToKnow, ItemPlace]:
    need, place = _decidable(work, need_id)
    if need.person_id == asker(work):
        raise NotPermitted
    if need.state is not AskState.ASKED:
        raise Unfit({"": "This has been decided already."})
    return need, place


def _listed(work: Work, *only: object) -> tuple[NeedLine, ...]:
    rows = work.session.execute(
        select(NeedToKnow, Person.name)
        .join(Person, Person.id == NeedToKnow.person_id)
        .where(*only)  # type: ignore[arg-type]  # conditions, of whatever table
        .order_by(NeedToKnow.asked_at.desc(), NeedToKnow.id)
    )
    return tuple(
        NeedLine(
            id=need.id,
            person=need.person_id,
            name=name,
            place=item_place(work, need.item_id),
            asked_at=need.asked_at,
            state=need.state,
            until_on=need.until_on,
            refused_because=need.refused_because,
            ended=need.ended_at is not None,
            runs=need.ended_at is None
            and need.until_on is not None
            and work.today <= need.until_on,
        )
        for need, name in rows.all()
    )
