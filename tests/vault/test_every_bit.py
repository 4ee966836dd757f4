"""Corruption, TEST-08: whatever is done to a ciphertext, nothing wrong of it is ever given out."""

import logging
from random import Random

import pytest

from portal.errors import CannotOpen
from portal.vault.cobblestone import CHUNK, HEADER, SEALED_CHUNK, TAG
from portal.vault.envelope import SEALED_KEY
from portal.vault.reader import WINDOW
from tests.vault.setting import FILE, PAPER, Setting, text_of

SEED = 20_261_128
HERE = Setting()
CHUNKS = WINDOW + 2
PLAIN = text_of((CHUNKS - 1) * CHUNK + 1_000)
SIZE = len(PLAIN)
KEY, CIPHERTEXT = HERE.seal_file(PLAIN)
EDGE = 16  # bytes at either end of a chunk that are counted as its edge


@pytest.fixture
def alarms(caplog):
    """Give what the operator was told, from the beginning of the test."""
    caplog.set_level(logging.ERROR, "portal.vault")

    def told():
        """Give how many alarms there were, each of which names the object and its compartment."""
        words = [each.getMessage() for each in caplog.records]
        assert all(str(PAPER) in each and str(FILE.compartment) in each for each in words)
        return len(words)

    return told


def is_refused(ciphertext, key=KEY, size=SIZE, **named):
    """Read a file to its end; say whether it was broken off, having given out nothing wrong."""
    given = b""
    try:
        for piece in HERE.reader(key, ciphertext, size, **named).read(0, size):
            given += piece
    except CannotOpen:
        return PLAIN.startswith(given) and len(given) < len(PLAIN)
    return False


def flipped(text, bit):
    changed = bytearray(text)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def bounds(index):
    """Give where a chunk begins and ends."""
    start = HEADER + index * SEALED_CHUNK
    return start, min(start + SEALED_CHUNK, len(CIPHERTEXT))


def edges(index):
    start, end = bounds(index)
    return [*range(start, start + EDGE), *range(end - TAG - EDGE, end)]


PLACES = {
    "header": [*range(HEADER)],
    "first chunk": edges(0),
    "second chunk": edges(1),
    "last chunk": edges(CHUNKS - 1),
}


@pytest.mark.parametrize("place", PLACES)
def test_every_bit_of_the_header_and_of_the_first_second_and_last_chunks_edges(place, alarms):
    bits = [at * 8 + each for at in PLACES[place] for each in range(8)]
    assert [bit for bit in bits if not is_refused(flipped(CIPHERTEXT, bit))] == []
    assert alarms() == len(bits)


@pytest.mark.parametrize("count", [200, pytest.param(2_000, marks=pytest.mark.slow)])
def test_random_bits_of_the_body(count, alarms):
    print(f"seed {SEED}")  # noqa: T201 -- so that a failure can be repeated
    draw = Random(SEED)  # noqa: S311 -- to be repeated, not to be secret
    bits = [draw.randrange(HEADER * 8, len(CIPHERTEXT) * 8) for _ in range(count)]
    assert [bit for bit in bits if not is_refused(flipped(CIPHERTEXT, bit))] == []
    assert alarms() == count


def test_every_bit_of_the_wrapped_data_key(alarms):
    assert len(KEY) == SEALED_KEY
    accepted = [bit for bit in range(len(KEY) * 8) if not is_refused(CIPHERTEXT, flipped(KEY, bit))]
    assert accepted == []
    assert alarms()


def test_cut_at_every_edge_of_a_chunk_and_beside_it():
    cuts = {end + by for index in range(CHUNKS) for end in bounds(index) for by in (-1, 0, 1)}
    lengths = sorted(each for each in cuts if each < len(CIPHERTEXT))
    assert len(lengths) >= 3 * CHUNKS
    for length in lengths:
        cut = CIPHERTEXT[:length]
        assert is_refused(cut, sealed_size=len(CIPHERTEXT)), f"cut at {length}"
        # Whoever cuts the file can change the sizes in the record as well.
        chunks = max(length - HEADER, 0) // SEALED_CHUNK + 1
        size = length - HEADER - TAG * chunks
        assert is_refused(cut, size=size), f"cut at {length}, and the record with it"


def test_something_behind_it_a_chunk_twice_and_zeros_in_a_chunks_place():
    parts = [CIPHERTEXT[slice(*bounds(index))] for index in range(CHUNKS)]
    head = CIPHERTEXT[:HEADER]
    changed = [CIPHERTEXT + each for each in (b"\0", b"\0" * TAG, parts[-1], parts[0], CIPHERTEXT)]
    for index, part in enumerate(parts):
        twice = [*parts[:index], part, *parts[index:]]
        over = [*parts[:index], parts[index - 1], *parts[index + 1 :]]
        zeros = [*parts[:index], bytes(len(part)), *parts[index + 1 :]]
        changed += [head + b"".join(each) for each in (twice, over, zeros)]
    changed += [bytes(HEADER) + CIPHERTEXT[HEADER:], bytes(len(CIPHERTEXT)), b""]
    assert len(changed) == 3 * CHUNKS + 8
    for number, each in enumerate(changed):
        chunks = max(len(each) - HEADER, 0) // SEALED_CHUNK + 1
        size = len(each) - HEADER - TAG * chunks
        assert is_refused(each), number
        assert is_refused(each, sealed_size=len(CIPHERTEXT)), number
        assert is_refused(each, size=size), f"{number}, and the record with it"
