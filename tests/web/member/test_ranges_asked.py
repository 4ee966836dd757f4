"""Ranges, TEST-16: thousands of fuzzed Range and If-Range headers to the whole application.

The core is asked 100,000 times in ``test_ranges_fuzzed``.  Here the same headers go through the
door of the portal as somebody who is signed in sends them, for originals of open and of
restricted papers: past the gate, the policy and the log, and back as an answer of HTTP.
"""

from collections import Counter
from random import Random

import pytest

from portal.services.submitting import PDF, add_version
from portal.vault import reader as vault_reader
from portal.vault.cobblestone import CHUNK, SEALED_CHUNK
from tests.support.furnishing import OPEN_PAPER, PREVENT_MEMBER, SENSITIVE_PAPER
from tests.web.member.visiting import file_of, log_size, reader
from tests.web.range_headers import TAG, drawn, wanted

SEED = 20_261_129
SIZES = (1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK - 1, 3 * CHUNK, 3 * CHUNK + 1, 400_000)
"""An empty file is never kept, so that it can be asked of the core alone."""
RESTRICTED = "restricted"


class Opened:
    """Counts the chunks that are decrypted, in the place where they are."""

    def __init__(self, patch):
        self.chunks = 0
        real = vault_reader.FileReader._open  # noqa: SLF001 -- where each chunk is decrypted

        def counted(one, first, sealed):
            self.chunks += -(-len(sealed) // SEALED_CHUNK)
            return real(one, first, sealed)

        patch.setattr(vault_reader.FileReader, "_open", counted)

    def since(self):
        """Give how many it were since it was asked last."""
        chunks, self.chunks = self.chunks, 0
        return chunks


@pytest.fixture
def opened(monkeypatch):
    return Opened(monkeypatch)


@pytest.fixture
def originals(whole_world):
    """Store a file of each size, open and restricted; give where each is and what is in it."""
    draw = Random(SEED)  # noqa: S311 -- to be repeated, not to be secret
    work = whole_world.office.work_of(PREVENT_MEMBER)
    found = []
    for size in SIZES:
        content = draw.randbytes(size)
        for which, paper in (("open", OPEN_PAPER), (RESTRICTED, SENSITIVE_PAPER)):
            version = add_version(work, paper, file_name="a.pdf", media_type=PDF, pieces=(content,))
            address = (
                file_of(paper, version)
                if which == RESTRICTED
                else f"/papers/{paper}/files/{version}"
            )
            found.append((which, address, content))
    work.commit()
    work.session.close()
    return found


def sent(text, if_range, tag):
    """Give the headers as a server hands them on: in bytes, each as one letter."""
    headers = {}
    if text is not None:
        headers["Range"] = text.encode().decode("latin-1")
    if if_range is not None:
        headers["If-Range"] = if_range.replace(TAG.strip('"'), tag.strip('"'))
    return headers


@pytest.mark.parametrize("count", [160, pytest.param(3_000, marks=pytest.mark.slow)])
def test_every_range_of_an_original_is_the_slice(whole_world, originals, opened, count):
    print(f"seed {SEED}")  # noqa: T201 -- so that a failure can be repeated
    draw = Random(SEED)  # noqa: S311 -- to be repeated, not to be secret
    client = reader(whole_world)
    tags = {address: client.head(address).headers["ETag"] for _, address, _ in originals}
    size, opened_for_nothing, told = log_size(whole_world), 0, Counter()
    opened.since()
    for number in range(count):
        which, address, content = originals[number % len(originals)]
        text, if_range = drawn(draw, len(content))
        answer = client.get(address, headers=sent(text, if_range, tags[address]))
        case = (which, text, if_range, len(content))
        status, start, stop = wanted(text, if_range, len(content))
        assert (answer.status_code, answer.data) == (status, content[start:stop]), case
        if status == 206:
            told_range = f"bytes {start}-{stop - 1}/{len(content)}"
            assert answer.headers["Content-Range"] == told_range, case
        chunks = opened.since()
        if which == RESTRICTED:
            opened_for_nothing = max(opened_for_nothing, chunks - -(-(stop - start) // CHUNK))
        else:
            assert chunks == 0, case
        told[f"{which}, {status}"] += 1
    assert opened_for_nothing <= 2
    assert len(told) == 6, told
    of_restricted = told[f"{RESTRICTED}, 200"] + told[f"{RESTRICTED}, 206"]
    assert log_size(whole_world) == size + 2 * of_restricted, "each has an intent and an outcome"
    print(f"{count} requests: {dict(told)}; at most {opened_for_nothing} chunks for nothing")  # noqa: T201 -- the counts
