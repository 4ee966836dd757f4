"""What is announced before it is done: every opening of something sealed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from portal.audit.details import COUNT, RULE, RULES, one_of, optional
from portal.audit.form import Form, kinds_of
from portal.audit.verbs import Verb

_RIGHT: Final = kinds_of(rule=optional(RULES), version=optional(COUNT))  # several rows and rules
_RANGE: Final = kinds_of(
    rule=RULE,
    version=optional(COUNT),
    first=optional(COUNT),
    last=optional(COUNT),
    size=optional(COUNT),
    made=optional(one_of("text", "page", "count", "copy", "check")),
    page=optional(COUNT),
)
_READ: Final = kinds_of(bytes=optional(COUNT))

OPENINGS: Final[Mapping[Verb, Form]] = MappingProxyType(
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
            tells=kinds_of(rule=optional(RULES), count=COUNT),
            outcome=kinds_of(count=optional(COUNT)),
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
            tells=kinds_of(
                rule=optional(RULES),
                version=optional(COUNT),
                purpose=optional(one_of("review", "challenge", "request", "record", "audit")),
            ),
            outcome=_READ,
        ),
        Verb.DRAFT_OPENED: Form(
            sentence="A restriction that somebody is still writing was opened by its author.",
            tells=_RIGHT,
            outcome=_READ,
        ),
        Verb.FORM_OPENED: Form(
            sentence="A form that was kept when a session ended was opened by who wrote it.",
            outcome=kinds_of(),
        ),
        Verb.UPLOAD_OPENED: Form(
            sentence="A file that is not published yet was opened, to be checked or published.",
            tells=kinds_of(
                rule=optional(RULES),
                purpose=one_of("inspect", "scan", "show", "convert", "leaks", "mend", "publish"),
            ),
            outcome=_READ,
        ),
        Verb.LEAKS_OPENED: Form(
            sentence="What a check for leaks found in a file was opened.",
            tells=kinds_of(rule=optional(RULES)),
            outcome=_READ,
        ),
        Verb.WATCH_LIST_OPENED: Form(
            sentence="The names that a body watches for were opened, to be shown or looked for.",
            tells=kinds_of(rule=optional(RULES)),
            outcome=_READ,
        ),
        Verb.EVIDENCE_OPENED: Form(
            sentence="The evidence of a mistaken publication was opened.",
            tells=_RIGHT,
            outcome=_READ,
        ),
        Verb.REQUEST_OPENED: Form(
            sentence="A request by the public, with who asked, was opened.",
            tells=_RIGHT,
            outcome=_READ,
        ),
        Verb.INTEREST_OPENED: Form(
            sentence="The nature of a declared interest was opened.", tells=_RIGHT, outcome=_READ
        ),
        Verb.NEED_TO_KNOW_OPENED: Form(
            sentence="The reason somebody gave for needing to know was opened.",
            tells=_RIGHT,
            outcome=_READ,
        ),
        Verb.BREAK_GLASS_EXPLAINED: Form(
            sentence="The reason for an emergency opening, or the review of one, was opened.",
            tells=_RIGHT,
            outcome=_READ,
        ),
        Verb.HOLD_OPENED: Form(
            sentence="The reasons for a legal hold were opened.", tells=_RIGHT, outcome=_READ
        ),
        Verb.RESTRICTION_UNSEALED: Form(
            sentence="What a restriction closed was unsealed, as two people had decided.",
            tells=kinds_of(count=COUNT),
            outcome=kinds_of(count=optional(COUNT)),
        ),
    }
)
"""Each with an intent, told before, and an outcome, told after."""
