"""The log's own rules: what an entry says, how it is hashed, how the whole is proved.

Nothing here writes anything down; :mod:`portal.records.journal` does, with these:

- ``Verb``, ``Phase``, ``Outcome``, ``FORMS`` -- what is recorded, and what each verb may tell;
- ``Pseudonyms(pepper).of_person(person_id)``, ``.of_account(tid, oid)``, ``.of_operator(login)``,
  ``NOBODY``, ``PORTAL`` -- who did it;
- ``Entry``: ``seq``, ``at`` (text), ``moment``, ``phase``, ``verb``, ``actor``, ``objects``
  (identifiers as text), ``detail``, ``answers``; ``encode()``, ``parse(leaf)``, ``leaf_hash()``;
- ``verify(stored, claimed=..., now=..., expected=...)`` gives a ``Verification(checkpoint,
  findings)`` or raises ``BrokenLog(seq, reason)``;
- ``Checkpoint(size, head)`` -- what somebody else keeps, so that the log cannot be replaced.
"""

from portal.audit.chain import EMPTY, GENESIS, BrokenLog, Checkpoint, leaf_hash, next_head
from portal.audit.details import Detail, Given, UndeclaredDetail, Value
from portal.audit.entries import LARGEST_LEAF, Draft, Entry, MalformedLeaf, draft, draft_outcome
from portal.audit.form import ALWAYS, Form
from portal.audit.forms import FORMS
from portal.audit.pseudonyms import NOBODY, PORTAL, Pseudonym, Pseudonyms, is_pseudonym
from portal.audit.verbs import Outcome, Phase, Verb
from portal.audit.verification import Finding, Oddity, Stored, Verification, filed_as, verify

__all__ = [
    "ALWAYS",
    "EMPTY",
    "FORMS",
    "GENESIS",
    "LARGEST_LEAF",
    "NOBODY",
    "PORTAL",
    "BrokenLog",
    "Checkpoint",
    "Detail",
    "Draft",
    "Entry",
    "Finding",
    "Form",
    "Given",
    "MalformedLeaf",
    "Oddity",
    "Outcome",
    "Phase",
    "Pseudonym",
    "Pseudonyms",
    "Stored",
    "UndeclaredDetail",
    "Value",
    "Verb",
    "Verification",
    "draft",
    "draft_outcome",
    "filed_as",
    "is_pseudonym",
    "leaf_hash",
    "next_head",
    "verify",
]
