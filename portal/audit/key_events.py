"""What is recorded of keys: closed, moved to another epoch or root, what they seal sealed anew."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from portal.audit.details import COUNT, ROOT, optional
from portal.audit.form import Form, kinds_of
from portal.audit.verbs import Verb

KEY_EVENTS: Final[Mapping[Verb, Form]] = MappingProxyType(
    {
        Verb.COMPARTMENT_KEY_CLOSED: Form(
            sentence="A compartment's epochs up to this one were closed: they sealed nothing.",
            tells=kinds_of(epoch=COUNT),
        ),
        Verb.COMPARTMENT_REWRAPPED: Form(
            sentence="The data keys of a compartment were wrapped under its newest key.",
            tells=kinds_of(epoch=COUNT),
            outcome=kinds_of(count=optional(COUNT)),
        ),
        Verb.COMPARTMENT_REENCRYPTED: Form(
            sentence="Restricted things were opened by the portal itself, to be sealed anew.",
            tells=kinds_of(epoch=COUNT, count=COUNT),
            outcome=kinds_of(count=optional(COUNT)),
        ),
        Verb.ROOT_WRAPPED: Form(
            sentence="The next root wrapped the compartments' keys, beside the present root.",
            tells=kinds_of(root=ROOT, next=ROOT, count=COUNT),
        ),
        Verb.ROOT_LEFT: Form(
            sentence="The portal left a root of the keys for the next.",
            tells=kinds_of(root=ROOT, next=ROOT, count=COUNT),
        ),
        Verb.ROOT_EMPTIED: Form(
            sentence="The slots that a root had for the compartments' keys were destroyed.",
            tells=kinds_of(root=ROOT, count=COUNT),
            outcome=kinds_of(count=optional(COUNT)),
        ),
    }
)
