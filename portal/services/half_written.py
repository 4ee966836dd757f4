"""Forms that somebody was writing when their session ended, or had to be confirmed: kept sealed.

Each is sealed under a key of its own that is drawn here, given to the browser it came from and
forgotten.  It opens for the person who wrote it, in that browser, for eight hours (ADR 0013).
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from portal.audit import Outcome, Verb
from portal.errors import CannotOpen, LogUnavailable
from portal.records.tables import DirectorySnapshot, HalfWritten, Person, SignInSession
from portal.services.access.asking import an_act, asker
from portal.services.sign_in.sessions import REMEMBERED
from portal.services.sign_in.transactions import digest
from portal.services.work import Work

LASTS: Final = timedelta(hours=8)
LARGEST: Final = 500_000
MOST_FIELDS: Final = 200
MOST_IN_A_BROWSER: Final = 5
KEY: Final = 32

STILL_THEIRS: Final = ("idle", "too-long", "replaced", "stepped-up")
"""Ends of a session that nobody meant to stop its person: what was being written is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenForm:
    """What a form held when it was sent: its address, and its fields in their order."""

    address: str = field(repr=False)
    fields: tuple[tuple[str, str], ...] = field(repr=False)

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """The fields that hold a text, each with its name in words."""
        return tuple((_in_words(name), text) for name, text in self.fields if text.strip())

    def fits(self) -> bool:
        """Say whether it is small enough to be kept."""
        size = sum(len(name.encode()) + len(text.encode()) for name, text in self.fields)
        return len(self.fields) <= MOST_FIELDS and size <= LARGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForm:
    """A kept form, opened for who wrote it."""

    row: UUID
    form: WrittenForm


def whose(work: Work, token: str, csrf: str) -> UUID | None:
    """Say who wrote a form in a session that has ended by itself within the last day.

    :param token: of the session, in which nobody is signed in any more.
    :param csrf: what the form says it belongs to.
    :returns: ``None`` if it is not a form of that session; if the session was ended on purpose,
        by its person, an officer or the directory; or if its person would not be let in again.
    """
    return _writer(work, SignInSession.token_hash == digest(token), csrf)


def wrote_before(work: Work, csrf: str) -> UUID | None:
    """Say whether the asker, signed in again, wrote a form in a session of theirs that ended."""
    person = work.principal.person
    if person is None:
        return None
    ended = and_(SignInSession.person_id == person, SignInSession.ended_at.is_not(None))
    return _writer(work, ended, csrf)


def _writer(work: Work, which: ColumnElement[bool], csrf: str) -> UUID | None:
    since = work.clock() - REMEMBERED
    rows = work.session.execute(
        select(SignInSession.person_id, SignInSession.csrf)
        .join(Person, Person.id == SignInSession.person_id)
        .where(
            which,
            # One that nobody ended, and in which nobody is signed in, has run out.
            or_(
                and_(SignInSession.ended_at.is_(None), SignInSession.last_seen_at > since),
                and_(
                    SignInSession.ended_at > since,
                    SignInSession.ended_because.in_(STILL_THEIRS),
                ),
            ),
            Person.closed_at.is_(None),
            Person.suspended_at.is_(None),
            or_(SignInSession.emergency, _has_roles()),
        )
    ).all()
    wanted = csrf.encode("utf-8", "replace")
    theirs = [row for row in rows if hmac.compare_digest(row.csrf.hex().encode(), wanted)]
    return theirs[0].person_id if theirs else None


def _has_roles() -> ColumnElement[bool]:
    return exists().where(
        DirectorySnapshot.person_id == SignInSession.person_id, DirectorySnapshot.roles != ""
    )


def keep(work: Work, person: UUID, form: WrittenForm, *, instead_of: UUID | None = None) -> str:
    """Seal a form for who wrote it, and give the key, which is kept nowhere here.

    :param instead_of: a kept form of theirs that they had sent, and that did not arrive.
    :returns: nothing, if there is nothing to keep: no text, or more than there is room for; or
        if the log cannot be written.
    """
    if not form.told or not form.fits():
        return ""
    key, row = secrets.token_bytes(KEY), uuid4()
    spelt = _spelt(key)
    text = json.dumps((form.address, form.fields), ensure_ascii=False)
    sealed = work.door.keepsakes.seal(row, person, key, text.encode())
    _write_anew(work)
    _forget_the_old(work)
    if instead_of is not None:
        _delete(work.session, and_(HalfWritten.id == instead_of, HalfWritten.person_id == person))
    work.session.add(
        HalfWritten(
            id=row,
            person_id=person,
            browser_hash=_hash(key),
            sealed=sealed,
            kept_at=work.clock(),
        )
    )
    work.session.flush()
    try:
        work.journal.note(
            actor=work.journal.pseudonyms.of_person(person), verb=Verb.FORM_KEPT, objects=(row,)
        )
    except LogUnavailable:
        work.session.rollback()
        return ""
    work.session.commit()
    return spelt


