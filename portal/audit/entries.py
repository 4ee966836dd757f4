"""An entry: what was done, by whom, to what, and when, as bytes that no other entry shares."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, Self
from uuid import UUID

from portal.audit.chain import leaf_hash
from portal.audit.details import Detail, Value, declared
from portal.audit.forms import FORMS
from portal.audit.pseudonyms import Pseudonym, is_pseudonym
from portal.audit.verbs import Outcome, Phase, Verb

LARGEST_LEAF: Final = 64 * 1024 - 1
"""In bytes: bundles give a leaf's length as an unsigned 16-bit number (C2SP tlog-tiles)."""

_FORMAT: Final = 1
_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_KEYS: Final = frozenset({"actor", "at", "detail", "objects", "phase", "seq", "v", "verb"})


class MalformedLeaf(ValueError):
    """This text is not one that an entry is written as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be recorded, before it has a place in the log and a moment."""

    actor: Pseudonym
    verb: Verb
    phase: Phase
    objects: tuple[str, ...] = ()
    detail: Mapping[str, Value] = field(default_factory=dict)
    answers: int | None = None

    def placed(self, seq: int, at: datetime) -> "Entry":
        """Give the entry this becomes at a place in the log.

        :raises ValueError: if the moment has no time zone.
        """
        if at.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return Entry(
            seq=seq,
            at=at.astimezone(UTC).isoformat(timespec="microseconds"),
            phase=self.phase,
            verb=self.verb,
            actor=self.actor,
            objects=self.objects,
            detail=MappingProxyType(dict(self.detail)),
            answers=self.answers,
        )


def draft(
    *,
    actor: Pseudonym,
    verb: Verb,
    phase: Phase,
    objects: tuple[UUID, ...] = (),
    detail: Detail = MappingProxyType({}),
) -> Draft:
    """Draft an intent or an event, telling only what the verb declares.

    :raises UndeclaredDetail: naming the key that is missing, undeclared, or does not fit.
    :raises ValueError: if the verb has no such phase, the actor is not a pseudonym, or
        there are too many objects for one leaf.
    """
    if phase is Phase.OUTCOME:
        raise ValueError("an outcome is drafted from its intent")
    if not is_pseudonym(actor):
        raise ValueError("an actor is recorded under a pseudonym")
    return _that_fits(
        Draft(
            actor=actor,
            verb=verb,
            phase=phase,
            objects=tuple(dict.fromkeys(str(each) for each in objects)),
            detail=declared(FORMS[verb].kinds(phase), detail),
        )
    )


def draft_outcome(intent: "Entry", outcome: Outcome, detail: Detail) -> Draft:
    """Draft how an intent came out: by the same actor, to the same objects.

    :raises UndeclaredDetail: as for :func:`draft`.
    """
    told = declared(
        FORMS[intent.verb].kinds(Phase.OUTCOME), {**detail, "outcome": Outcome(outcome)}
    )
    return Draft(
        actor=intent.actor,
        verb=intent.verb,
        phase=Phase.OUTCOME,
        detail=told,
        answers=intent.seq,
    )


def _that_fits(drafted: Draft) -> Draft:
    largest = drafted.placed(2**63 - 1, datetime(9999, 12, 31, tzinfo=UTC))
    if len(largest.encode()) > LARGEST_LEAF:
        raise ValueError("too many objects for one entry; record them in several")
    return drafted


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log.  ``at`` is text, so that it hashes exactly as it is stored.

    An outcome names no objects of its own; they are those of the intent it ``answers``.
    """

    seq: int
    at: str
    phase: Phase
    verb: Verb
    actor: Pseudonym
    objects: tuple[str, ...]
    detail: Mapping[str, Value]
    answers: int | None = None

    @property
    def moment(self) -> datetime:
        """When it was written down."""
        return datetime.fromisoformat(self.at)

    def encode(self) -> bytes:
        """Give the leaf: canonical JSON, keys sorted, UTF-8, no spaces."""
        leaf: dict[str, object] = {
            "actor": self.actor,
            "at": self.at,
            "detail": dict(self.detail),
            "objects": self.objects,
            "phase": self.phase.value,
            "seq": self.seq,
            "v": _FORMAT,
            "verb": self.verb.value,
        }
        if self.answers is not None:
            leaf["answers"] = self.answers
        return _CANONICAL.encode(leaf).encode()

    def leaf_hash(self) -> bytes:
        """Hash the leaf."""
        return leaf_hash(self.encode())

    @classmethod
    def parse(cls, leaf: bytes) -> Self:
        """Read an entry back, from exactly what :meth:`encode` gave.

        :raises MalformedLeaf: for anything else.
        """
        try:
            read = json.loads(leaf.decode())
            if not isinstance(read, dict) or read.keys() - {"answers"} != _KEYS:
                raise MalformedLeaf("its fields are not those of an entry")
            entry = cls._from_fields(read)
            same = entry.encode() == leaf
        except (AttributeError, TypeError, ValueError, RecursionError) as error:
            raise MalformedLeaf("it is not an entry that this portal writes") from error
        if not same:
            raise MalformedLeaf("it is not written in the canonical way")
        return entry

    @classmethod
    def _from_fields(cls, read: Mapping[str, Any]) -> Self:
        seq, answers, at = read["seq"], read.get("answers"), read["at"]
        if type(seq) is not int or type(answers) not in {int, type(None)}:
            raise MalformedLeaf("its numbers are not whole")
        if datetime.fromisoformat(at).utcoffset() is None or not is_pseudonym(read["actor"]):
            raise MalformedLeaf("its moment or actor is not one")
        if {type(each) for each in read["objects"]} - {str}:
            raise MalformedLeaf("its objects are not identifiers")
        if {type(value) for value in read["detail"].values()} - {str, int}:
            raise MalformedLeaf("its detail is not flat")
        return cls(
            seq=seq,
            at=at,
            phase=Phase(read["phase"]),
            verb=Verb(read["verb"]),
            actor=Pseudonym(read["actor"]),
            objects=tuple(read["objects"]),
            detail=MappingProxyType(read["detail"]),
            answers=answers,
        )
