"""Seals or opens one file by the vault, as a process of its own: FOLDER and ``seal`` or ``open``.

What :mod:`benchmarks.tools` runs beside ``age`` and ``openssl``.  The root key, the wrapped keys
and the label lie in the folder too, so that opening does all that a request does but for the log.
"""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from portal.receipts import ReceiptStamp
from portal.vault import KeyDoor, Label, LocalRoot, Purpose, WrappedCompartmentKey

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PIECE = 256 * 1024


def label_of(compartment: UUID, thing: UUID) -> Label:
    """Give the label that a paper's file is sealed under."""
    return Label(
        purpose=Purpose.FILE,
        compartment=compartment,
        object_type="paper_version",
        object=thing,
        field="file",
        version=1,
    )


def seal(folder: Path) -> None:
    """Seal the plain file, and note what opens it."""
    (folder / "root.key").unlink(missing_ok=True)
    deployment, compartment, thing = uuid4(), uuid4(), uuid4()
    root = LocalRoot.create_file(folder / "root.key")
    door = KeyDoor(root, deployment, ReceiptStamp(os.urandom(32)), lambda: NOW)
    under = door.new_compartment_key(compartment, epoch=1)
    sealer = door.file_sealer(label_of(compartment, thing), under=under)
    with (folder / "plain").open("rb") as plain, (folder / "vault").open("wb") as sealed:
        while piece := plain.read(PIECE):
            sealed.write(sealer.update(piece))
        sealed.write(sealer.finish())
    kept = {
        "ids": [str(deployment), str(compartment), str(thing)],
        "under": {
            name: value.hex() if isinstance(value, bytes) else str(value)
            for name, value in ((each, getattr(under, each)) for each in under.__slots__)
        },
        "key": sealer.sealed_key.hex(),
        "sizes": [sealer.size, sealer.sealed_size],
    }
    (folder / "vault.json").write_text(json.dumps(kept))


def unseal(folder: Path) -> None:
    """Open the sealed file into another one."""
    kept = json.loads((folder / "vault.json").read_text())
    deployment, compartment, thing = map(UUID, kept["ids"])
    stamp = ReceiptStamp(os.urandom(32))
    door = KeyDoor(LocalRoot.load(folder / "root.key"), deployment, stamp, lambda: NOW)
    under = _key(kept["under"])
    size, sealed_size = kept["sizes"]
    receipt = stamp.issue(index=1, entry=b"leaf", objects=(thing,), at=NOW)
    with (folder / "vault").open("rb") as sealed, (folder / "vault.out").open("wb") as plain:
        reader = door.file_reader(
            receipt,
            label_of(compartment, thing),
            under=under,
            sealed_key=bytes.fromhex(kept["key"]),
            size=size,
            sealed_size=sealed_size,
            source=lambda offset, length: os.pread(sealed.fileno(), length, offset),
        )
        for piece in reader.read(0, size):
            plain.write(piece)


def _key(kept: dict[str, str]) -> WrappedCompartmentKey:
    kinds = WrappedCompartmentKey.__annotations__
    values: dict[str, object] = {}
    for name, value in kept.items():
        kind = str(kinds[name])
        if "bytes" in kind:
            values[name] = bytes.fromhex(value)
        elif "UUID" in kind:
            values[name] = UUID(value)
        elif "int" in kind:
            values[name] = int(value)
        else:
            values[name] = value
    return WrappedCompartmentKey(**values)  # type: ignore[arg-type]  # as they were written


if __name__ == "__main__":
    {"seal": seal, "open": unseal}[sys.argv[2]](Path(sys.argv[1]))
