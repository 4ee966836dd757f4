"""What is recorded, as a table: every verb, its sentence, and what its entries may tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from portal.audit.details import (
    CHECK_VALUE,
    COUNT,
    DAY,
    DIGEST,
    IDENTIFIER,
    PERSON,
    RULE,
    RULES,
    Kind,
    one_of,
    optional,
)


class Verb(StrEnum):
    """What was done, as ``noun:verb``.  Never rename one: the names are hashed."""

    PAPER_OPENED = "paper:opened"
    MINUTES_OPENED = "minutes:opened"
    TITLES_LISTED = "titles:listed"
    ACTION_OPENED = "action:opened"
    PLAN_ENTRY_OPENED = "plan-entry:opened"
    REASON_OPENED = "reason:opened"
    READ_DENIED = "read:denied"
    MONITORING_OFFICER_TOLD = "monitoring-officer:told"
    SIGN_IN_COMPLETED = "sign-in:completed"
    SIGN_IN_REFUSED = "sign-in:refused"
    SESSION_ENDED = "session:ended"
    COMPARTMENT_CREATED = "compartment:created"
    COMPARTMENT_KEY_CREATED = "compartment-key:created"
    VERSION_SEALED = "version:sealed"
    PERMISSION_GRANTED = "permission:granted"
    PERMISSION_ENDED = "permission:ended"
    SEAT_TAKEN = "seat:taken"
    SEAT_LEFT = "seat:left"
    IMPORT_APPLIED = "import:applied"
    IMPORT_REVIEWED = "import:reviewed"
    MEETING_PUBLISHED = "meeting:published"
    PAPER_PUBLISHED = "paper:published"
    MINUTES_PUBLISHED = "minutes:published"
    NOTICE_PUBLISHED = "notice:published"
    RESTRICTION_PROPOSED = "restriction:proposed"
    RESTRICTION_RESOLVED = "restriction:resolved"
    RESTRICTION_ENDED = "restriction:ended"
    LOG_READ = "log:read"
    LOG_VERIFIED = "log:verified"
    PORTAL_STARTED = "portal:started"


class Phase(StrEnum):
    """Where an entry stands: before the deed, after it, or by itself."""

    INTENT = "intent"
    OUTCOME = "outcome"
    EVENT = "event"


class Outcome(StrEnum):
    """How something intended came out."""

    DONE = "done"
    ABORTED = "aborted"  # the reader went away before the end
    FAILED = "failed"  # the portal could not do it


Kinds = Mapping[str, Kind]


def _kinds(**kinds: Kind) -> Kinds:
    return MappingProxyType(kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What entries of one verb look like: an intent and an outcome, or one event."""

    sentence: str
    tells: Kinds = field(default_factory=_kinds)
    outcome: Kinds | None = None

    @property
    def has_phases(self) -> bool:
        """Tell whether the deed is announced before it is done."""
        return self.outcome is not None

    def kinds(self, phase: Phase) -> Kinds:
        """Give what an entry in this phase may tell, besides :data:`ALWAYS`.

        :raises ValueError: if the verb has no such phase.
        """
        if (phase is Phase.EVENT) == self.has_phases:
            raise ValueError(f"this verb has no {phase.value}")
        if phase is Phase.OUTCOME:
            return {"outcome": one_of(*Outcome), **(self.outcome or {}), **ALWAYS}
        return {**self.tells, **ALWAYS}


ALWAYS: Final = _kinds(session=optional(DIGEST))
"""What any entry may tell: the session it was done in, hashed."""

_THING: Final = one_of(
    "paper", "minutes", "action", "plan-entry", "item", "restriction", "compartment", "meeting"
)
_YES_OR_NO: Final = one_of("yes", "no")
_RIGHT: Final = _kinds(rule=optional(RULES), version=optional(COUNT))  # several rows, several rules
_RANGE: Final = _kinds(
    rule=RULE,
    version=optional(COUNT),
    first=optional(COUNT),
    last=optional(COUNT),
    size=optional(COUNT),
)
_READ: Final = _kinds(bytes=optional(COUNT))

