"""The envelope: a data key, wrapped, and what it seals.

    0x02 | epoch that wraps u32 | born in epoch u32 | data key id (16) | wrapped key (104) | text
    `---------------------------- the sealed key, 129 bytes ----------------------------'

The text is the ciphertext.  A field is kept as the whole envelope.  A file is kept as its
ciphertext alone, and the sealed key lies in the row of its version.

Both the wrapped key and the ciphertext are Cobblestone-256.  The ciphertext is bound to the
label's context under the label's purpose and the epoch it was born in, for good; the wrapped key
to the same context under "data-key/" and that purpose, and the epoch that wraps it now.  So a
key is wrapped anew without touching what it seals.  Each sealing draws a new data key.  The
first byte names the layout *and* the algorithms: a change to either is a new byte, read
alongside the old.  (0x01, with one epoch for both, was never released and is not read.)
"""

from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from cryptography.cobblestone import Cobblestone256Encryptor

from portal.errors import CannotOpen
from portal.vault import cobblestone
from portal.vault.context import Context
from portal.vault.labels import Label

LAYOUT: Final = b"\x02"
_EPOCH_END: Final = len(LAYOUT) + 4
HEAD: Final = _EPOCH_END + 4
_ID_END: Final = HEAD + 16
SEALED_KEY: Final = _ID_END + cobblestone.sealed_length(cobblestone.KEY)


class NotSealedHere(Exception):
    """These bytes are no sealed key of this layout."""


class Sealing(NamedTuple):
    """Two epochs of a data key: whose compartment key wraps it, and in which it was drawn."""

    wrapped_by: int
    born_in: int


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


def wrapped_by(epoch: int) -> bytes:
    """Give the bytes with which everything begins that an epoch's key wraps.

    :raises OverflowError: if there can be no such epoch.
    """
    return LAYOUT + epoch.to_bytes(4)


def born_in(epoch: int) -> bytes:
    """Give the bytes with which everything begins that was drawn in an epoch and is still its own.

    :raises OverflowError: if there can be no such epoch.
    """
    return wrapped_by(epoch) + epoch.to_bytes(4)


def sealing_of(head: bytes) -> Sealing:
    """Read the two epochs from the first :data:`HEAD` bytes of an envelope, or of a sealed key.

    What no vault wrote is of no epoch: both are nought.
    """
    if len(head) != HEAD or not head.startswith(LAYOUT):
        return Sealing(wrapped_by=0, born_in=0)
    return Sealing(
        wrapped_by=int.from_bytes(head[len(LAYOUT) : _EPOCH_END]),
        born_in=int.from_bytes(head[_EPOCH_END:HEAD]),
    )


def id_of(sealed: bytes) -> UUID:
    """Read the identifier of a data key, by which the log names it.

    :raises NotSealedHere: if this is not the sealed key of a data key.
    """
    epoch_of(sealed)
    return UUID(bytes=sealed[HEAD:_ID_END])


def draw(compartment_key: bytes, label: Label, deployment: UUID, epoch: int) -> DataKey:
    """Make a new data key for what the label names."""
    data_key = uuid4()
    key = Cobblestone256Encryptor.generate_key()
    context = _context(label, deployment, data_key, epoch)
    head = born_in(epoch) + data_key.bytes
    return DataKey(
        key=key,
        context=context.encode(),
        sealed=head + cobblestone.seal(compartment_key, _wrapping(context, epoch), key),
    )


def recover(compartment_key: bytes, label: Label, deployment: UUID, sealed: bytes) -> DataKey:
    """Unwrap the data key of what the label names.

    :raises NotSealedHere: if this is not the sealed key of a data key.
    :raises InvalidTag: if it was sealed under another key or for another label.
    """
    epoch = epoch_of(sealed)
    born = int.from_bytes(sealed[_EPOCH_END:HEAD])
    context = _context(label, deployment, id_of(sealed), born)
    key = cobblestone.unseal(compartment_key, _wrapping(context, epoch), sealed[_ID_END:])
    return DataKey(key=key, context=context.encode(), sealed=sealed)


def wrapped_anew(
    data_key: DataKey, compartment_key: bytes, label: Label, deployment: UUID, epoch: int
) -> bytes:
    """Wrap a data key under the compartment key of another epoch; what it seals stays as it is."""
    sealed = data_key.sealed
    born = int.from_bytes(sealed[_EPOCH_END:HEAD])
    wrapping = _wrapping(_context(label, deployment, id_of(sealed), born), epoch)
    wrapped = cobblestone.seal(compartment_key, wrapping, data_key.key)
    return wrapped_by(epoch) + sealed[_EPOCH_END:_ID_END] + wrapped


def _context(label: Label, deployment: UUID, data_key: UUID, born: int) -> Context:
    return Context(
        purpose=label.purpose,
        deployment=deployment,
        compartment=label.compartment,
        object_type=label.object_type,
        object=label.object,
        field=label.field,
        version=label.version,
        data_key=data_key,
        epoch=born,
    )


def _wrapping(context: Context, epoch: int) -> bytes:
    return replace(context, purpose=f"data-key/{context.purpose}", epoch=epoch).encode()
