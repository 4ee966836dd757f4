"""What a granted link does: an identity becomes somebody's, and no interest is lost by it."""

from uuid import UUID, uuid4

from sqlalchemy import delete, select

from portal.audit import Verb
from portal.records.tables import Declaration, DirectorySnapshot, IdentityLink, Person
from portal.services.access.asking import Unfit, general_compartment, item_place, note
from portal.services.access.interests import SEALED_AS
from portal.services.access.one_person import holds_anything
from portal.services.sign_in.endings import note_ended
from portal.services.sign_in.sessions import end_sessions_of
from portal.services.work import Work

CARRIED = "Recorded under another account of the same person, which was linked with this one."
"""What is sealed as the nature of an interest that a link brings along; the first keeps its own."""


def people_in(work: Work, link: IdentityLink) -> tuple[Person, Person | None]:
    """Find, and hold on to, who is known and who has come anew, if it is another."""
    wanted = [each for each in (link.person_id, link.newcomer_id) if each is not None]
    rows = work.session.scalars(
        select(Person).where(Person.id.in_(wanted)).order_by(Person.id).with_for_update()
    )
    found = {each.id: each for each in rows}
    return found[link.person_id], found[link.newcomer_id] if link.newcomer_id else None


def obstacle(work: Work, known: Person, newcomer: Person | None) -> str:
    """Say what stands in the way of making one person of two; nothing, if nothing does."""
    for each in (known, newcomer):
        if each is not None and each.closed_at is not None:
            return f"The account of {each.name} is closed: there is nothing to link."
        if each is not None and each.suspended_at is not None:
            return f"The account of {each.name} is suspended: decide on that first."
        if each is not None and each.object_id is None:
            return f"{each.name} has no account yet: invite them, and nothing need be linked."
    if newcomer is not None and holds_anything(work, newcomer.id):
        return (
            f"{newcomer.name}, as they came anew, holds a seat, an office, a permission, a need to"
            " know, an invitation or a hardware key: end that first, and give it to the person who"
            " is known."
        )
    return ""


def carry_out(work: Work, link: IdentityLink) -> None:
    """Make the identity the known person's.  The caller has two approvals, and commits.

    :raises Unfit: if something stands in the way, or the identity is no longer what was asked
        about; then nothing is changed.
    :raises Refused: if an interest has nowhere to be sealed.
    :raises LogUnavailable, KeysUnavailable: if it cannot be written down, or sealed.
    """
    known, newcomer = people_in(work, link)
    bearer = newcomer or known
    if why := obstacle(work, known, newcomer):
        raise Unfit({"": why})
    if (bearer.tenant_id, bearer.object_id) != (link.tenant_id, link.object_id):
        raise Unfit({"": "The account has changed since this was asked: ask for it anew."})
    known.guest = link.guest
    if newcomer is not None:
        _merge(work, known, newcomer)
    work.session.flush()


def _merge(work: Work, known: Person, newcomer: Person) -> None:
    _carry_interests(work, newcomer, known.id)
    subject, guest = newcomer.subject, newcomer.guest
    identity = newcomer.tenant_id, newcomer.object_id
    newcomer.tenant_id = newcomer.object_id = newcomer.subject = None
    newcomer.closed_at = work.clock()
    work.session.flush()  # an identity is one person's at a time
    known.tenant_id, known.object_id = identity
    known.subject, known.guest = subject, guest
    work.session.flush()
    note(work, Verb.ACCOUNT_CLOSED, holder=newcomer.id)
    for each in (newcomer.id, known.id):
        note_ended(work.journal, end_sessions_of(work.session, each, work.clock()))
        # What the directory said of the identity before says nothing of this one.
        work.session.execute(delete(DirectorySnapshot).where(DirectorySnapshot.person_id == each))


def _carry_interests(work: Work, newcomer: Person, known: UUID) -> None:
    """Record each of the newcomer's interests for the known person too (T19)."""
    rows = work.session.scalars(
        select(Declaration).where(
            Declaration.person_id == newcomer.id, Declaration.lifted_at.is_(None)
        )
    ).all()
    for each in rows:
        found = work.session.scalar(
            select(Declaration)
            .where(Declaration.item_id == each.item_id, Declaration.person_id == known)
            .with_for_update()
        )
        if found is not None and found.lifted_at is None:
            continue
        place = item_place(work, each.item_id)
        carried = found or Declaration(id=uuid4(), item_id=each.item_id, person_id=known)
        carried.kind, carried.will_leave = each.kind, each.will_leave
        carried.nature = each.nature
        carried.declared_on, carried.declared_at = each.declared_on, work.clock()
        carried.imposed_by_id = each.imposed_by_id
        carried.lifted_by_id = carried.lifted_at = None
        with work.session.no_autoflush:
            carried.sealed_nature = work.seal(
                general_compartment(work, place.body), SEALED_AS, carried.id, {"nature": CARRIED}
            )
        work.session.add(carried)
        work.session.flush()
        note(
            work,
            Verb.INTEREST_DECLARED,
            carried.id,
            place.item,
            holder=known,
            kind=each.kind.value,
        )
