"""The canonical context: the bytes to which every ciphertext of the vault is bound.

    0x01 | type u8 | length u32 | value | type u8 | length u32 | value | ...

Numbers are big-endian.  All ten records are there, once each, in the order of their types:

    01 purpose, UTF-8            06 field or attachment, UTF-8
    02 deployment, UUID          07 version of the object, u64
    03 compartment, UUID         08 data key, UUID
    04 object type, UTF-8        09 epoch of the compartment key, u32
    05 object, UUID              0A schema of what is sealed, u32

Lengths come before values, so no two contexts share their bytes however their texts are cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from portal.errors import PortalError

FORMAT: Final = b"\x01"
SCHEMA: Final = 1
_U32: Final = 4
_U64: Final = 8


class NotCanonical(PortalError):
    """These bytes are not a context that this module would have written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything a ciphertext is bound to."""

    purpose: str
    deployment: UUID
    compartment: UUID
    object_type: str
    object: UUID
    field: str
    version: int
    data_key: UUID
    epoch: int
    schema: int = SCHEMA

    def __post_init__(self) -> None:
        if not (self.purpose and self.object_type and self.field):
            raise ValueError("a context needs a purpose, an object type and a field")

    def encode(self) -> bytes:
        """Give the bytes that stand for this context and for no other.

        :raises OverflowError: if a number does not fit its record.
        :raises UnicodeEncodeError: if a text holds half of a surrogate pair.
        """
        values = (
            self.purpose.encode(),
            self.deployment.bytes,
            self.compartment.bytes,
            self.object_type.encode(),
            self.object.bytes,
            self.field.encode(),
            self.version.to_bytes(_U64),
            self.data_key.bytes,
            self.epoch.to_bytes(_U32),
            self.schema.to_bytes(_U32),
        )
        return FORMAT + b"".join(
            kind.to_bytes() + len(value).to_bytes(_U32) + value
            for kind, value in enumerate(values, start=1)
        )


def decode(raw: bytes) -> Context:
    """Read a context back.

    :raises NotCanonical: for anything that :meth:`Context.encode` would not have written.
    """
    try:
        context = _read(raw)
        again = context.encode()
    except (ValueError, OverflowError):
        raise NotCanonical("not a context") from None
    # Encoding again is the whole check: order, repetition, widths and left-over bytes.
    if again != raw:
        raise NotCanonical("a context, but not in its canonical form")
    return context


def _read(raw: bytes) -> Context:
    (
        purpose,
        deployment,
        compartment,
        object_type,
        object_id,
        field,
        version,
        data_key,
        epoch,
        schema,
    ) = _values(raw)
    return Context(
        purpose=purpose.decode(),
        deployment=UUID(bytes=deployment),
        compartment=UUID(bytes=compartment),
        object_type=object_type.decode(),
        object=UUID(bytes=object_id),
        field=field.decode(),
        version=int.from_bytes(version),
        data_key=UUID(bytes=data_key),
        epoch=int.from_bytes(epoch),
        schema=int.from_bytes(schema),
    )


def _values(raw: bytes) -> Iterator[bytes]:
    at = len(FORMAT)
    while at < len(raw):
        start = at + 1 + _U32
        at = start + int.from_bytes(raw[at + 1 : start])
        yield raw[start:at]
