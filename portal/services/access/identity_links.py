"""Links of identities: that a new account is a known person's is asked by one, approved by two."""

from uuid import UUID, uuid4

from sqlalchemy import or_, select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted
from portal.records.tables import AccountInvitation, AskState, IdentityLink, Person
from portal.services.access.asking import Unfit, an_act, asker, note, pseudonym
from portal.services.access.linking import carry_out, obstacle
from portal.services.access.one_person import (
    APPROVES,
    Reach,
    accounts_of,
    reach_of,
    still_approves,
)
from portal.services.access.seats import body_kept
from portal.services.sign_in.kinds import LAPSES_AFTER
from portal.services.work import Work


@an_act
def ask(work: Work, slug: str, invitation_id: UUID, known_id: UUID | None) -> UUID:
    """Ask that who took up an invitation be the same person as somebody who is known already.

    :param known_id: who the record has known so far, and who keeps what they hold.
    :raises NotFound: if nobody took up such an invitation on a list of this asker's.
    :raises Unfit: if nobody with an account is chosen, the asker is one of the two, something
        stands in the way, or a question about one of them is open.
    """
    body = body_kept(work, slug)
    invitation = work.session.get(AccountInvitation, invitation_id)
    if invitation is None or invitation.body_id != body.id or invitation.accepted_at is None:
        raise NotFound
    two = (invitation.person_id, known_id)
    rows = work.session.scalars(
        select(Person).where(Person.id.in_(two)).order_by(Person.id).with_for_update()
    )
    people = {each.id: each for each in rows}
    newcomer, known = people[invitation.person_id], people.get(known_id) if known_id else None
    if known is None or known is newcomer:
        raise Unfit({"known": "Choose who they are, of those with an account."})
    if asker(work) in people:
        raise Unfit({"": "Somebody else must ask about an account of yours."})
    why = obstacle(work, known, newcomer)
    if why or newcomer.tenant_id is None or newcomer.object_id is None:
        raise Unfit({"": why})
    if _is_open_about(work, *people):
        raise Unfit({"": "A question about one of the two is open already: see Identities."})
    link = IdentityLink(
        id=uuid4(),
        person_id=known.id,
        newcomer_id=newcomer.id,
        tenant_id=newcomer.tenant_id,
        object_id=newcomer.object_id,
        subject=newcomer.subject,
        guest=newcomer.guest,
        asked_by_id=asker(work),
        asked_at=work.clock(),
    )
    work.session.add(link)
    work.session.flush()
    note(work, Verb.IDENTITY_LINK_ASKED, link.id, holder=known.id)
    work.commit()
    return link.id


@an_act
def approve(work: Work, link_id: UUID) -> bool:
    """Approve a link as the first or the second of two; say whether it is made now.

    Neither approver may be who asked, the other approver, or one of the two that are to be one
    person; under whichever account.

    :raises NotFound: if there is none of that for this asker to approve.
    :raises NotPermitted: if the asker is one of those.
    :raises Unfit: if it was decided, has lapsed, or something stands in the way.
    :raises Refused, LogUnavailable, KeysUnavailable: as
        :func:`~portal.services.access.linking.carry_out`.
    """
    link, reach = _to_decide(work, link_id)
    me, now = asker(work), work.clock()
    involved = {link.person_id, link.newcomer_id, link.asked_by_id, link.first_approved_by_id}
    if accounts_of(work, me) & involved:
        raise NotPermitted
    if link.first_approved_by_id is None:
        link.first_approved_by_id, link.first_approved_at = me, now
        work.session.flush()
        note(work, Verb.IDENTITY_LINK_APPROVED, link.id, holder=link.person_id)
        work.commit()
        return False
    first = link.first_approved_by_id
    also = accounts_of(work, first) & {link.person_id, link.newcomer_id, link.asked_by_id}
    if also or not still_approves(work, first, reach):
        raise Unfit({"": "The first approval counts no longer: refuse this, and ask anew."})
    carry_out(work, link)
    link.second_approved_by_id, link.second_approved_at = me, now
    link.state = AskState.GRANTED
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.IDENTITY_LINKED,
        objects=(link.id,),
        detail={
            "holder": pseudonym(work, link.person_id),
            "first_approver": pseudonym(work, first),
            "second_approver": pseudonym(work, me),
        },
    )
    work.commit()
    return True


@an_act
def refuse(work: Work, link_id: UUID) -> None:
    """Refuse a link; or take it back, as who asked for it.

    :raises NotFound: if there is none of that for this asker.
    :raises NotPermitted: if the asker is one of the two it is about.
    :raises Unfit: if it was decided, or has lapsed.
    """
    link, _ = _to_decide(work, link_id, or_taken_back=True)
    if accounts_of(work, asker(work)) & {link.person_id, link.newcomer_id}:
        raise NotPermitted
    link.state = AskState.REFUSED
    link.refused_by_id, link.refused_at = asker(work), work.clock()
    work.session.flush()
    note(work, Verb.IDENTITY_LINK_REFUSED, link.id, holder=link.person_id)
    work.commit()


def has_lapsed(work: Work, link: IdentityLink) -> bool:
    """Say whether nobody has decided in time."""
    return work.clock() - link.asked_at > LAPSES_AFTER


def reach_of_link(work: Work, link: IdentityLink) -> Reach:
    """Say where either of the two that a link is about counts, so that who decides minds it all."""
    return reach_of(work, [each for each in (link.person_id, link.newcomer_id) if each])


def _to_decide(
    work: Work, link_id: UUID, *, or_taken_back: bool = False
) -> tuple[IdentityLink, Reach]:
    link = work.session.get(IdentityLink, link_id, with_for_update=True)
    if link is None:
        raise NotFound
    reach = reach_of_link(work, link)
    taken_back = or_taken_back and link.asked_by_id == asker(work)
    if not taken_back and not reach.is_minded_by(work.principal, APPROVES):
        raise NotFound
    if link.state is not AskState.ASKED:
        raise Unfit({"": "This has been decided already."})
    if has_lapsed(work, link):
        raise Unfit({"": "This was asked too long ago: it is to be asked anew."})
    return link, reach


def _is_open_about(work: Work, *people: UUID) -> bool:
    found = select(IdentityLink.id).where(
        or_(IdentityLink.person_id.in_(people), IdentityLink.newcomer_id.in_(people)),
        IdentityLink.state == AskState.ASKED,
        IdentityLink.asked_at >= work.clock() - LAPSES_AFTER,
    )
    return work.session.scalar(found.limit(1)) is not None
