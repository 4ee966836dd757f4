"""Recomputes the log from its first entry, and names the first one that fails."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from portal.audit.chain import EMPTY, BrokenLog, Checkpoint, leaf_hash, next_head
from portal.audit.entries import Entry, MalformedLeaf
from portal.audit.verbs import Phase

PATIENCE: Final = timedelta(minutes=10)
"""How long an intent may wait for its outcome before it is remarked on (AUD-02)."""


class Oddity(StrEnum):
    """What is worth a question although no entry was touched."""

    UNANSWERED = "unanswered"
    TIME_WENT_BACK = "time-went-back"


_SENTENCES: Final = {
    Oddity.UNANSWERED: "it says what was about to be done, and nothing says how that came out",
    Oddity.TIME_WENT_BACK: "it is dated before the entry in front of it",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """An oddity, and the entry it was found at."""

    seq: int
    oddity: Oddity

    def __str__(self) -> str:
        return f"entry {self.seq}: {_SENTENCES[self.oddity]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A log that is whole: how far it was read, and what was odd about it."""

    checkpoint: Checkpoint
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An entry as it lies in the database, where nothing can be taken on trust.

    ``filed`` is what the columns beside the leaf say, by which entries are found.
    """

    seq: object
    leaf: object
    leaf_hash: object
    head: object
    filed: tuple[object, ...]


def filed_as(entry: Entry) -> tuple[object, ...]:
    """Give what the columns beside an entry's leaf must say."""
    return (
        entry.at,
        entry.actor,
        entry.verb.value,
        entry.phase.value,
        entry.answers,
        tuple(sorted(entry.objects)),
    )


def verify(
    stored: Iterable[Stored],
    *,
    claimed: Checkpoint,
    now: datetime,
    expected: Checkpoint | None = None,
) -> Verification:
    """Walk the whole log in the order of its numbers.

    ``claimed`` is what the log says of itself; ``expected``, a checkpoint that somebody kept
    from earlier, is what the log must be an extension of.

    :raises BrokenLog: naming the first entry that fails.
    """
    walk = _Walk(expected)
    for each in stored:
        walk.take(each)
    reached = walk.reached
    if claimed.size > reached.size:
        raise BrokenLog(reached.size + 1, "it is missing from the end of the log")
    if claimed.size < reached.size:
        raise BrokenLog(claimed.size + 1, "it stands past what the log says is its end")
    if claimed.head != reached.head:
        raise BrokenLog(reached.size, "the log's own head is not the one it adds up to")
    if expected is not None and expected.size > reached.size:
        raise BrokenLog(reached.size + 1, f"it is missing; the log had {expected.size} entries")
    return Verification(checkpoint=reached, findings=walk.findings(now))


@dataclass(slots=True)
class _Walk:
    expected: Checkpoint | None
    reached: Checkpoint = EMPTY
    last_at: datetime | None = None
    odd: list[Finding] = field(default_factory=list)
    waiting: dict[int, tuple[str, str, datetime]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._compare()

    def take(self, stored: Stored) -> None:
        """Check the next entry against everything before it."""
        seq = self.reached.size + 1
        if stored.seq != seq:
            self._misnumbered(seq, stored.seq)
        leaf, leaf_digest = stored.leaf, stored.leaf_hash
        if not isinstance(leaf, str) or not isinstance(leaf_digest, bytes):
            raise BrokenLog(seq, "it is not stored as an entry is")
        encoded = leaf.encode(errors="surrogatepass")
        if leaf_hash(encoded) != leaf_digest:
            raise BrokenLog(seq, "what it says was changed")
        head = next_head(self.reached.head, leaf_digest)
        if head != stored.head:
            raise BrokenLog(seq, "it does not follow from the entry before it")
        try:
            entry = Entry.parse(encoded)
        except MalformedLeaf as malformed:
            raise BrokenLog(seq, str(malformed)) from malformed
        if entry.seq != seq:
            raise BrokenLog(seq, f"it was written as entry {entry.seq}")
        if stored.filed != filed_as(entry):
            raise BrokenLog(seq, "it is filed under something else than it says")
        self.reached = Checkpoint(seq, head)
        self._compare()
        self._follow(entry)

    def findings(self, now: datetime) -> tuple[Finding, ...]:
        """Give the oddities in the order of their entries."""
        unanswered = [
            Finding(seq, Oddity.UNANSWERED)
            for seq, (_, _, at) in self.waiting.items()
            if now - at >= PATIENCE
        ]
        return tuple(sorted(self.odd + unanswered, key=lambda finding: finding.seq))

    def _misnumbered(self, wanted: int, found: object) -> None:
        if isinstance(found, int) and found > wanted:
            raise BrokenLog(wanted, "it is missing")
        raise BrokenLog(wanted, "something that is no entry stands in its place")

    def _compare(self) -> None:
        kept = self.expected
        if kept is not None and kept.size == self.reached.size and kept != self.reached:
            raise BrokenLog(kept.size, "the log up to here is not the one whose head was kept")

    def _follow(self, entry: Entry) -> None:
        moment = entry.moment
        if self.last_at is not None and moment < self.last_at:
            self.odd.append(Finding(entry.seq, Oddity.TIME_WENT_BACK))
        self.last_at = moment
        if entry.phase is Phase.INTENT:
            self.waiting[entry.seq] = (entry.actor, entry.verb, moment)
        if (entry.phase is Phase.OUTCOME) != (entry.answers is not None):
            raise BrokenLog(entry.seq, "only an outcome answers another entry")
        if entry.answers is not None:
            intent = self.waiting.pop(entry.answers, None)
            if intent is None:
                raise BrokenLog(entry.seq, "it is the outcome of nothing that was intended")
            if intent[:2] != (entry.actor, entry.verb):
                raise BrokenLog(entry.seq, "it is the outcome of somebody or something else")
