"""Guests who became members, and members who became guests: two officers are asked about them."""

from datetime import timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.records.tables import AskState, IdentityLink, Person
from portal.services.sign_in.id_token import Identity
from portal.services.work import Work

LAPSES_AFTER: Final = timedelta(days=30)
"""What two officers have not decided in this time is asked anew, as things then stand."""


def ask_two_officers(work: Work, identity: Identity) -> None:
    """Ask whether an account that came as another kind than before is still the same person's.

    Called once a sign-in was refused for that, in a transaction of its own, which the caller has
    begun to write.  Of each person one question at most is open, and it is asked only for an
    identity that is a person's, under the subject known for it: a stranger leaves nothing here.

    :raises LogUnavailable: if the log cannot be written; then nothing is asked.
    """
    person = work.session.scalar(
        select(Person)
        .where(
            Person.tenant_id == str(identity.tenant),
            Person.object_id == str(identity.object_id),
            Person.subject == identity.subject,
            Person.closed_at.is_(None),
            Person.suspended_at.is_(None),
        )
        .with_for_update()
    )
    if person is None or identity.is_guest is None or identity.is_guest == person.guest:
        return
    now = work.clock()
    open_one = work.session.scalar(
        select(IdentityLink).where(
            IdentityLink.person_id == person.id,
            IdentityLink.state == AskState.ASKED,
            IdentityLink.asked_at >= now - LAPSES_AFTER,
        )
    )
    if open_one is not None:
        return
    link = IdentityLink(
        id=uuid4(),
        person_id=person.id,
        tenant_id=str(identity.tenant),
        object_id=str(identity.object_id),
        subject=identity.subject,
        guest=identity.is_guest,
        asked_at=now,
    )
    work.session.add(link)
    work.session.flush()
    told = work.journal.pseudonyms.of_person(person.id)
    work.journal.note(
        actor=told, verb=Verb.IDENTITY_LINK_ASKED, objects=(link.id,), detail={"holder": told}
    )
    work.session.commit()
