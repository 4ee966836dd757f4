"""Splitting a new recovery key among its holders, and trying the shares out every quarter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.records.tables import RecoverySet, RecoveryShare
from portal.services.recovery.carrying import destroy_ended
from portal.services.recovery.sets import kept_keys, present_set, set_labelled
from portal.services.work import Work
from portal.vault import Share, shares
from portal.vault.share_text import name_of, read, written

THRESHOLD: Final = 3
COUNT: Final = 5
LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A share as it is handed to its holder."""

    set_name: str
    number: int
    of: int
    threshold: int
    holder: str
    letters: str

    @property
    def text(self) -> str:
        """Write it out, as it is printed or put into a file."""
        return (
            "# Clear Days, share of the recovery key\n"
            f"# Set {self.set_name}, share {self.number} of {self.of}; any {self.threshold}"
            " together recover everything\n"
            f"# Held by: {self.holder}\n"
            f"{self.letters}\n"
        )

    def __repr__(self) -> str:
        return f"Paper({self.set_name}, {self.number} of {self.of})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What splitting would do, or did."""

    holders: tuple[str, ...]
    threshold: int
    keys: int
    before: str  # the name of the set it replaces, or nothing


Handing = Callable[[Paper], None]
Progress = Callable[[int, int], None]


def plan(work: Work, holders: Sequence[str], threshold: int = THRESHOLD) -> Plan:
    """Say what splitting would do, having checked all that can be checked.

    :raises NotFound: if nobody stands at the back door.
    :raises Refused: if the holders are too few, one is named twice, or a key is out of reach.
    """
    if work.operator is None:
        raise NotFound
    named = tuple(" ".join(each.split()) for each in holders)
    if not all(0 < len(each) <= LONGEST_NAME for each in named):
        raise Refused(f"Name each holder, in at most {LONGEST_NAME} characters.")
    if len({each.casefold() for each in named}) != len(named):
        raise Refused("A holder is named twice: each share needs a holder of its own.")
    if not THRESHOLD - 1 <= threshold <= len(named) <= shares.MOST:
        raise Refused(
            f"It takes two shares or more, and here {threshold} of {len(named)}: name more holders."
        )
    if threshold == len(named):
        raise Refused("One lost share would lose everything: name more holders than it takes.")
    keys = kept_keys(work)
    for _, key in keys:
        work.door.prove(key)
    before = present_set(work)
    work.session.rollback()
    return Plan(
        holders=named,
        threshold=threshold,
        keys=len(keys),
        before="" if before is None else before.name,
    )


def split(work: Work, planned: Plan, hand_over: Handing, progress: Progress) -> str:
    """Draw a recovery key, hand its shares over, and put the set in force; give its name.

    The shares are handed over first.  A ceremony that is broken off leaves the set before in
    force, and shares that open nothing.  What the set before it had wrapped at the root is then
    destroyed, so that only its shares, if they are not, can still give its key.

    :raises KeysUnavailable: if the root cannot be reached.
    :raises LogUnavailable: if the log cannot be written.
    """
    set_id, count = uuid4(), len(planned.holders)
    key, made, statement = work.door.recovery.draw(set_id, threshold=planned.threshold, count=count)
    name = name_of(statement.label)
    for share, holder in zip(made, planned.holders, strict=True):
        hand_over(
            Paper(
                set_name=name,
                number=share.number,
                of=count,
                threshold=planned.threshold,
                holder=holder,
                letters=written(share),
            )
        )
    wrapped = work.door.recovery.wrapped(key)
    work.begin_writing()
    ended = work.session.scalars(
        select(RecoverySet).where(RecoverySet.ended_at.is_(None)).with_for_update()
    ).all()
    work.session.add(
        RecoverySet(
            id=set_id,
            threshold=planned.threshold,
            check_value=statement.check_value,
            root=wrapped.root,
            wrapped=wrapped.wrapped,
            made_at=work.clock(),
        )
    )
    work.session.flush()
    for number, holder in enumerate(planned.holders, start=1):
        work.session.add(
            RecoveryShare(
                set_id=set_id,
                number=number,
                holder=holder,
                commitment=statement.commitments[number - 1],
            )
        )
    keys = kept_keys(work)
    for done, (row, record) in enumerate(keys, start=1):
        row.recovery = work.door.recovery.copied(record, key)
        row.recovery_set_id = set_id
        progress(done, len(keys))
    for each in ended:
        each.ended_at = work.clock()
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.RECOVERY_SET_MADE,
        objects=(set_id,),
        detail={
            "threshold": planned.threshold,
            "count": count,
            "statement": statement.digest().hex(),
        },
    )
    gone = [each.id for each in ended]
    work.commit()
    for old in gone:
        work.journal.note(actor=work.actor, verb=Verb.RECOVERY_SET_ENDED, objects=(old,))
    destroy_ended(work)
    return name


def drill(work: Work, given: Sequence[Share]) -> str:
    """Try shares out: they must give the key that the log knows of.  No root is made.

    :raises NotFound: if nobody stands at the back door.
    :raises Refused: naming the share that is not good, or saying that it takes more.
    """
    if work.operator is None:
        raise NotFound
    kept = set_labelled(work, given[0].label)
    work.door.recovery.joined(kept.statement, given)
    if kept.ended_at is not None:
        raise Refused(f"These shares are good, but set {kept.name} was replaced: destroy them.")
    work.begin_writing()
    work.session.get_one(RecoverySet, kept.statement.set_id).drilled_at = work.clock()
    work.journal.note(
        actor=work.actor,
        verb=Verb.RECOVERY_DRILLED,
        objects=(kept.statement.set_id,),
        detail={"count": len(given)},
    )
    work.commit()
    return kept.name


def read_share(text: str) -> Share:
    """Read a share out of a file or as it was typed; lines that begin with # are its heading.

    :raises Refused: saying what is wrong with it.
    """
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return read("\n".join(lines))
