"""The envelope: a data key, wrapped, and what it seals.

    version 0x01 | epoch u32 | data key id (16) | wrapped data key (104) | ciphertext
    `--------------------- the sealed key, 125 bytes -------------------'

A field is kept as the whole envelope.  A file is kept as its ciphertext alone, and the sealed
key lies in the row of its version.

Both the wrapped key and the ciphertext are Cobblestone-256.  The ciphertext is bound to the
label's context under the label's purpose, the wrapped key to the same context under
"data-key/" and that purpose.  Each sealing draws a new data key.  The version byte names the
layout *and* the algorithms: a change to either is a new byte, read alongside the old.
"""

import dataclasses
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

from cryptography.cobblestone import Cobblestone256Encryptor

from portal.errors import CannotOpen
from portal.vault import cobblestone
from portal.vault.context import Context
from portal.vault.labels import Label

LAYOUT: Final = b"\x01"
_EPOCH_END: Final = len(LAYOUT) + 4
_ID_END: Final = _EPOCH_END + 16
SEALED_KEY: Final = _ID_END + cobblestone.sealed_length(cobblestone.KEY)


class NotSealedHere(Exception):
    """These bytes are no sealed key of this layout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKey:
    """The key of one version of one object, and the context of what it seals."""

    key: bytes = field(repr=False)
    context: bytes
    sealed: bytes


def epoch_of(sealed: bytes) -> int:
    """Read which epoch's compartment key wraps a data key.

    :raises NotSealedHere: if this is not the sealed key of a data key.
    """
    if len(sealed) != SEALED_KEY or not sealed.startswith(LAYOUT):
        raise NotSealedHere
    return int.from_bytes(sealed[len(LAYOUT) : _EPOCH_END])


def epoch_that_sealed(sealed: bytes) -> int:
    """Read from an envelope, or a file's sealed key, which epoch's compartment key opens it.

    :raises CannotOpen: if it is neither.
    """
    try:
        return epoch_of(sealed[:SEALED_KEY])
    except NotSealedHere:
        raise CannotOpen from None


def id_of(sealed: bytes) -> UUID:
    """Read the identifier of a data key, by which the log names it.

    :raises NotSealedHere: if this is not the sealed key of a data key.
    """
    epoch_of(sealed)
    return UUID(bytes=sealed[_EPOCH_END:_ID_END])


def draw(compartment_key: bytes, label: Label, deployment: UUID, epoch: int) -> DataKey:
    """Make a new data key for what the label names."""
    data_key = uuid4()
    context = _context(label, deployment, data_key, epoch)
    key = Cobblestone256Encryptor.generate_key()
    wrapped = cobblestone.seal(compartment_key, _wrapping(context), key)
    return DataKey(
        key=key,
        context=context.encode(),
        sealed=LAYOUT + epoch.to_bytes(4) + data_key.bytes + wrapped,
    )


def recover(compartment_key: bytes, label: Label, deployment: UUID, sealed: bytes) -> DataKey:
    """Unwrap the data key of what the label names.

    :raises NotSealedHere: if this is not the sealed key of a data key.
    :raises InvalidTag: if it was sealed under another key or for another label.
    """
    epoch = epoch_of(sealed)
    context = _context(label, deployment, UUID(bytes=sealed[_EPOCH_END:_ID_END]), epoch)
    key = cobblestone.unseal(compartment_key, _wrapping(context), sealed[_ID_END:])
    return DataKey(key=key, context=context.encode(), sealed=sealed)


def _context(label: Label, deployment: UUID, data_key: UUID, epoch: int) -> Context:
    return Context(
        purpose=label.purpose,
        deployment=deployment,
        compartment=label.compartment,
        object_type=label.object_type,
        object=label.object,
        field=label.field,
        version=label.version,
        data_key=data_key,
        epoch=epoch,
    )


def _wrapping(context: Context) -> bytes:
    return dataclasses.replace(context, purpose=f"data-key/{context.purpose}").encode()