def is_kept_for(work: Work, person: UUID, keys: Sequence[str]) -> bool:
    """Say whether a browser with these keys holds something that this person was writing."""
    return bool(_rows(work, person, keys))


def open_kept(work: Work, keys: Sequence[str]) -> tuple[KeptForm, ...]:
    """Open what the asker was writing in this browser, the oldest first.

    What was changed where it lay does not open, and is left out.

    :raises NotFound: if nobody is signed in.
    :raises LogUnavailable: if the log cannot be written; then nothing is opened.
    """
    person = asker(work)
    rows = _rows(work, person, keys)
    if not rows:
        return ()
    opened = []
    for key, row in rows:
        receipt = work.journal.intend(actor=work.actor, verb=Verb.FORM_OPENED, objects=(row.id,))
        try:
            text = work.door.keepsakes.open(receipt, row.id, person, key, row.sealed)
        except CannotOpen:  # the cause is in the operator's log
            work.journal.conclude(receipt, Outcome.FAILED)
            continue
        work.journal.conclude(receipt, Outcome.DONE)
        opened.append(KeptForm(row=row.id, form=_form(text)))
    return tuple(opened)


@an_act
def forget(work: Work, keys: Sequence[str], row: UUID) -> None:
    """Forget one kept form of the asker's; somebody else's stays as it is.

    :raises NotFound: if nobody is signed in.
    """
    mine = {found.id for _, found in _rows(work, asker(work), keys)}
    _forget_the_old(work)
    if row in mine:
        _delete(work.session, HalfWritten.id == row)
    work.session.commit()


def that_serve(work: Work, keys: Sequence[str]) -> tuple[str, ...]:
    """Give those of a browser's keys that open something still, whosever it is."""
    brought = {_hash(key): _spelt(key) for key in map(_read, keys[-MOST_IN_A_BROWSER:]) if key}
    known = work.session.scalars(
        select(HalfWritten.browser_hash).where(
            HalfWritten.browser_hash.in_(brought), HalfWritten.kept_at > work.clock() - LASTS
        )
    ).all()
    return tuple(spelt for hashed, spelt in brought.items() if hashed in known)


def _rows(work: Work, person: UUID, keys: Sequence[str]) -> list[tuple[bytes, HalfWritten]]:
    """Find a person's rows, each with the key that this browser brought for it."""
    brought = {_hash(key): key for key in map(_read, keys[-MOST_IN_A_BROWSER:]) if key}
    if not brought:
        return []
    found = work.session.scalars(
        select(HalfWritten)
        .where(
            HalfWritten.browser_hash.in_(brought),
            HalfWritten.person_id == person,
            HalfWritten.kept_at > work.clock() - LASTS,
        )
        .order_by(HalfWritten.kept_at, HalfWritten.id)
    )
    return [(brought[row.browser_hash], row) for row in found]


def _forget_the_old(work: Work) -> None:
    _delete(work.session, HalfWritten.kept_at <= work.clock() - LASTS)


def _delete(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(delete(HalfWritten).where(which))


def _write_anew(work: Work) -> None:
    work.session.rollback()
    work.begin_writing()


def _form(text: bytes) -> WrittenForm:
    """Read back what :func:`keep` wrote: it was opened whole, so it has that shape."""
    written: tuple[str, list[tuple[str, str]]] = json.loads(text)
    address, fields = written
    return WrittenForm(address=address, fields=tuple((name, value) for name, value in fields))


def _hash(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()


def _spelt(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode()


def _read(spelt: str) -> bytes:
    """Read a key from a cookie; nothing, if it is none."""
    try:
        key = base64.b64decode(spelt + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
    return key if len(key) == KEY else b""


def _in_words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").strip().capitalize()
