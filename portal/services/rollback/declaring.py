"""Declaring that something was restored: by an operator with a reason, and by a second person.

The operator stands at the host, where nobody holds an office; the second is an officer who signs
in, so that neither is enough alone.  The log has both, and it is the log that opens the papers.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Entry, Phase, Verb
from portal.errors import NotFound, Refused
from portal.policy import Permission
from portal.records.tables import Person, Restoring
from portal.services.access.asking import Unfit, an_act, asker, demand
from portal.services.rollback.watch import Standing
from portal.services.work import Work

CONFIRMS: Final = Permission.AUDIT_VERIFY
LONGEST_REASON: Final = 500
MOST_LOST: Final = 500

_NOT_LOST: Final = frozenset(
    {
        Verb.RECORD_HEAD,
        Verb.ROLLBACK_NOTICED,
        Verb.BACKUP_MADE,
        Verb.RESTORING_DECLARED,
        Verb.RESTORING_CONFIRMED,
        Verb.LOG_READ,
        Verb.LOG_VERIFIED,
        Verb.PORTAL_STARTED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """One thing that the log tells of and the record may know nothing of any more."""

    seq: int
    at: datetime
    verb: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoringPage:
    """How record and log stand, and what waits for a second person."""

    standing: Standing
    waiting: UUID | None
    reason: str
    declared_at: datetime | None
    lost: tuple[Lost, ...]
    by_verb: tuple[tuple[str, int], ...]
    last: datetime | None
    last_by: str

    @property
    def more(self) -> int:
        """How many more are lost than are listed one by one."""
        return sum(number for _, number in self.by_verb) - len(self.lost)


def declare(work: Work, reason: str, *, from_entry: int | None = None) -> int:
    """Declare, as the operator, that something was restored; say how much the log knows besides.

    :param from_entry: the number of the last entry of the log that the record was there for; from
        the newest head that the record is not behind, if it is left out.
    :raises NotFound: if nobody stands at the back door.
    :raises Refused: without a reason, or while another declaration waits.
    :raises LogUnavailable: if the log cannot be written.
    """
    if work.operator is None:
        raise NotFound
    reason = reason_given(reason)
    if work.watch.examine().standing is Standing.DECLARED:
        raise Refused("A restoring was declared already, and waits for a second person.")
    version = work.watch.version()
    since = _known_up_to(work, version) if from_entry is None else from_entry
    row = uuid4()
    lost = sum(1 for each in work.journal.after(since) if counts(each))
    work.begin_writing()
    work.session.add(Restoring(id=row, reason=reason, declared_at=work.clock(), from_entry=since))
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.RESTORING_DECLARED,
        objects=(work.watch.deployment, row),
        detail={"version": version, "lost": lost},
    )
    # Not by work.commit(): the record does not go on while it is being brought back.
    work.session.commit()
    work.watch.forget()
    return lost


def reason_given(typed: str) -> str:
    """Give a reason as it is kept.

    :raises Refused: if there is none, or it is too long.
    """
    reason = typed.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise Refused(
            f"Give a reason of at most {LONGEST_REASON} characters. It is kept in clear for the"
            " second person: name no paper and nobody."
        )
    return reason


def read_restoring(work: Work) -> RestoringPage:
    """Show how record and log stand, and what was lost if something was restored.

    :raises NotFound: if the asker does not hold an office that verifies the log.
    """
    demand(work, CONFIRMS, None)
    found = work.watch.examine()
    row = _waiting(work)
    entries = [] if row is None else [e for e in work.journal.after(row.from_entry) if counts(e)]
    if entries:
        work.journal.note(
            actor=work.actor, verb=Verb.LOG_READ, detail={"of": "all", "count": len(entries)}
        )
    last = work.session.execute(
        select(Restoring.confirmed_at, Person.name)
        .join(Person, Person.id == Restoring.confirmed_by_id)
        .order_by(Restoring.confirmed_at.desc())
        .limit(1)
    ).one_or_none()
    verbs = Counter(entry.verb.value for entry in entries)
    return RestoringPage(
        standing=found.standing,
        waiting=None if row is None else row.id,
        reason="" if row is None else row.reason,
        declared_at=None if row is None else row.declared_at,
        lost=tuple(
            Lost(seq=each.seq, at=each.moment, verb=each.verb.value, actor=each.actor[:12])
            for each in entries[:MOST_LOST]
        ),
        by_verb=tuple(sorted(verbs.items())),
        last=None if last is None else last.confirmed_at,
        last_by="" if last is None else last.name,
    )


@an_act
def confirm(work: Work, restoring_id: UUID) -> None:
    """Confirm a restoring that an operator declared; restricted papers open again.

    :raises NotFound: if the asker does not hold an office that verifies the log.
    :raises Unfit: if none of that name waits, as the log has it.
    :raises LogUnavailable: if the log cannot be written.
    """
    demand(work, CONFIRMS, None)
    row = _waiting(work)
    declared = work.journal.latest(Verb.RESTORING_DECLARED, restoring_id)
    if row is None or row.id != restoring_id or declared is None:
        raise Unfit({"": "No restoring of that kind waits for you: look at the page again."})
    row.confirmed_by_id, row.confirmed_at = asker(work), work.clock()
    work.session.flush()
    work.session.commit()  # before the log is told how far the record is: never ahead of it
    work.watch.remember_log(whatever=True)
    work.journal.note(
        actor=work.actor,
        verb=Verb.RESTORING_CONFIRMED,
        objects=(work.watch.deployment, restoring_id),
        detail={"version": work.watch.version(), "operator": declared.actor},
    )
    work.watch.forget()


def _waiting(work: Work) -> Restoring | None:
    """Find the newest declaration, if the log has it and nobody has confirmed it there."""
    declared = work.journal.latest(Verb.RESTORING_DECLARED, work.watch.deployment)
    confirmed = work.watch.confirmed()
    if declared is None or (confirmed is not None and confirmed.seq > declared.seq):
        return None
    row = work.session.scalar(select(Restoring).order_by(Restoring.declared_at.desc()).limit(1))
    return row if row is not None and str(row.id) in declared.objects else None


def _known_up_to(work: Work, version: int) -> int:
    """Give the number of the newest head in the log that a record is not behind; 0 if of none."""
    heads = work.journal.every(Verb.RECORD_HEAD, work.watch.deployment)
    return next((each.seq for each in heads if int(each.detail["version"]) <= version), 0)


def counts(entry: Entry) -> bool:
    """Say whether an entry tells of something that a record may have lost."""
    return entry.phase is not Phase.OUTCOME and entry.verb not in _NOT_LOST
