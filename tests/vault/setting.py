"""One deployment, its root, its clock and its log's stamp, for the tests of this room."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from portal.receipts import Receipt, ReceiptStamp
from portal.vault import FileReader, KeyDoor, Label, LocalRoot, Purpose
from portal.vault.cobblestone import CHUNK

BEGIN = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
DEPLOYMENT = UUID("6f1d2c3b-0a49-4e58-9b67-7c8d9eafb0c1")
PANEL = UUID("11111111-2222-4333-8444-555555555555")
OTHER_PANEL = UUID("11111111-2222-4333-8444-666666666666")
PAPER = UUID("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee")
OTHER_PAPER = UUID("aaaaaaaa-bbbb-4ccc-8ddd-ffffffffffff")
STAMP = ReceiptStamp(b"the log's stamp in this test set" * 2)

_KEY_FILES = TemporaryDirectory(prefix="clear-days-roots-")

FIELD = Label(
    purpose=Purpose.FIELD,
    compartment=PANEL,
    object_type="paper",
    object=PAPER,
    field="sealed",
    version=3,
)
FILE = replace(FIELD, purpose=Purpose.FILE, field="file")

EDGES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1]

ELSEWHERE = {
    "purpose": Purpose.INDEX,
    "compartment": OTHER_PANEL,
    "object_type": "minute",
    "object": OTHER_PAPER,
    "field": "title",
    "version": 2,
}


class Clock:
    """Shows the time that the test says it is."""

    def __init__(self):
        self.now = BEGIN

    def __call__(self):
        return self.now

    def advance(self, by: timedelta):
        self.now += by


class CountingRoot:
    """A local root that counts how often a key is asked of it."""

    def __init__(self, inner):
        self.inner = inner
        self.asked = 0

    @property
    def id(self):
        return self.inner.id

    def create(self, slot):
        self.inner.create(slot)

    def wrap(self, slot, key, context):
        return self.inner.wrap(slot, key, context)

    def unwrap(self, slot, wrapped, context):
        self.asked += 1
        return self.inner.unwrap(slot, wrapped, context)

    def destroy(self, slot):
        return self.inner.destroy(slot)


def a_root() -> CountingRoot:
    """Give a root with a key file of its own, which goes when the tests end."""
    return CountingRoot(LocalRoot.create_file(Path(_KEY_FILES.name) / uuid4().hex))


@dataclass
class Setting:
    clock: Clock = field(default_factory=Clock)
    root: CountingRoot = field(default_factory=a_root)
    deployment: UUID = DEPLOYMENT

    def __post_init__(self):
        self.door = KeyDoor(self.root, self.deployment, STAMP, self.clock)
        self.under = self.door.new_compartment_key(PANEL, epoch=1)

    def receipt(self, *objects: UUID) -> Receipt:
        wanted = objects or (PAPER,)
        return STAMP.issue(index=1, entry=b"leaf", objects=wanted, at=self.clock())

    def seal_file(self, plaintext: bytes, label: Label = FILE) -> tuple[bytes, bytes]:
        """Give the sealed key and the ciphertext."""
        sealer = self.door.file_sealer(label, under=self.under)
        ciphertext = sealer.update(plaintext) + sealer.finish()
        assert (sealer.size, sealer.sealed_size) == (len(plaintext), len(ciphertext))
        return sealer.sealed_key, ciphertext

    def reader(  # noqa: PLR0913 -- each part can be the wrong one
        self, sealed_key, ciphertext, size, *, label=FILE, under=None, sealed_size=None, source=None
    ) -> FileReader:
        return self.door.file_reader(
            self.receipt(label.object),
            label,
            under=under or self.under,
            sealed_key=sealed_key,
            size=size,
            sealed_size=len(ciphertext) if sealed_size is None else sealed_size,
            source=source or (lambda offset, length: ciphertext[offset : offset + length]),
        )


def whole(reader: FileReader) -> bytes:
    return b"".join(reader.read(0, reader.size))


def text_of(size):
    """Give bytes in which no two places look alike."""
    return b"".join(number.to_bytes(4) for number in range(size // 4 + 1))[:size]
