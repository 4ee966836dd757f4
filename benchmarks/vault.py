"""How fast the vault seals and opens, against reading the same bytes plainly.

    python benchmarks/vault.py [MEBIBYTES]

The targets take turns in one run, so that the ratios hold on a machine whose speed does not; each
figure is the median of the rounds.  "Down a socket" sends the bytes to another process on this
machine, as a download does; there the peer is the same file sent plainly, piece by piece.  The
program stops if anything that was opened is not what was sealed.
"""

import hashlib
import os
import socket
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).parents[1]))

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.receipts import ReceiptStamp
from portal.records.blobs import Blobs
from portal.vault import FileReader, KeyDoor, Label, LocalRoot, Purpose

MEBIBYTE = 1024 * 1024
PIECE = 64 * 1024
WINDOW = 256 * 1024
ROUNDS = 15
NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Bench:
    """One file, plain, sealed by the vault, and sealed by AES-GCM in 64 KiB pieces."""

    def __init__(self, folder: Path, size: int) -> None:
        self.size = size
        self.text = os.urandom(size)
        self.blobs = Blobs.in_folder(folder / "blobs")
        self.stamp = ReceiptStamp(os.urandom(32))
        self.door = KeyDoor(
            LocalRoot.create_file(folder / "root.key"), uuid4(), self.stamp, lambda: NOW
        )
        self.label = Label(
            purpose=Purpose.FILE,
            compartment=uuid4(),
            object_type="paper",
            object=uuid4(),
            field="file",
            version=1,
        )
        self.under = self.door.new_compartment_key(self.label.compartment, epoch=1)
        sealer = self.door.file_sealer(self.label, under=self.under)
        self.sealed = uuid4()
        self.blobs.write(self.sealed, [sealer.update(self.text), sealer.finish()])
        self.sealed_key, self.sealed_size = sealer.sealed_key, sealer.sealed_size
        self.plain = self._keep([self.text])
        self.cipher = AESGCM(AESGCM.generate_key(256))
        self.pieces = self._keep(
            self.cipher.encrypt(nonce(at), self.text[at : at + PIECE], None)
            for at in range(0, size, PIECE)
        )

    def _keep(self, pieces: Iterable[bytes]) -> UUID:
        name = uuid4()
        self.blobs.write(name, pieces)
        return name

    def reader(self) -> FileReader:
        """Open the file, as a request does: receipt, keys, commitment, last chunk."""
        receipt = self.stamp.issue(index=1, entry=b"leaf", objects=(self.label.object,), at=NOW)
        return self.door.file_reader(
            receipt,
            self.label,
            under=self.under,
            sealed_key=self.sealed_key,
            size=self.size,
            sealed_size=self.sealed_size,
            source=self.blobs.read_at(self.sealed),
        )

    def read_plainly(self) -> Iterator[bytes]:
        """Read the plain file."""
        source = self.blobs.read_at(self.plain)
        return (source(at, WINDOW) for at in range(0, self.size, WINDOW))

    def open_pieces(self) -> Iterator[bytes]:
        """Open AES-GCM in 64 KiB pieces: no commitment, no binding, no length."""
        source = self.blobs.read_at(self.pieces)
        for index in range(-(-self.size // PIECE)):
            sealed = source(index * (PIECE + 16), PIECE + 16)
            yield self.cipher.decrypt(nonce(index * PIECE), sealed, None)

    def seal(self) -> Iterator[bytes]:
        """Seal the text in the pieces of an upload."""
        sealer = self.door.file_sealer(self.label, under=self.under)
        yield from map(sealer.update, self.upload())
        yield sealer.finish()

    def seal_pieces(self) -> Iterator[bytes]:
        """Seal it by AES-GCM alone."""
        for at, piece in zip(range(0, self.size, PIECE), self.upload(), strict=True):
            yield self.cipher.encrypt(nonce(at), piece, None)

    def upload(self) -> Iterator[bytes]:
        """Give the text in pieces."""
        return (self.text[at : at + PIECE] for at in range(0, self.size, PIECE))


def nonce(at: int) -> bytes:
    """Give a nonce for the piece at an offset."""
    return at.to_bytes(12)


def drain(pieces: Iterable[bytes]) -> None:
    """Take every piece and keep none."""
    for _ in pieces:
        pass


def taken(begin: Callable[[], Iterator[bytes]], sink: Callable[[Iterator[bytes]], None]) -> None:
    """Begin a target and let a sink take what it gives."""
    sink(begin())


@contextmanager
def listener() -> Iterator[socket.socket]:
    """Give a socket to another process that throws away what it gets and says when it has all."""
    here, there = socket.socketpair()
    if os.fork() == 0:
        here.close()
        drain(iter(lambda: there.recv(WINDOW), b""))
        os._exit(0)
    there.close()
    with closing(here):
        yield here
    os.wait()


def down_a_socket(pieces: Iterable[bytes]) -> None:
    """Send every piece to another process."""
    with listener() as out:
        for piece in pieces:
            out.sendall(piece)


def timed(targets: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Give the median seconds of each target, in turns."""
    seconds: dict[str, list[float]] = {name: [] for name in targets}
    for _ in range(ROUNDS):
        for name, run in targets.items():
            begun = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - begun)
    return {name: statistics.median(each) for name, each in seconds.items()}


def table(title: str, size: int, seconds: dict[str, float]) -> None:
    """Print speeds, and ratios to the first row."""
    peer = next(iter(seconds.values()))
    print(f"\n{title}\n| target | MB/s | ratio |\n|---|---|---|")
    for name, each in seconds.items():
        print(f"| {name} | {size / each / 1e6:,.0f} | {peer / each:.2f} |")


def check(bench: Bench) -> None:
    """Stop unless what is opened is what was sealed."""
    digest = hashlib.sha256(bench.text).digest()
    for pieces in (bench.reader().read(0, bench.size), bench.open_pieces(), bench.read_plainly()):
        assert hashlib.sha256(b"".join(pieces)).digest() == digest
    third = bench.size // 3
    assert b"".join(bench.reader().read(third, third + 99)) == bench.text[third : third + 99]


def memory(bench: Bench) -> float:
    """Give the peak in MB of what one download holds."""
    tracemalloc.start()
    drain(bench.reader().read(0, bench.size))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def small_jobs(bench: Bench) -> dict[str, float]:
    """Time a title sealed and opened, and a small part of the file from cold."""
    title = b"An invented title of seventy-two bytes, as long as many a real title is."
    field = Label(
        purpose=Purpose.FIELD,
        compartment=bench.label.compartment,
        object_type="paper",
        object=bench.label.object,
        field="sealed",
        version=1,
    )
    envelope = bench.door.seal(field, title, under=bench.under)
    receipt = bench.stamp.issue(index=1, entry=b"leaf", objects=(field.object,), at=NOW)
    middle = bench.size // 2
    return timed(
        {
            "seal a title": lambda: bench.door.seal(field, title, under=bench.under),
            "open a title": lambda: bench.door.open(receipt, field, envelope, under=bench.under),
            "first byte of a range": lambda: next(bench.reader().read(middle, bench.size)),
            "64 bytes in the middle": lambda: drain(bench.reader().read(middle, middle + 64)),
            "the last 1,000 bytes": lambda: drain(
                bench.reader().read(bench.size - 1_000, bench.size)
            ),
        }
    )


def main(mebibytes: int) -> None:
    """Run everything on a file of so many MiB."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), mebibytes * MEBIBYTE)
        check(bench)
        opening: dict[str, Callable[[], Iterator[bytes]]] = {
            "plain file": bench.read_plainly,
            "AES-GCM in 64 KiB pieces": bench.open_pieces,
            "vault": lambda: bench.reader().read(0, bench.size),
        }
        sealing = {
            "AES-GCM in 64 KiB pieces": lambda: drain(bench.seal_pieces()),
            "vault": lambda: drain(bench.seal()),
        }
        in_memory = {name: partial(taken, run, drain) for name, run in opening.items()}
        sent = {name: partial(taken, run, down_a_socket) for name, run in opening.items()}
        print(f"{mebibytes} MiB, {ROUNDS} rounds in turns, medians")
        table("Opening, from the page cache to nowhere", bench.size, timed(in_memory))
        table("Opening, down a socket", bench.size, timed(sent))
        table("Sealing, in memory", bench.size, timed(sealing))
        print("\nSmall jobs\n| job | microseconds |\n|---|---|")
        for name, seconds in small_jobs(bench).items():
            print(f"| {name} | {seconds * 1e6:,.0f} |")
        print(f"\nOne download holds {memory(bench):.2f} MB at most.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