FORMS: Final[Mapping[Verb, Form]] = MappingProxyType(
    {
        Verb.PAPER_OPENED: Form(
            sentence="A restricted paper, or a range of its bytes, was opened.",
            tells=_RANGE,
            outcome=_READ,
        ),
        Verb.MINUTES_OPENED: Form(
            sentence="Restricted minutes were opened.", tells=_RIGHT, outcome=_READ
        ),
        Verb.TITLES_LISTED: Form(
            sentence="Restricted titles were shown in a list.",
            tells=_kinds(rule=optional(RULES), count=COUNT),
            outcome=_kinds(count=optional(COUNT)),
        ),
        Verb.ACTION_OPENED: Form(
            sentence="Restricted actions were opened.", tells=_RIGHT, outcome=_READ
        ),
        Verb.PLAN_ENTRY_OPENED: Form(
            sentence="Restricted entries of a forward plan were opened.",
            tells=_RIGHT,
            outcome=_READ,
        ),
        Verb.REASON_OPENED: Form(
            sentence="The private reasons for a restriction were opened.",
            tells=_RIGHT,
            outcome=_READ,
        ),
        Verb.READ_DENIED: Form(
            sentence="Somebody asked for something closed to them and was refused.",
            tells=_kinds(rule=RULE, thing=_THING),
        ),
        Verb.MONITORING_OFFICER_TOLD: Form(
            sentence="The monitoring officer was told of an opening as of right in a"
            " sensitive compartment.",
            tells=_kinds(rule=RULE),
        ),
        Verb.SIGN_IN_COMPLETED: Form(
            sentence="Somebody signed in.", tells=_kinds(guest=optional(COUNT))
        ),
        Verb.SIGN_IN_REFUSED: Form(
            sentence="A sign-in was refused, at the numbered check.",
            tells=_kinds(check=COUNT),
        ),
        Verb.SESSION_ENDED: Form(
            sentence="A session ended.",
            tells=_kinds(reason=one_of("signed-out", "idle", "too-long", "replaced", "revoked")),
        ),
        Verb.COMPARTMENT_CREATED: Form(
            sentence="A compartment was created.", tells=_kinds(sensitive=_YES_OR_NO)
        ),
        Verb.COMPARTMENT_KEY_CREATED: Form(
            sentence="A compartment got a key; its check value is pinned here.",
            tells=_kinds(epoch=COUNT, check_value=CHECK_VALUE),
        ),
        Verb.VERSION_SEALED: Form(
            sentence="A version of something restricted was sealed; its ciphertext is pinned here.",
            tells=_kinds(version=COUNT, data_key=IDENTIFIER, length=COUNT, sha256=DIGEST),
        ),
        Verb.PERMISSION_GRANTED: Form(
            sentence="Two approvers gave somebody leave to open a compartment or an item.",
            tells=_kinds(holder=PERSON, first_approver=PERSON, second_approver=PERSON, until=DAY),
        ),
        Verb.PERMISSION_ENDED: Form(
            sentence="A permission was ended before its day.", tells=_kinds(holder=PERSON)
        ),
        Verb.SEAT_TAKEN: Form(
            sentence="Somebody took a seat on a body.", tells=_kinds(holder=PERSON)
        ),
        Verb.SEAT_LEFT: Form(
            sentence="Somebody's seat on a body ended.", tells=_kinds(holder=PERSON)
        ),
        Verb.IMPORT_APPLIED: Form(
            sentence="A published page or pack was read in.",
            tells=_kinds(format=one_of("page", "pack"), sha256=DIGEST, count=COUNT, doubts=COUNT),
        ),
        Verb.IMPORT_REVIEWED: Form(
            sentence="A doubt about imported material was settled.",
            tells=_kinds(answer=one_of("open", "closed", "noted")),
        ),
        Verb.MEETING_PUBLISHED: Form(sentence="A meeting's agenda was published."),
        Verb.PAPER_PUBLISHED: Form(
            sentence="A paper was published.", tells=_kinds(version=optional(COUNT))
        ),
        Verb.MINUTES_PUBLISHED: Form(sentence="Minutes were published."),
        Verb.NOTICE_PUBLISHED: Form(
            sentence="A notice of something withheld was published.",
        ),
        Verb.RESTRICTION_PROPOSED: Form(sentence="A restriction was proposed."),
        Verb.RESTRICTION_RESOLVED: Form(sentence="A restriction was resolved on."),
        Verb.RESTRICTION_ENDED: Form(
            sentence="A restriction ended, and what it closed was unsealed.",
            tells=_kinds(state=one_of("lost", "lapsed", "released")),
        ),
        Verb.LOG_READ: Form(
            sentence="Entries of the log were read.",
            tells=_kinds(of=one_of("own", "all", "thing"), count=COUNT),
        ),
        Verb.LOG_VERIFIED: Form(
            sentence="The log was recomputed from its first entry.",
            tells=_kinds(size=COUNT, head=DIGEST, findings=COUNT),
        ),
        Verb.PORTAL_STARTED: Form(
            sentence="The portal started, under these rules of access.",
            tells=_kinds(policy=optional(DIGEST), build=optional(DIGEST)),
        ),
    }
)
