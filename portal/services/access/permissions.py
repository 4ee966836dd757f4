"""Permissions for a compartment: one asks, two others approve, and none of them is the holder."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted
from portal.policy import BodyId
from portal.policy import Permission as May
from portal.records.tables import (
    AgendaItem,
    AskState,
    Compartment,
    Meeting,
    Permission,
    PermissionRequest,
)
from portal.services import membership
from portal.services.access.asking import (
    Unfit,
    an_act,
    asker,
    demand,
    minds_the_system,
    note,
    somebody,
    still_may,
)
from portal.services.access.one_person import accounts_of
from portal.services.work import Work

LAPSES_AFTER: Final = timedelta(days=30)
"""What nobody has decided in this time is asked for anew, as things then stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A permission to be asked for."""

    person: UUID | None
    compartment: UUID | None
    purpose: str
    until_on: date | None
    from_on: date | None = None  # the day of asking
    item: UUID | None = None


@an_act
def ask(work: Work, wanted: Wanted) -> UUID:
    """Ask that somebody may open a compartment, or one item in it, until a day.

    :param wanted: its purpose names a post or a task, and never what a paper says.
    :raises NotFound: if the asker may not ask for that body.
    :raises Unfit: if something is missing, too long, or barred.
    """
    if wanted.compartment is None:
        raise Unfit({"compartment": "Choose what it is to open."})
    compartment = work.session.get(Compartment, wanted.compartment)
    if compartment is None:
        raise NotFound
    demand(work, May.PERMISSION_ASK, compartment.body_id)
    faults = _faults(work, wanted, compartment)
    if faults or wanted.person is None or wanted.until_on is None:
        raise Unfit(faults)
    request = PermissionRequest(
        id=uuid4(),
        person_id=wanted.person,
        compartment_id=compartment.id,
        item_id=wanted.item,
        purpose=wanted.purpose,
        from_on=wanted.from_on or work.today,
        until_on=wanted.until_on,
        asked_by_id=asker(work),
        asked_at=work.clock(),
    )
    work.session.add(request)
    work.session.flush()
    note(
        work,
        Verb.PERMISSION_ASKED,
        request.id,
        compartment.id,
        holder=wanted.person,
        until=wanted.until_on,
    )
    work.commit()
    return request.id


@an_act
def approve(work: Work, request_id: UUID) -> bool:
    """Approve a permission as the first or the second of two; say whether it is given now.

    :raises NotFound: if there is none of that for this asker to approve.
    :raises NotPermitted: if the asker asked for it, approved it already or would hold it, under
        this account or another that is said to be theirs.
    :raises Unfit: if it was decided or has lapsed.
    """
    request = _to_decide(work, request_id)
    me, now = asker(work), work.clock()
    involved = {request.asked_by_id, request.person_id, request.first_approved_by_id}
    if accounts_of(work, me) & involved:
        raise NotPermitted
    if request.first_approved_by_id is None:
        request.first_approved_by_id, request.first_approved_at = me, now
        work.session.flush()
        note(
            work,
            Verb.PERMISSION_APPROVED,
            request.id,
            request.compartment_id,
            holder=request.person_id,
        )
        work.commit()
        return False
    if not _may_still_approve(work, request):
        raise Unfit({"": "The first approver no longer holds that office: ask for it anew."})
    request.second_approved_by_id, request.second_approved_at = me, now
    request.state = AskState.GRANTED
    request.permission_id = membership.permit(
        work,
        request.person_id,
        request.compartment_id,
        purpose=request.purpose,
        from_on=max(request.from_on, work.today),
        until_on=request.until_on,
        approvers=(request.first_approved_by_id, me),
        item=request.item_id,
    )
    work.commit()
    return True


@an_act
def refuse(work: Work, request_id: UUID, because: str) -> None:
    """Refuse a permission, with a reason that the asker reads.

    :raises NotFound: if there is none of that for this asker to approve.
    :raises NotPermitted: if the asker would hold it.
    :raises Unfit: if it was decided, has lapsed, or there is no reason.
    """
    request = _to_decide(work, request_id)
    if request.person_id == asker(work):
        raise NotPermitted
    if not because:
        raise Unfit({"because": "Say why it is refused."})
    request.state = AskState.REFUSED
    request.refused_by_id, request.refused_at = asker(work), work.clock()
    request.refused_because = because
    work.session.flush()
    note(
        work, Verb.PERMISSION_REFUSED, request.id, request.compartment_id, holder=request.person_id
    )
    work.commit()


@an_act
def end(work: Work, permission_id: UUID) -> None:
    """End a permission before its day; whoever approves permissions can, or its holder.

    :raises NotFound: if there is none of that for this asker.
    """
    permission = work.session.get(Permission, permission_id, with_for_update=True)
    if permission is None:
        raise NotFound
    compartment = work.session.get_one(Compartment, permission.compartment_id)
    approves = work.principal.may(May.PERMISSION_APPROVE, BodyId(compartment.body_id))
    if not approves and permission.person_id != asker(work):
        raise NotFound
    take_back(work, permission)
    work.commit()


def take_back(work: Work, permission: Permission) -> None:
    """End a permission at once.  The caller commits."""
    if permission.ended_at is None:
        permission.ended_at = work.clock()
        work.session.flush()
        note(
            work,
            Verb.PERMISSION_ENDED,
            permission.id,
            permission.compartment_id,
            holder=permission.person_id,
        )


def has_lapsed(work: Work, request: PermissionRequest) -> bool:
    """Say whether nobody has decided in time, or its last day has gone by."""
    return work.clock() - request.asked_at > LAPSES_AFTER or request.until_on < work.today


def _to_decide(work: Work, request_id: UUID) -> PermissionRequest:
    request = work.session.get(PermissionRequest, request_id, with_for_update=True)
    if request is None:
        raise NotFound
    compartment = work.session.get_one(Compartment, request.compartment_id)
    if not work.principal.may(May.PERMISSION_APPROVE, BodyId(compartment.body_id)):
        raise NotFound
    if request.state is not AskState.ASKED:
        raise Unfit({"": "This has been decided already."})
    if has_lapsed(work, request):
        raise Unfit({"": "This was asked for too long ago: ask for it anew."})
    return request


def _may_still_approve(work: Work, request: PermissionRequest) -> bool:
    """Ask again whether the first approver has an office that approves for this body."""
    body = work.session.get_one(Compartment, request.compartment_id).body_id
    return still_may(work, request.first_approved_by_id, May.PERMISSION_APPROVE, body)


def _faults(work: Work, wanted: Wanted, compartment: Compartment) -> dict[str, str]:
    faults = {}
    from_on = wanted.from_on or work.today
    if wanted.person is None:
        faults["person"] = "Choose who is to hold it."
    elif somebody(work, wanted.person).id == asker(work):
        faults["person"] = "Somebody else must ask for a permission that you would hold."
    elif minds_the_system(work, wanted.person, from_on):
        faults["person"] = "Administrators, auditors and key custodians hold no compartment."
    if not wanted.purpose:
        faults["purpose"] = "Say for what purpose: a post or a task, never what a paper says."
    longest = from_on + membership.LONGEST_PERMISSION
    if from_on < work.today:
        faults["from_on"] = "A permission cannot begin in the past."
    if wanted.until_on is None or not from_on <= wanted.until_on <= longest:
        faults["until_on"] = f"Enter a last day no later than {longest:%-d %B %Y}."
    if wanted.item is not None:
        meeting = select(Meeting.body_id).join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        if work.session.scalar(meeting.where(AgendaItem.id == wanted.item)) != compartment.body_id:
            faults["item"] = "Choose an item of the same board."
    return faults
