"""What is recorded of keeping papers and disposing of them: rules, holds, approvals, the end."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from portal.audit.details import CHECK_VALUE, COUNT, DAY, DIGEST, one_of, optional
from portal.audit.form import Form, kinds_of
from portal.audit.verbs import Verb

_KIND: Final = one_of("report", "appendix", "presentation", "tabled", "background", "minutes")

RETENTION_EVENTS: Final[Mapping[Verb, Form]] = MappingProxyType(
    {
        Verb.RETENTION_RULE_SET: Form(
            sentence="It was set how long a body keeps a kind of paper; without years, for good.",
            tells=kinds_of(kind=_KIND, closed=one_of("yes", "no"), years=optional(COUNT)),
        ),
        Verb.HOLD_PLACED: Form(
            sentence="A legal hold was placed: nothing under it is disposed of.",
            tells=kinds_of(on=one_of("body", "item", "paper")),
        ),
        Verb.HOLD_LIFTED: Form(sentence="A legal hold was lifted."),
        Verb.DISPOSAL_ASKED: Form(
            sentence="The disposal of papers whose time is over was asked for.",
            tells=kinds_of(count=COUNT),
        ),
        Verb.DISPOSAL_APPROVED: Form(
            sentence="The first or the second of two approvers approved a disposal.",
            tells=kinds_of(approval=COUNT),
        ),
        Verb.DISPOSAL_REFUSED: Form(
            sentence="A disposal was refused or taken back; the papers stay."
        ),
        Verb.DISPOSAL_ERASED: Form(
            sentence="Papers were erased from the record, with their data keys.",
            tells=kinds_of(count=COUNT),
            outcome=kinds_of(count=optional(COUNT)),
        ),
        Verb.PAPER_DISPOSED: Form(
            sentence="A paper was disposed of under a retention rule, with these versions.",
            tells=kinds_of(kind=_KIND, years=COUNT, files=COUNT),
        ),
        Verb.COMPARTMENT_KEY_DESTROYED: Form(
            sentence="The root destroyed what alone unwraps a compartment's key of an epoch.",
            tells=kinds_of(epoch=COUNT, check_value=CHECK_VALUE),
            outcome=kinds_of(evidence=optional(DIGEST), final=optional(DAY)),
        ),
        Verb.DISPOSAL_CERTIFIED: Form(
            sentence="A disposal is complete; its certificate has this digest.",
            tells=kinds_of(
                papers=COUNT, files=COUNT, epochs=COUNT, certificate=DIGEST, final=optional(DAY)
            ),
        ),
    }
)
"""Each in one entry; what cannot be undone is told before and after."""
