"""Whom an identity belongs to: tenant and object identifier, never an address or a name."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.records.tables import Person
from portal.services.sign_in.id_token import Identity
from portal.services.sign_in.refusals import Check, Problem, SignInRefused


def person_of(session: Session, identity: Identity) -> UUID:
    """Find the open person an identity belongs to, pinning the subject at the first sign-in.

    Nobody is created here, and nobody is matched by e-mail: an identity that no invitation
    named belongs to nobody.

    :raises SignInRefused: if it belongs to nobody, or to somebody whose account is closed; or,
        as an alarm, if it comes under another subject than before.  The provider derives the
        subject from the object and the client, so it only changes if the directory, or the
        provider, is not the one we knew.  Or if somebody who came as a guest comes as a member,
        or the other way round: two officers look first whether it is still the same person
        (AUTH-05).
    """
    person = session.execute(
        select(Person.id, Person.subject, Person.guest, Person.closed_at, Person.suspended_at)
        .where(
            Person.tenant_id == str(identity.tenant),
            Person.object_id == str(identity.object_id),
        )
        .with_for_update()
    ).one_or_none()
    if person is None or person.closed_at is not None:
        raise SignInRefused(Check.PERSON, Problem.NOT_A_MEMBER)
    if person.suspended_at is not None:
        raise SignInRefused(Check.PERSON, Problem.SUSPENDED)
    if person.subject is not None and person.subject != identity.subject:
        raise SignInRefused(Check.KNOWN_SUBJECT)
    came_before = person.subject is not None
    if came_before and identity.is_guest is not None and identity.is_guest != person.guest:
        raise SignInRefused(Check.SAME_KIND, Problem.KIND_CHANGED)
    known: dict[str, object] = {"subject": identity.subject}
    if identity.is_guest is not None:
        known["guest"] = identity.is_guest
    session.execute(update(Person).where(Person.id == person.id).values(known))
    found: UUID = person.id
    return found
