"""A file of any length is read back, whole and in any part."""

import tracemalloc

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor
from cryptography.exceptions import AlreadyFinalized
from hypothesis import example, given
from hypothesis import strategies as st

from portal.vault.cobblestone import CHUNK, HEADER, SEALED_CHUNK, sealed_length
from portal.vault.envelope import NotSealedHere, id_of, recover
from portal.vault.reader import WINDOW
from tests.vault.setting import DEPLOYMENT, EDGES, FILE, Setting, text_of, whole

HERE = Setting()
LONG = [WINDOW * CHUNK - 1, WINDOW * CHUNK, WINDOW * CHUNK + 1, (WINDOW + 2) * CHUNK]
near_an_edge = st.builds(
    lambda edge, by: max(edge + by, 0), st.sampled_from(EDGES + LONG), st.integers(-20, 20)
)


def sealed(size):
    plaintext = text_of(size)
    return plaintext, *HERE.seal_file(plaintext)


THREE = sealed(2 * CHUNK + 100)


@pytest.mark.parametrize("size", EDGES + LONG)
def test_a_file_of_any_length_is_read_back(size):
    plaintext, sealed_key, ciphertext = sealed(size)
    assert len(ciphertext) == sealed_length(size)
    assert whole(HERE.reader(sealed_key, ciphertext, size)) == plaintext


@given(near_an_edge)
def test_a_file_of_a_length_near_an_edge_is_read_back(size):
    plaintext, sealed_key, ciphertext = sealed(size)
    assert whole(HERE.reader(sealed_key, ciphertext, size)) == plaintext


@pytest.mark.parametrize("size", EDGES + LONG)
def test_the_library_reads_the_same(size):
    plaintext, sealed_key, ciphertext = sealed(size)
    # The compartment's key is taken from the root, as no door gives a data key away.
    key = HERE.door._keys.unwrap(HERE.under)  # noqa: SLF001 -- the test needs an independent reader
    data_key = recover(key, FILE, DEPLOYMENT, sealed_key)
    decryptor = Cobblestone256Decryptor(data_key.key, data_key.context)
    assert decryptor.update(ciphertext) + decryptor.finalize() == plaintext


@given(st.lists(st.integers(0, 40_000), max_size=6))
def test_it_does_not_matter_how_the_file_arrives(lengths):
    plaintext = text_of(sum(lengths))
    sealer, ciphertext, at = HERE.door.file_sealer(FILE, under=HERE.under), b"", 0
    for length in lengths:
        ciphertext += sealer.update(plaintext[at : at + length])
        at += length
    ciphertext += sealer.finish()
    assert (sealer.size, sealer.sealed_size) == (len(plaintext), len(ciphertext))
    assert whole(HERE.reader(sealer.sealed_key, ciphertext, sealer.size)) == plaintext


def test_a_finished_sealer_takes_no_more():
    sealer = HERE.door.file_sealer(FILE, under=HERE.under)
    sealer.finish()
    with pytest.raises(AlreadyFinalized):
        sealer.update(b"more")
    with pytest.raises(AlreadyFinalized):
        sealer.finish()
    assert sealer.size == 0


def test_a_sealer_names_its_data_key():
    one, other = (HERE.door.file_sealer(FILE, under=HERE.under) for _ in range(2))
    assert one.data_key_id.bytes == one.sealed_key[9:25]
    assert one.data_key_id != other.data_key_id
    with pytest.raises(NotSealedHere):
        id_of(one.sealed_key[:-1])


RANGED = sealed((WINDOW + 3) * CHUNK + 5)


@given(st.data())
@example(None)
def test_any_range_is_the_slice(data):
    plaintext, sealed_key, ciphertext = RANGED
    reader = HERE.reader(sealed_key, ciphertext, len(plaintext))
    places = st.integers(0, len(plaintext)) | near_an_edge.filter(lambda at: at <= len(plaintext))
    start, stop = sorted(data.draw(st.tuples(places, places))) if data else (0, len(plaintext))
    assert b"".join(reader.read(start, stop)) == plaintext[start:stop]


@given(st.integers(0, 2 * CHUNK + 100), st.integers(0, 2 * CHUNK + 100))
def test_no_more_than_two_chunks_beyond_the_range_are_fetched(one, other):
    start, stop = sorted((one, other))
    plaintext, sealed_key, ciphertext = THREE
    fetched = []

    def source(offset, length):
        fetched.append(len(ciphertext[offset : offset + length]))
        return ciphertext[offset : offset + length]

    reader = HERE.reader(sealed_key, ciphertext, len(plaintext), source=source)
    assert b"".join(reader.read(start, stop)) == plaintext[start:stop]
    least = -(-(stop - start) // CHUNK)
    assert sum(fetched) - HEADER <= (least + 2) * SEALED_CHUNK


@pytest.mark.parametrize(("start", "stop"), [(-1, 5), (5, 4), (0, 101), (101, 101)])
def test_there_is_no_range_outside_the_file(start, stop):
    _, sealed_key, ciphertext = sealed(100)
    reader = HERE.reader(sealed_key, ciphertext, 100)
    with pytest.raises(ValueError, match="no such bytes"):
        reader.read(start, stop)


def test_the_last_chunk_is_opened_before_anything_else_is_fetched():
    plaintext, sealed_key, ciphertext = THREE
    offsets = []

    def source(offset, length):
        offsets.append(offset)
        return ciphertext[offset : offset + length]

    reader = HERE.reader(sealed_key, ciphertext, len(plaintext), source=source)
    assert offsets == [0, HEADER + 2 * SEALED_CHUNK]
    assert whole(reader) == plaintext
    assert offsets[2:] == [HEADER]


def test_a_long_file_takes_little_memory():
    size = 10 * 1024 * 1024
    plaintext, sealed_key, ciphertext = sealed(size)
    reader = HERE.reader(sealed_key, ciphertext, size)
    tracemalloc.start()
    try:
        read = sum(map(len, reader.read(0, size)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert read == len(plaintext)
    assert peak <= 2_000_000
