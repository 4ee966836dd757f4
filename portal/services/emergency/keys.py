"""The hardware keys there are: listed, judged, removed, and announced when one was used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import Refused
from portal.policy import Permission
from portal.policy.periods import due_day
from portal.records.tables import EmergencyKey, Person
from portal.services.access.asking import an_act, note
from portal.services.clear_days import working_days_everywhere
from portal.services.emergency.fitness import why_unfit
from portal.services.sign_in.endings import note_ended
from portal.services.sign_in.sessions import end_sessions_of
from portal.services.work import LOCAL, Work

DRILL_EVERY: Final = timedelta(days=90)
LEAST_PEOPLE: Final = 2
ANNOUNCED_FOR: Final = 5  # working days
_SHORT: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """One key, and what is wrong with it; empty if nothing is."""

    id: UUID
    name: str
    label: str
    enrolled_at: datetime
    last_used_at: datetime | None
    drilled_at: datetime | None
    wrong: str

    @property
    def short(self) -> str:
        """The beginning of the key's identifier, by which it can be removed."""
        return self.id.hex[:_SHORT]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysState:
    """The keys there are, and what is wrong; each complaint says what to do."""

    keys: tuple[KeyLine, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """Tells officers that an emergency key was used."""

    name: str
    used_at: datetime
    drill: bool


def state_of_emergency_keys(session: Session, at: datetime) -> KeysState:
    """List the keys, and say what is wrong with them, in sentences for an operator."""
    rows = session.execute(
        select(EmergencyKey, Person.name)
        .join(Person, Person.id == EmergencyKey.person_id)
        .where(EmergencyKey.removed_at.is_(None))
        .order_by(Person.name, EmergencyKey.enrolled_at, EmergencyKey.id)
    ).all()
    today = at.astimezone(LOCAL).date()
    unfit = {key.person_id: why_unfit(session, key.person_id, at, today) for key, _ in rows}
    serving = {person for person, why in unfit.items() if not why}
    wrong = []
    if len(serving) < LEAST_PEOPLE:
        wrong.append(
            f"{len(serving)} of the {LEAST_PEOPLE} people needed can sign in with an emergency"
            " key: run `portal emergency enrol`."
        )
    keys = tuple(_line(key, name, unfit[key.person_id], at) for key, name in rows)
    wrong += [f"Key {each.short} ({each.label}): {each.wrong}." for each in keys if each.wrong]
    return KeysState(keys=keys, wrong=tuple(wrong))


@an_act
def remove(work: Work, typed: str) -> KeyLine:
    """Remove a key, and end the session that was begun with it.

    :param typed: the key's identifier, or its beginning as the list shows it.
    :raises Refused: if there is no such key, or more than one.
    """
    wanted = typed.strip().lower().replace("-", "")
    rows = work.session.execute(
        select(EmergencyKey, Person.name)
        .join(Person, Person.id == EmergencyKey.person_id)
        .where(EmergencyKey.removed_at.is_(None))
        .with_for_update(of=EmergencyKey)
    ).all()
    found = [(key, name) for key, name in rows if _named(key, wanted)]
    if len(found) != 1:
        raise Refused(
            "There is no such key." if not found else "Several keys begin so: give all of it."
        )
    ((key, name),) = found
    at = work.clock()
    key.removed_at = at
    ended = end_sessions_of(work.session, key.person_id, at, emergency=True)
    work.session.flush()
    note(work, Verb.EMERGENCY_KEY_REMOVED, key.id, holder=key.person_id)
    note_ended(work.journal, ended)
    removed = _line(key, name, "", at)
    work.session.commit()
    return removed


def uses_announced(work: Work) -> Sequence[KeyUse]:
    """Tell whoever may end sessions of the keys used in the last five working days."""
    if not work.principal.may_somewhere(Permission.SESSION_END):
        return ()
    counted = working_days_everywhere(work.counting)
    rows = work.session.execute(
        select(Person.name, EmergencyKey.last_used_at, EmergencyKey.drilled_at)
        .join(Person, Person.id == EmergencyKey.person_id)
        .where(EmergencyKey.last_used_at.is_not(None))
        .order_by(EmergencyKey.last_used_at.desc(), EmergencyKey.id)
    )
    return tuple(
        KeyUse(name=row.name, used_at=row.last_used_at, drill=row.drilled_at == row.last_used_at)
        for row in rows
        if row.last_used_at is not None
        and work.today <= due_day(row.last_used_at.astimezone(LOCAL).date(), ANNOUNCED_FOR, counted)
    )


def _line(key: EmergencyKey, name: str, unfit: str, at: datetime) -> KeyLine:
    return KeyLine(
        id=key.id,
        name=name,
        label=key.label,
        enrolled_at=key.enrolled_at,
        last_used_at=key.last_used_at,
        drilled_at=key.drilled_at,
        wrong=(unfit and f"its holder cannot have one ({unfit}): remove it") or _undrilled(key, at),
    )


def _undrilled(key: EmergencyKey, at: datetime) -> str:
    if key.drilled_at is None:
        return "never tried out: sign in with it at /emergency, as a drill"
    if at - key.drilled_at >= DRILL_EVERY:
        days = (at - key.drilled_at).days
        return f"last tried out {days} days ago: sign in with it at /emergency, as a drill"
    return ""


def _named(key: EmergencyKey, wanted: str) -> bool:
    return len(wanted) >= _SHORT and key.id.hex.startswith(wanted)
