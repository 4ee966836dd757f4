"""What is recorded of bringing back: shares, backups, how far the record is, and restorings."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from portal.audit.details import COUNT, DIGEST, PERSON, ROOT, one_of
from portal.audit.form import Form, kinds_of
from portal.audit.verbs import Verb

RECOVERY_EVENTS: Final[Mapping[Verb, Form]] = MappingProxyType(
    {
        Verb.RECORD_HEAD: Form(
            sentence="How far the record had come, which a later record cannot be behind.",
            tells=kinds_of(version=COUNT),
        ),
        Verb.ROLLBACK_NOTICED: Form(
            sentence="The record was found older than the log, or the log older than the record.",
            tells=kinds_of(of=one_of("record", "log"), found=COUNT, wanted=COUNT),
        ),
        Verb.RESTORING_DECLARED: Form(
            sentence="An operator declared that something was restored from a backup.",
            tells=kinds_of(version=COUNT, lost=COUNT),
        ),
        Verb.RESTORING_CONFIRMED: Form(
            sentence="A second person confirmed a restoring, and restricted papers opened again.",
            tells=kinds_of(version=COUNT, operator=PERSON),
        ),
        Verb.BACKUP_MADE: Form(
            sentence="A backup was made.", tells=kinds_of(version=COUNT, manifest=DIGEST)
        ),
        Verb.RECOVERY_SET_MADE: Form(
            sentence="The recovery key was drawn and split; its shares are pinned here.",
            tells=kinds_of(threshold=COUNT, count=COUNT, statement=DIGEST),
        ),
        Verb.RECOVERY_SET_ENDED: Form(
            sentence="A set of recovery shares was replaced: it opens no key made since."
        ),
        Verb.RECOVERY_DRILLED: Form(
            sentence="Recovery shares were tried out, without making a root.",
            tells=kinds_of(count=COUNT),
        ),
        Verb.RECOVERY_COMPLETED: Form(
            sentence="Compartment keys were recovered from shares, under a new root.",
            tells=kinds_of(root=ROOT, count=COUNT),
        ),
        Verb.RECOVERY_PROVED: Form(
            sentence="One thing of each compartment was opened by the portal, to prove a recovery.",
            tells=kinds_of(count=COUNT),
            outcome=kinds_of(),
        ),
    }
)
