"""Deciding on a disposal: one asks, two others approve, and none of the three is anybody twice."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted
from portal.policy import BodyId, Permission
from portal.records.tables import Body, Compartment, Disposal, DisposalState, DisposedPaper
from portal.services.access.asking import Unfit, an_act, asker, still_may
from portal.services.linked_accounts import accounts_of
from portal.services.retention.due import DuePaper, due_papers
from portal.services.retention.impediments import LAPSES_AFTER
from portal.services.retention.rules import body_for
from portal.services.work import Work

MOST: Final = 500
"""Papers in one disposal: the log names each of them in one entry."""


@an_act
def ask(
    work: Work, slug: str, compartment: UUID | None, papers: Collection[UUID], reason: str
) -> UUID:
    """Ask for papers whose time is over to be disposed of; nothing is gone yet.

    :param compartment: the one that all of them lie in; ``None`` for open papers.
    :raises NotFound: if the asker may not ask for such a body, or it has no such compartment.
    :raises Unfit: if nothing is chosen, there is no reason, or something cannot go.
    :raises LogUnavailable: if the log cannot be written.
    """
    body = body_for(work, slug, Permission.DISPOSAL_ASK)
    _of_the_body(work, body, compartment)
    faults = {}
    if not papers:
        faults["papers"] = "Choose what is to be disposed of."
    elif len(set(papers)) > MOST:
        faults["papers"] = f"Choose {MOST} papers or fewer, and ask for the rest afterwards."
    if not reason:
        faults["reason"] = "Say why they are to go now, and not be kept on."
    if faults:
        raise Unfit(faults)
    work.session.refresh(body, with_for_update=True)
    found = that_can_go(work, body.id, compartment, papers)
    disposal = Disposal(
        id=uuid4(),
        body_id=body.id,
        compartment_id=compartment,
        reason=reason,
        asked_by_id=asker(work),
        asked_at=work.clock(),
    )
    work.session.add(disposal)
    work.session.flush()
    work.session.add_all(
        DisposedPaper(
            disposal_id=disposal.id,
            paper_id=each.id,
            kind=each.kind,
            years=each.years,
            source=each.source,
            due_on=each.due_on,
        )
        for each in found
    )
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.DISPOSAL_ASKED,
        objects=(disposal.id, *sorted(each.id for each in found)),
        detail={"count": len(found)},
    )
    work.commit()
    return disposal.id


@an_act
def approve(work: Work, disposal_id: UUID) -> bool:
    """Approve a disposal as the first or the second of two; say whether it is approved by both.

    :raises NotFound: if there is none of that for this asker to approve.
    :raises NotPermitted: if the asker asked for it or approved it already, under this account or
        another that is said to be theirs.
    :raises Unfit: if it was decided or has lapsed, the first approver lost the office, or
        something of it can no longer go.
    :raises LogUnavailable: if the log cannot be written.
    """
    disposal = _to_decide(work, disposal_id)
    me, now = asker(work), work.clock()
    involved = {disposal.asked_by_id, disposal.first_approved_by_id}
    if accounts_of(work.session, me, now) & involved:
        raise NotPermitted
    that_can_go(
        work,
        disposal.body_id,
        disposal.compartment_id,
        papers_of(work, disposal_id),
        but_for=disposal_id,
    )
    first = disposal.first_approved_by_id
    if first is None:
        disposal.first_approved_by_id, disposal.first_approved_at = me, now
    elif not still_may(work, first, Permission.DISPOSAL_APPROVE, disposal.body_id):
        raise Unfit({"": "The first approver no longer holds that office: ask for it anew."})
    else:
        disposal.second_approved_by_id, disposal.second_approved_at = me, now
        disposal.state = DisposalState.APPROVED
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.DISPOSAL_APPROVED,
        objects=(disposal.id,),
        detail={"approval": 1 if first is None else 2},
    )
    work.commit()
    return first is not None


@an_act
def refuse(work: Work, disposal_id: UUID, because: str) -> None:
    """Refuse a disposal, with a reason that the asker reads; whoever asked may take it back so.

    One that two have approved can be refused too, until the papers are erased.

    :raises NotFound: if there is none of that for this asker to refuse.
    :raises Unfit: if the papers are gone, it was refused, or there is no reason.
    :raises LogUnavailable: if the log cannot be written.
    """
    disposal = work.session.get(Disposal, disposal_id, with_for_update=True, populate_existing=True)
    if disposal is None or not (
        _approves(work, disposal) or disposal.asked_by_id == work.principal.person
    ):
        raise NotFound
    if disposal.state not in {DisposalState.ASKED, DisposalState.APPROVED}:
        raise Unfit({"": "This has been decided already."})
    if not because:
        raise Unfit({f"because-{disposal_id}": "Say why they are to be kept."})
    disposal.state = DisposalState.REFUSED
    disposal.refused_by_id, disposal.refused_at = asker(work), work.clock()
    disposal.refused_because = because
    work.session.flush()
    work.journal.note(actor=work.actor, verb=Verb.DISPOSAL_REFUSED, objects=(disposal.id,))
    work.commit()


def that_can_go(
    work: Work,
    body: UUID,
    compartment: UUID | None,
    papers: Collection[UUID],
    *,
    but_for: UUID | None = None,
) -> Sequence[DuePaper]:
    """Give papers of one compartment, all of which may be disposed of as things stand now.

    :raises Unfit: if one is not due, not there, or something stands in the way.
    """
    wanted = set(papers)
    found = due_papers(work, body, work.today, only=wanted, but_for=but_for)
    faults = sorted({str(each) for paper in found for each in paper.in_the_way})
    if any(paper.compartment != compartment for paper in found) or len(found) != len(wanted):
        faults.insert(0, "Some of it is not due by the board's rules, or is gone, or has moved.")
    if faults:
        raise Unfit({"papers": " ".join(faults)})
    return found


def papers_of(work: Work, disposal: UUID) -> Sequence[UUID]:
    """Give the papers that a disposal names."""
    return work.session.scalars(
        select(DisposedPaper.paper_id)
        .where(DisposedPaper.disposal_id == disposal)
        .order_by(DisposedPaper.paper_id)
    ).all()


def has_lapsed(work: Work, disposal: Disposal) -> bool:
    """Say whether two others have not approved in time."""
    return disposal.state is DisposalState.ASKED and work.clock() - disposal.asked_at > LAPSES_AFTER


def _of_the_body(work: Work, body: Body, compartment: UUID | None) -> None:
    if compartment is None:
        return
    found = work.session.get(Compartment, compartment)
    if found is None or found.body_id != body.id:
        raise NotFound


def _approves(work: Work, disposal: Disposal) -> bool:
    return work.principal.may(Permission.DISPOSAL_APPROVE, BodyId(disposal.body_id))


def _to_decide(work: Work, disposal_id: UUID) -> Disposal:
    disposal = work.session.get(Disposal, disposal_id, with_for_update=True, populate_existing=True)
    if disposal is None or not _approves(work, disposal):
        raise NotFound
    if disposal.state is not DisposalState.ASKED:
        raise Unfit({"": "This has been decided already."})
    if has_lapsed(work, disposal):
        raise Unfit({"": "This was asked for too long ago: ask for it anew."})
    return disposal
