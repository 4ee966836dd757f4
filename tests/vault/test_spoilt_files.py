"""A file that was changed, moved, cut or lost is refused before anything of it is given out."""

import logging
from dataclasses import replace
from uuid import UUID

import pytest

from portal.errors import CannotOpen
from portal.vault.cobblestone import CHUNK, HEADER, SEALED_CHUNK, sealed_length
from portal.vault.reader import WINDOW
from tests.vault.setting import (
    EDGES,
    ELSEWHERE,
    FILE,
    OTHER_PANEL,
    PAPER,
    Setting,
    text_of,
    whole,
)

HERE = Setting()


def sealed(size):
    plaintext = text_of(size)
    return plaintext, *HERE.seal_file(plaintext)


THREE = sealed(2 * CHUNK + 100)
LONG = sealed((WINDOW + 3) * CHUNK + 5)


def refused(sealed_key, ciphertext, size, **kwargs):
    """Say whether the file is refused before a byte of it is given out."""
    given_out = b""
    try:
        for piece in HERE.reader(sealed_key, ciphertext, size, **kwargs).read(0, size):
            given_out += piece
    except CannotOpen:
        return not given_out
    return False


def test_flipping_any_bit_of_a_small_file_spoils_it():
    _, sealed_key, ciphertext = sealed(24)
    for at in range(len(ciphertext) * 8):
        flipped = bytearray(ciphertext)
        flipped[at // 8] ^= 1 << at % 8
        assert refused(sealed_key, bytes(flipped), 24), f"bit {at}"


def test_flipping_any_bit_of_the_sealed_key_spoils_it():
    _, sealed_key, ciphertext = sealed(24)
    for at in range(len(sealed_key) * 8):
        flipped = bytearray(sealed_key)
        flipped[at // 8] ^= 1 << at % 8
        assert refused(bytes(flipped), ciphertext, 24), f"bit {at}"


@pytest.mark.parametrize("size", EDGES)
def test_a_file_cut_anywhere_near_an_edge_gives_out_nothing(size):
    _, sealed_key, ciphertext = sealed(size)
    edges = {0, 24, HEADER, len(ciphertext)} | {
        HEADER + index * SEALED_CHUNK + by for index in range(4) for by in (-1, 0, 1, 15, 16, 17)
    }
    for length in sorted(each for each in edges if each < len(ciphertext)):
        cut = ciphertext[:length]
        assert refused(sealed_key, cut, size, sealed_size=len(ciphertext))
        # The database agrees with the cut: the size it would have then.
        chunks = max(length - HEADER, 0) // SEALED_CHUNK + 1
        assert refused(sealed_key, cut, length - HEADER - 16 * chunks)


@pytest.mark.parametrize("size", EDGES)
@pytest.mark.parametrize("more", [b"\x00", b"\x00" * 16, b"\x00" * SEALED_CHUNK])
def test_a_file_with_something_behind_it_gives_out_nothing(size, more):
    _, sealed_key, ciphertext = sealed(size)
    longer = ciphertext + more
    assert refused(sealed_key, longer, size, sealed_size=len(ciphertext))
    assert refused(sealed_key, longer, size)
    chunks = (len(longer) - HEADER) // SEALED_CHUNK + 1
    assert refused(sealed_key, longer, len(longer) - HEADER - 16 * chunks)


def test_a_file_that_goes_on_after_its_last_chunk_gives_out_nothing():
    _, sealed_key, ciphertext = THREE
    again = ciphertext + ciphertext[HEADER : HEADER + SEALED_CHUNK] + ciphertext[-116:]
    assert refused(sealed_key, again, 2 * CHUNK + 100)


@pytest.mark.parametrize(("one", "other"), [(0, 1), (0, 0), (1, 1)])
def test_chunks_in_each_others_place_are_refused(one, other):
    plaintext, sealed_key, ciphertext = THREE
    chunks = [ciphertext[HEADER + index * SEALED_CHUNK :][:SEALED_CHUNK] for index in range(3)]
    changed = [chunks[other], chunks[one], chunks[2]]
    assert refused(sealed_key, ciphertext[:HEADER] + b"".join(changed), len(plaintext))


def test_a_failure_in_the_middle_raises_instead_of_ending():
    plaintext, sealed_key, ciphertext = LONG
    at = HEADER + WINDOW * SEALED_CHUNK
    spoilt = ciphertext[:at] + bytes([ciphertext[at] ^ 1]) + ciphertext[at + 1 :]
    reader = HERE.reader(sealed_key, spoilt, len(plaintext))
    pieces = reader.read(0, len(plaintext))
    assert next(pieces) == plaintext[: WINDOW * CHUNK]
    with pytest.raises(CannotOpen):
        next(pieces)
    assert b"".join(reader.read(0, 100)) == plaintext[:100]


@pytest.mark.parametrize("by", [-1, 1, CHUNK])
def test_a_size_other_than_the_files_is_refused(by):
    plaintext, sealed_key, ciphertext = THREE
    wrong = len(plaintext) + by
    assert refused(sealed_key, ciphertext, wrong)
    assert refused(sealed_key, ciphertext, wrong, sealed_size=sealed_length(wrong))


def test_a_size_below_nothing_is_refused_unread():
    _, sealed_key, ciphertext = sealed(0)
    read = []
    below = {"sealed_size": sealed_length(-1), "source": lambda *where: read.append(where)}
    assert refused(sealed_key, ciphertext, -1, **below)
    assert not read


@pytest.mark.parametrize("part", ELSEWHERE)
def test_it_opens_in_no_other_place(part):
    plaintext, sealed_key, ciphertext = THREE
    other = replace(FILE, **{part: ELSEWHERE[part]})
    assert refused(sealed_key, ciphertext, len(plaintext), label=other)
    under = HERE.door.new_compartment_key(OTHER_PANEL, epoch=1)
    assert refused(sealed_key, ciphertext, len(plaintext), label=other, under=under)


def test_the_content_of_another_file_is_refused():
    plaintext, sealed_key, _ = THREE
    label = replace(FILE, object=UUID(int=5))
    _, ciphertext = HERE.seal_file(plaintext, label)
    assert refused(sealed_key, ciphertext, len(plaintext))


def test_an_older_version_is_refused_with_its_key_and_without():
    plaintext, sealed_key, ciphertext = THREE
    old_key, old_ciphertext = HERE.seal_file(plaintext, replace(FILE, version=2))
    assert refused(sealed_key, old_ciphertext, len(plaintext))
    assert refused(old_key, old_ciphertext, len(plaintext))
    assert refused(old_key, ciphertext, len(plaintext))


def test_another_epoch_compartment_or_root_is_refused():
    plaintext, sealed_key, ciphertext = THREE
    next_epoch = HERE.door.new_compartment_key(FILE.compartment, epoch=2)
    elsewhere = HERE.door.new_compartment_key(OTHER_PANEL, epoch=1)
    other = Setting()
    for under in (next_epoch, elsewhere, other.under):
        assert refused(sealed_key, ciphertext, len(plaintext), under=under)
    relabelled = sealed_key[:1] + (2).to_bytes(4) + sealed_key[5:]
    assert refused(relabelled, ciphertext, len(plaintext), under=next_epoch)
    assert not other.root.asked


def test_a_missing_file_is_refused_and_named_to_the_operator(caplog):
    plaintext, sealed_key, ciphertext = THREE

    def gone(offset, length):
        raise FileNotFoundError(offset, length)

    with caplog.at_level(logging.ERROR, "portal.vault"):
        assert refused(sealed_key, ciphertext, len(plaintext), source=gone)
    assert [each.getMessage() for each in caplog.records] == [
        f"missing file: object {PAPER} in compartment {FILE.compartment}"
    ]


def test_a_file_lost_in_the_middle_is_refused(caplog):
    plaintext, sealed_key, ciphertext = THREE
    present = [True]

    def source(offset, length):
        if not present[0]:
            raise OSError("out of reach")
        return ciphertext[offset : offset + length]

    reader = HERE.reader(sealed_key, ciphertext, len(plaintext), source=source)
    present[0] = False
    with pytest.raises(CannotOpen):
        whole(reader)
    assert "missing file" in caplog.text
