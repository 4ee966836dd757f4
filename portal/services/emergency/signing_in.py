"""Signing in with a hardware key, without the directory: as an administrator, and with an alarm."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.records.tables import EmergencyKey
from portal.services.access.asking import note
from portal.services.emergency import challenges
from portal.services.emergency.ceremonies import KnownKey, NotProved, RelyingParty
from portal.services.emergency.fitness import why_no_entry
from portal.services.emergency.refusing import Alarm, turned_away
from portal.services.sign_in import sessions
from portal.services.sign_in.desk import Desk
from portal.services.sign_in.endings import note_ended
from portal.services.work import Work

LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBrought:
    """What a browser brings to the door besides its cookie's mark."""

    answer: str = field(repr=False)  # of the key, in JSON
    drill: bool = False
    token: str = field(repr=False, default="")  # of the session it came with, which ends
    words: str = ""  # such as "Firefox on Windows"


def begin(work: Work, party: RelyingParty, browser: str) -> str:
    """Make a challenge for a browser, and write what it is to ask of a hardware key.

    :raises KeyRefused: if the browser asks twice at once.
    """
    _write_anew(work)
    try:
        made = challenges.challenge(work.session, browser, None, work.clock())
    except NotProved as refused:
        raise turned_away(work, refused) from None
    work.session.commit()
    return party.to_prove(made)


def finish(work: Work, desk: Desk, party: RelyingParty, browser: str, brought: KeyBrought) -> str:
    """Open an emergency's session with a hardware key's answer, and give its token.

    One for each person, for an hour at most.  The alarm is the entry in the log, the operator's
    line and the banner that officers see.

    :raises KeyRefused: if anything at all is amiss; one entry in the log says so.
    :raises LogUnavailable: if the log cannot be written; then nobody is signed in.
    """
    try:
        _write_anew(work)
        try:
            made = challenges.take(work.session, browser, None, work.clock())
        finally:
            work.session.commit()  # taken, whatever comes of the rest
        _write_anew(work)
        key = _proved(work, party, made, brought)
    except (NotProved, Alarm) as refused:
        raise turned_away(work, refused) from None
    return _welcome(work, desk, key, brought)


def _proved(work: Work, party: RelyingParty, made: bytes, brought: KeyBrought) -> EmergencyKey:
    """Find the key that answered, check that it did, and that its holder may still come in."""
    named = party.credential_named(brought.answer)
    key = work.session.scalar(
        select(EmergencyKey)
        .where(EmergencyKey.credential_id == named, EmergencyKey.removed_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if key is None:
        raise NotProved("no such key is enrolled, or it was removed")
    known = KnownKey(
        credential_id=key.credential_id, public_key=key.public_key, holder=key.person_id
    )
    count = party.proved(made, brought.answer, known)
    # A key that counts counts up: section 6.1.1 of Web Authentication Level 3.
    if (count or key.sign_count) and count <= key.sign_count:
        raise Alarm(f"key {key.id} counts backwards: there may be a copy of it")
    if unfit := why_no_entry(work.session, key.person_id, work.today):
        raise NotProved(f"the holder of key {key.id}: {unfit}")
    key.sign_count = count
    return key


def _welcome(work: Work, desk: Desk, key: EmergencyKey, brought: KeyBrought) -> str:
    at = work.clock()
    key.last_used_at = at
    if brought.drill:
        key.drilled_at = at
    token, ended = _open(work, desk, key.person_id, brought, at)
    work.session.flush()
    note_ended(work.journal, ended)
    work.journal.note(
        actor=work.journal.pseudonyms.of_person(key.person_id),
        verb=Verb.EMERGENCY_KEY_USED,
        objects=(key.id,),
    )
    if brought.drill:
        note(work, Verb.EMERGENCY_KEY_DRILLED, key.id, holder=key.person_id)
    LOG.critical(
        "alarm: an emergency key was used by person %s%s",
        key.person_id,
        ", who calls it a drill" if brought.drill else "",
    )
    work.session.commit()
    return token


def _open(
    work: Work, desk: Desk, person: UUID, brought: KeyBrought, at: datetime
) -> tuple[str, list[sessions.Ended]]:
    ended = sessions.end_stale(work.session, desk.limits, at)
    replaced, _ = sessions.end_session(work.session, brought.token, at, "replaced")
    ended += replaced
    ended += sessions.end_sessions_of(work.session, person, at, "replaced", emergency=True)
    ended += sessions.make_room(work.session, person, at)
    opening = sessions.Opening(browser=brought.words, emergency=True)
    return sessions.open_session(work.session, person, opening, desk.limits, at), ended


def _write_anew(work: Work) -> None:
    # Whoever was signed in already has been read about in this transaction, from which SQLite
    # cannot always go on to write.
    work.session.rollback()
    work.begin_writing()
