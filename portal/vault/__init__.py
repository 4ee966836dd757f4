"""Sealing and opening; nothing outside this room sees a key.

Everything goes through the key door.  What is sealed for one label opens for no other, and
what will not open does not say why: the cause is in the operator's log, with ids only. ::

    root = LocalRoot.load(path, passphrase=None)        # or LocalRoot.create_file(path, ...)
    door = KeyDoor(root, deployment, stamp, clock)

    # A compartment's key: store the record, and pin record.check_value in the log.
    record = door.new_compartment_key(compartment, epoch=1)
    under = dataclasses.replace(record, check_value=value_pinned_in_the_log)

    # Fields: a short envelope for one column.
    label = Label(purpose=Purpose.FIELD, compartment=compartment, object_type="minute",
                  object=minute_id, field="sealed", version=1)
    envelope = door.seal(label, plaintext, under=under)
    plaintext = door.open(receipt, label, envelope, under=under)

    # Files: the ciphertext is as long as the returned pieces together.
    sealer = door.file_sealer(dataclasses.replace(label, purpose=Purpose.FILE), under=under)
    pieces = itertools.chain(map(sealer.update, upload), iter_once(sealer.finish))
    # then keep sealer.sealed_key, sealer.size and sealer.sealed_size in the version's row
    reader = door.file_reader(receipt, label, under=under, sealed_key=row.sealed_key,
                              size=row.size, sealed_size=row.sealed_size, source=source)
    body = reader.read(start, stop)                     # plaintext bytes start <= n < stop

    # Rotation: the same ciphertext, its data key wrapped by the key of a later epoch.
    envelope = door.rewrap(label, envelope, under=under, onto=later)

    # Keepsakes: under a key of 32 bytes that a browser holds and nobody stores.
    sealed = door.keepsakes.seal(row, person, key, plaintext)
    plaintext = door.keepsakes.open(receipt, row, person, key, sealed)

    # Recovery: a second copy of every compartment key, under a key that people hold in shares.
    key, shares, statement = door.recovery.draw(set_id, threshold=3, count=5)
    copy = door.recovery.copied(under, key)             # the shares go to their holders
    key = door.recovery.joined(statement, three_shares)     # on a clean host, with a new root
    under = door.recovery.adopted(copy, under, key)
"""

from portal.vault.door import KeyDoor
from portal.vault.envelope import (
    HEAD,
    Sealing,
    born_in,
    epoch_that_sealed,
    sealing_of,
    wrapped_by,
)
from portal.vault.keys import WrappedCompartmentKey
from portal.vault.labels import Label, Purpose
from portal.vault.reader import FileReader
from portal.vault.recovery import RecoveryKey, WrappedRecoveryKey
from portal.vault.roots import Destroyed, LocalRoot, Root, SealedRoot, slot_of
from portal.vault.sealer import FileSealer
from portal.vault.shares import Share, Statement

__all__ = [
    "HEAD",
    "Destroyed",
    "FileReader",
    "FileSealer",
    "KeyDoor",
    "Label",
    "LocalRoot",
    "Purpose",
    "RecoveryKey",
    "Root",
    "SealedRoot",
    "Sealing",
    "Share",
    "Statement",
    "WrappedCompartmentKey",
    "WrappedRecoveryKey",
    "born_in",
    "epoch_that_sealed",
    "sealing_of",
    "slot_of",
    "wrapped_by",
]
