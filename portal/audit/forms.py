"""What is recorded, as a table: every verb, its sentence, and what its entries may tell."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from portal.audit.access_events import ACCESS_EVENTS
from portal.audit.business_events import BUSINESS_EVENTS
from portal.audit.form import Form
from portal.audit.key_events import KEY_EVENTS
from portal.audit.openings import OPENINGS
from portal.audit.recovery_events import RECOVERY_EVENTS
from portal.audit.retention_events import RETENTION_EVENTS
from portal.audit.verbs import Verb

_FORMS: Final = {
    **OPENINGS,
    **ACCESS_EVENTS,
    **BUSINESS_EVENTS,
    **KEY_EVENTS,
    **RECOVERY_EVENTS,
    **RETENTION_EVENTS,
}

FORMS: Final[Mapping[Verb, Form]] = MappingProxyType({verb: _FORMS[verb] for verb in Verb})
"""The form of every verb, in the verbs' order; a verb without one stops the program."""
