"""Enrolling a hardware key: by a link that an operator makes on the host, and that serves once."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.records.tables import EmergencyEnrolment, EmergencyKey
from portal.services.access.asking import an_act, names
from portal.services.emergency import challenges
from portal.services.emergency.ceremonies import NewKey, NotProved, RelyingParty
from portal.services.emergency.fitness import holder_named, why_unfit
from portal.services.emergency.refusing import turned_away
from portal.services.sign_in.transactions import digest, new_secret
from portal.services.work import Work

LOG: Final = logging.getLogger(__name__)
LIFETIME: Final = timedelta(minutes=15)
LONGEST_LABEL: Final = 100
_LONGEST_SECRET: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Leave to enrol one key: whose it will be, and what it is called."""

    person_id: UUID
    name: str
    label: str


@an_act
def offer(work: Work, typed: str, label: str) -> str:
    """Make a link's secret by which somebody may enrol one hardware key, for 15 minutes.

    :param typed: the name of the person, or their identifier.
    :raises Refused: if there is no such person, there are several, or they may not have a key.
    """
    if not 0 < len(label.strip()) <= LONGEST_LABEL:
        raise Refused(f"Give the key a label of at most {LONGEST_LABEL} characters.")
    found = holder_named(work.session, typed.strip())
    if not found:
        raise Refused("There is nobody of that name here. Type it as the portal shows it.")
    if len(found) > 1:
        said = ", ".join(map(str, found))
        raise Refused(f"Several people have that name. Give one of these instead: {said}")
    (person,) = found
    if unfit := why_unfit(work.session, person, work.clock(), work.today):
        raise Refused(
            "An emergency key is for an administrator who holds nothing else, so that it opens"
            f" nothing restricted. This person cannot have one: {unfit}."
        )
    secret = new_secret()
    work.session.execute(
        delete(EmergencyEnrolment).where(EmergencyEnrolment.created_at <= work.clock() - LIFETIME)
    )
    work.session.add(
        EmergencyEnrolment(
            token_hash=digest(secret),
            person_id=person,
            label=label.strip(),
            created_at=work.clock(),
        )
    )
    work.session.commit()
    return secret


def leave_by(work: Work, secret: str) -> Leave:
    """Say whose key a link enrols.

    :raises NotFound: if it does not serve, or no longer.
    """
    row = _offered(work, secret)
    (name,) = names(work, [row.person_id]).values()
    return Leave(person_id=row.person_id, name=name, label=row.label)


@an_act
def begin(work: Work, party: RelyingParty, secret: str, browser: str) -> str:
    """Make a challenge for a browser, and write what it is to ask of the new key.

    :raises NotFound: if the link does not serve.
    :raises KeyRefused: if the browser asks twice at once.
    """
    row = _offered(work, secret)
    known = work.session.scalars(
        select(EmergencyKey.credential_id).where(EmergencyKey.removed_at.is_(None))
    ).all()
    try:
        made = challenges.challenge(work.session, browser, row.token_hash, work.clock())
    except NotProved as refused:
        raise turned_away(work, refused) from None
    holder = row.person_id
    work.session.commit()
    return party.to_register(holder, made, known)


@an_act
def finish(work: Work, party: RelyingParty, secret: str, browser: str, answer: str) -> None:
    """Enrol the key that answered, and use the link up.

    :raises NotFound: if the link does not serve.
    :raises KeyRefused: if the answer is not good, or the key is enrolled already; the link goes
        on serving until its time is over.
    :raises LogUnavailable: if the log cannot be written; then nothing is enrolled.
    """
    _offered(work, secret)
    try:
        try:
            made = challenges.take(work.session, browser, digest(secret), work.clock())
        finally:
            work.session.commit()  # taken, whatever comes of the rest
        new = party.registered(made, answer)
        work.begin_writing()
        _enrol(work, secret, new)
    except NotProved as refused:
        raise turned_away(work, refused) from None


def _enrol(work: Work, secret: str, new: NewKey) -> None:
    # Deleting is what decides between two that bring the same link: one gets the row back.
    used = work.session.execute(
        delete(EmergencyEnrolment)
        .where(EmergencyEnrolment.token_hash == digest(secret))
        .returning(EmergencyEnrolment.person_id, EmergencyEnrolment.label)
    ).one_or_none()
    if used is None:
        raise NotFound
    if unfit := why_unfit(work.session, used.person_id, work.clock(), work.today):
        raise NotProved(f"the person cannot have a key any more: {unfit}")
    same = select(EmergencyKey.id).where(EmergencyKey.credential_id == new.credential_id)
    if work.session.scalar(same) is not None:
        raise NotProved("the key is enrolled already, or was removed")
    key = EmergencyKey(
        person_id=used.person_id,
        label=used.label,
        credential_id=new.credential_id,
        public_key=new.public_key,
        sign_count=new.sign_count,
        enrolled_at=work.clock(),
    )
    work.session.add(key)
    work.session.flush()
    pseudonym = work.journal.pseudonyms.of_person(used.person_id)
    work.journal.note(
        actor=pseudonym,
        verb=Verb.EMERGENCY_KEY_ENROLLED,
        objects=(key.id,),
        detail={"holder": pseudonym},
    )
    LOG.warning("an emergency key was enrolled for person %s", used.person_id)
    work.session.commit()


def _offered(work: Work, secret: str) -> EmergencyEnrolment:
    if not 0 < len(secret) <= _LONGEST_SECRET:
        raise NotFound
    row = work.session.get(EmergencyEnrolment, digest(secret))
    if row is None or work.clock() - row.created_at >= LIFETIME:
        raise NotFound
    return row
