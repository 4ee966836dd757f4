"""Sessions as their owner and an officer see them: where somebody is signed in, and ending it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select

from portal.errors import NotFound
from portal.policy import Permission
from portal.records.tables import Organisation, Person, SignInSession
from portal.services.access.asking import Choice, an_act, asker, demand, people
from portal.services.assurance import InABrowser
from portal.services.sign_in.endings import note_ended
from portal.services.sign_in.limits import SessionLimits
from portal.services.sign_in.sessions import end_those
from portal.services.work import Work

REVOKED: Final = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One browser in which somebody is signed in; ``name`` is what a form calls the session."""

    name: str
    browser: str
    since: datetime
    last_used: datetime
    ends_at: datetime
    here: bool
    restricted: bool
    emergency: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInLine:
    """Somebody who is signed in, and in how many browsers.  Nothing of what they read."""

    person: UUID
    name: str
    organisation: str
    sessions: int
    last_used: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInPage:
    """Everybody who is signed in, and everybody there is to choose from."""

    lines: tuple[SignedInLine, ...]
    people: tuple[Choice, ...]


def my_sessions(work: Work) -> tuple[SessionLine, ...]:
    """List where the asker is signed in, what was used last first.

    :raises NotFound: if nobody is signed in.
    """
    here = _hash_here(work)
    rows = work.session.scalars(
        select(SignInSession)
        .where(SignInSession.person_id == asker(work), _lasts(work))
        .order_by(SignInSession.last_seen_at.desc(), SignInSession.created_at.desc())
    )
    return tuple(
        SessionLine(
            name=_name(work, row.token_hash),
            browser=row.browser or "A browser",
            since=row.created_at,
            last_used=row.last_seen_at,
            ends_at=row.expires_at,
            here=row.token_hash == here,
            restricted=row.restricted_at is not None,
            emergency=row.emergency,
        )
        for row in rows
    )


@an_act
def end_mine(work: Work, name: str) -> bool:
    """End one of the asker's own sessions; say whether it was the one they ask in.

    :raises NotFound: if none of theirs has that name.
    """
    found = [each for each in _mine(work) if _name(work, each) == name]
    if not found:
        raise NotFound
    _end(work, found)
    return found == [_hash_here(work)]


@an_act
def end_my_others(work: Work) -> None:
    """End every session of the asker's but the one they ask in.

    :raises NotFound: if nobody is signed in.
    """
    here = _hash_here(work)
    _end(work, [each for each in _mine(work) if each != here])


@an_act
def end_all_mine(work: Work) -> None:
    """End every session of the asker's, this one too.

    :raises NotFound: if nobody is signed in.
    """
    _end(work, _mine(work))


def signed_in(work: Work) -> SignedInPage:
    """List who is signed in, for an officer who may end sessions.

    :raises NotFound: to anybody else.
    """
    demand(work, Permission.SESSION_END, None)
    rows = work.session.execute(
        select(
            Person.id,
            Person.name,
            Organisation.name.label("organisation"),
            func.count().label("sessions"),
            func.max(SignInSession.last_seen_at).label("last_used"),
        )
        .select_from(SignInSession)
        .join(Person, Person.id == SignInSession.person_id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(_lasts(work))
        .group_by(Person.id, Person.name, Organisation.name)
        .order_by(Person.name, Person.id)
    )
    return SignedInPage(
        lines=tuple(
            SignedInLine(
                person=row.id,
                name=row.name,
                organisation=row.organisation or "",
                sessions=row.sessions,
                last_used=row.last_used,
            )
            for row in rows
        ),
        people=people(work),
    )


@an_act
def sign_out_everywhere(work: Work, person_id: UUID) -> int:
    """End every session of somebody's, for an officer; say how many there were.

    :raises NotFound: if there is nobody of that, or the asker may not.
    """
    demand(work, Permission.SESSION_END, None)
    if work.session.get(Person, person_id) is None:
        raise NotFound
    ended = end_all_of(work, person_id)
    work.session.commit()
    return ended


def end_all_of(work: Work, person_id: UUID) -> int:
    """End every session of somebody's, as an act of the asker's.  The caller commits."""
    whose = SignInSession.person_id == person_id
    ended = end_those(work.session, whose, REVOKED, work.clock())
    note_ended(work.journal, ended, by=work.actor)
    return len(ended)


def sessions_of(work: Work, person_id: UUID) -> int:
    """Count the browsers in which somebody is signed in."""
    asked = select(func.count()).where(SignInSession.person_id == person_id, _lasts(work))
    return work.session.scalar(asked) or 0


def _mine(work: Work) -> list[bytes]:
    mine = select(SignInSession.token_hash).where(
        SignInSession.person_id == asker(work), SignInSession.ended_at.is_(None)
    )
    return list(work.session.scalars(mine))


def _end(work: Work, hashes: Collection[bytes]) -> None:
    which = and_(SignInSession.person_id == asker(work), SignInSession.token_hash.in_(list(hashes)))
    note_ended(work.journal, end_those(work.session, which, REVOKED, work.clock()))
    work.session.commit()


def _name(work: Work, token_hash: bytes) -> str:
    """Name a session in a form.

    It says nothing of the token, and names nothing that whoever has it could not end anyway.
    """
    return work.fingerprint(b"session" + token_hash)


def _hash_here(work: Work) -> bytes:
    """Give the digest of the session that is asking; of none at the back door."""
    return work.assurance.visit.token_hash if isinstance(work.assurance, InABrowser) else b""


def _lasts(work: Work) -> ColumnElement[bool]:
    """Say of a session that it neither was ended nor has run out."""
    limits = (
        work.assurance.desk.limits if isinstance(work.assurance, InABrowser) else SessionLimits()
    )
    now = work.clock()
    idle_since = case(
        (SignInSession.restricted_at.is_(None), now - limits.idle),
        else_=now - limits.idle_after_restricted,
    )
    return and_(
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > now,
        SignInSession.last_seen_at > idle_since,
    )
