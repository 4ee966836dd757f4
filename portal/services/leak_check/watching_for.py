"""What a body watches for in what it publishes: names, and the key of its closed phrases."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.policy import BodyId, Permission
from portal.records.tables import Body, LeakWatch
from portal.services.access.asking import an_act, general_compartment, sealed_note
from portal.services.work import Work

KIND: Final = "leak-watch"
KEY_SIZE: Final = 32
MOST_NAMES: Final = 2_000
LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a body watches for."""

    names: tuple[str, ...] = field(default=(), repr=False)
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPage:
    """The names that a body watches for, as the clerk sees them."""

    body: UUID
    body_name: str
    names: tuple[str, ...] = field(repr=False)


def watch_of(work: Work, body: UUID) -> Watch:
    """Open what a body watches for; a key is made and kept where there is none yet.

    The caller commits what was made.

    :raises LogUnavailable: if the log cannot be told; then nothing is opened.
    :raises NotPermitted: if the policy does not admit the asker to the body's own notes.
    """
    row = work.session.get(LeakWatch, body)
    if row is None:
        made = Watch(key=secrets.token_bytes(KEY_SIZE))
        work.session.add(
            LeakWatch(id=body, sealed=_sealed(work, body, made), changed_at=work.clock())
        )
        return made
    closed = sealed_note(work, KIND, body, body, row.sealed)
    told, _ = work.open_row(Verb.WATCH_LIST_OPENED, closed)
    return Watch(names=tuple(json.loads(told["names"])), key=bytes.fromhex(told["key"]))


def read_watch(work: Work, body: UUID) -> WatchPage:
    """Read the names that a body watches for.

    :raises NotFound: if there is no such body, or none the asker publishes for.
    """
    name = _body(work, body)
    held = work.session.get(LeakWatch, body)
    names = watch_of(work, body).names if held is not None else ()
    return WatchPage(body=body, body_name=name, names=names)


@an_act
def keep_names(work: Work, body: UUID, typed: str) -> int:
    """Keep the names that a body watches for, one a line, instead of those before; and commit.

    :returns: how many there are now.
    :raises NotFound: as :func:`read_watch`.
    :raises Refused: if there are too many, or one is too long or too short.
    """
    _body(work, body)
    names = tuple(dict.fromkeys(" ".join(each.split()) for each in typed.splitlines()))
    names = tuple(each for each in names if each)
    if len(names) > MOST_NAMES:
        raise Refused(f"Watch for no more than {MOST_NAMES:,} names.")
    for each in names:
        if len(each) > LONGEST_NAME:
            raise Refused(f"Write no more than {LONGEST_NAME} letters on a line.")
        if len(each.split()) == 1 and len(each) < 4:  # noqa: PLR2004 -- "Ash" is in every report
            raise Refused(f"“{each}” is too short to be watched for: give the whole name.")
    key = watch_of(work, body).key
    work.session.flush()
    row = work.session.get_one(LeakWatch, body)
    row.sealed = _sealed(work, body, Watch(names=names, key=key))
    row.changed_at = work.clock()
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.WATCH_LIST_CHANGED,
        objects=(body,),
        detail={"count": len(names)},
    )
    work.session.commit()
    return len(names)


def _sealed(work: Work, body: UUID, watch: Watch) -> bytes:
    told = {"names": json.dumps(watch.names, ensure_ascii=False), "key": watch.key.hex()}
    return work.seal(general_compartment(work, body), KIND, body, told)


def _body(work: Work, body: UUID) -> str:
    name = work.session.scalar(select(Body.name).where(Body.id == body))
    if name is None or not work.principal.may(Permission.MEETING_PUBLISH, BodyId(body)):
        raise NotFound
    return name
