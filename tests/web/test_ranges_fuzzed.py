"""Ranges, TEST-16: fuzzed Range and If-Range against the slice of the plaintext."""

import mmap
from dataclasses import replace
from random import Random
from tempfile import TemporaryFile
from uuid import UUID

import pytest

from portal.vault import FileReader
from portal.vault.cobblestone import CHUNK, HEADER, SEALED_CHUNK
from portal.web.ranges import part
from tests.vault.setting import FILE, Setting
from tests.web.range_headers import TAG, drawn, wanted

SEED = 20_261_128
SMALL = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK - 1, 3 * CHUNK, 3 * CHUNK + 1)
LARGE = 100_000_000
WHOLE_OF_LARGE = 3  # of the answers that are the whole large file, so many are read to the end
LOOKED_AT = 100_000  # of other long answers, bytes read at either end
HERE = Setting()


class Sealed:
    """A sealed file, and a count of the chunks that are fetched to be opened."""

    def __init__(self, size, draw):
        self.plain = draw.randbytes(size)
        sealer = HERE.door.file_sealer(label_of(size), under=HERE.under)
        with TemporaryFile() as file:
            for at in range(0, size, 2**20):
                file.write(sealer.update(self.plain[at : at + 2**20]))
            file.write(sealer.finish())
            file.flush()
            self.sealed = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.key = sealer.sealed_key
        self.chunks = 0

    def source(self, offset, length):
        found = self.sealed[offset : offset + length]
        if offset >= HEADER:
            self.chunks += -(-len(found) // SEALED_CHUNK)
        return found

    def reader(self) -> FileReader:
        """Open it anew, as each request does."""
        self.chunks = 0
        return HERE.reader(
            self.key,
            self.sealed,
            len(self.plain),
            label=label_of(len(self.plain)),
            source=self.source,
        )


def label_of(size):
    return replace(FILE, object=UUID(int=size, version=4))


@pytest.fixture(scope="module")
def draw():
    print(f"seed {SEED}")  # noqa: T201 -- so that a failure can be repeated
    return Random(SEED)  # noqa: S311 -- to be repeated, not to be secret


@pytest.fixture(scope="module")
def files(draw):
    return [Sealed(size, draw) for size in (*SMALL, LARGE)]


def agrees(file, start, stop, *, whole):
    """Say whether a file gives just these bytes, and opens no more than two chunks for nothing."""
    ends = [(start, stop)]
    if stop - start > 2 * LOOKED_AT and not whole:
        ends = [(start, start + LOOKED_AT), (stop - LOOKED_AT, stop)]
    for first, end in ends:
        reader = file.reader()
        given = b"".join(reader.read(first, end))
        if given != file.plain[first:end] or file.chunks > -(-(end - first) // CHUNK) + 2:
            return False
    return True


@pytest.mark.parametrize("count", [3_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_every_range_is_the_slice_and_opens_at_most_two_chunks_more(files, draw, count):
    wholes = 0
    for number in range(count):
        file = files[-1] if number % 3 == 0 else files[number % len(files)]
        size = len(file.plain)
        text, if_range = drawn(draw, size)
        found = part(text, if_range, size=size, etag=TAG)
        answer = (found.status, found.start, found.stop)
        assert answer == wanted(text, if_range, size), (text, if_range, size)
        if found.length == LARGE:
            wholes += 1
        assert agrees(file, found.start, found.stop, whole=wholes <= WHOLE_OF_LARGE), (
            text,
            if_range,
            size,
        )
    assert wholes > WHOLE_OF_LARGE
