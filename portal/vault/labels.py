"""The label: what a ciphertext is for, presented again unchanged to open it."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Purpose(StrEnum):
    """What kind of thing is sealed."""

    FIELD = "field"
    FILE = "file"
    INDEX = "index"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The one place in the record where a ciphertext belongs.

    ``version`` counts the versions of the object, so that an older ciphertext does not open in
    a newer version's place.
    """

    purpose: Purpose
    compartment: UUID
    object_type: str
    object: UUID
    field: str
    version: int
