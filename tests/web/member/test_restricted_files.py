"""A restricted file: whole or one range, exactly what was asked for decrypted and written down."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import Outcome, Phase, Verb
from portal.records.tables import PaperVersion
from portal.services.submitting import PDF, add_version
from portal.web.headers import SANDBOX
from tests.support.furnishing import CANARY, CLOSED_PAPER, PREVENT_MEMBER, SENSITIVE_PAPER
from tests.web.member.visiting import CONTENT, file_of, lines_about, log_size, reader

SIZE = len(CONTENT)
CHUNK = 16_384
RANGES = {
    "one byte": ("bytes=0-0", 0, 1),
    "a part": ("bytes=100-299", 100, 300),
    "across a chunk": (f"bytes={CHUNK - 5}-{CHUNK + 5}", CHUNK - 5, CHUNK + 6),
    "over all chunks": (f"bytes=1-{SIZE - 2}", 1, SIZE - 1),
    "to the end": (f"bytes={SIZE - 10}-", SIZE - 10, SIZE),
    "beyond the end": (f"bytes={SIZE - 10}-{SIZE + 99}", SIZE - 10, SIZE),
    "the last bytes": ("bytes=-20", SIZE - 20, SIZE),
    "more last bytes than there are": (f"bytes=-{SIZE + 1}", 0, SIZE),
    "all of it": ("bytes=0-", 0, SIZE),
}
WHOLE = {
    "several": "bytes=0-1,5-6",
    "several that overlap": "bytes=0-,-1",
    "malformed": "bytes=a-b",
    "the wrong way round": "bytes=5-2",
    "of another unit": "items=0-5",
}
OUTSIDE = {
    "after the end": f"bytes={SIZE}-",
    "far after": "bytes=99999999-",
    "no bytes": "bytes=-0",
}


@pytest.fixture
def address(version):
    return file_of(SENSITIVE_PAPER, version)


@pytest.fixture
def client(world):
    return reader(world)


def openings(world, version):
    """Give what the log says of openings of a version, newest first."""
    return [each for each in lines_about(world, version) if each.entry.verb is Verb.PAPER_OPENED]


def settled(answer):
    return [(name, value) for name, value in answer.headers if name != "Date"]


def test_the_whole_file_comes_as_it_was_put_there(world, client, address, version):
    answer = client.get(address)
    assert (answer.status_code, answer.data) == (200, CONTENT)
    assert answer.mimetype == PDF
    assert answer.headers["Content-Length"] == str(SIZE)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert "Content-Range" not in answer.headers
    assert answer.headers["Content-Security-Policy"] == SANDBOX
    (line,) = openings(world, version)
    assert line.entry.phase is Phase.INTENT
    assert {"first": 0, "last": SIZE - 1, "size": SIZE}.items() <= line.entry.detail.items()
    assert line.outcome.detail == {"outcome": Outcome.DONE, "bytes": SIZE}


def test_one_range_comes_exactly_and_is_written_down(world, client, address, version):
    for name, (wanted, start, stop) in RANGES.items():
        answer = client.get(address, headers={"Range": wanted})
        assert (answer.status_code, answer.data) == (206, CONTENT[start:stop]), name
        assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
        assert answer.headers["Content-Length"] == str(stop - start)
        line = openings(world, version)[0]
        assert {str(SENSITIVE_PAPER), str(version)} == set(line.entry.objects)
        told = {"first": start, "last": stop - 1, "size": SIZE, "rule": "R082"}
        assert dict(line.entry.detail) == told, name
        assert line.outcome.detail == {"outcome": Outcome.DONE, "bytes": stop - start}
    assert len(openings(world, version)) == len(RANGES)


def test_anything_that_is_not_one_range_gets_the_whole(client, address):
    for name, wanted in WHOLE.items():
        answer = client.get(address, headers={"Range": wanted})
        assert (answer.status_code, answer.data) == (200, CONTENT), name
        assert "Content-Range" not in answer.headers


def test_a_range_outside_the_file_opens_nothing(world, client, address):
    size = log_size(world)
    for name, wanted in OUTSIDE.items():
        answer = client.get(address, headers={"Range": wanted})
        assert (answer.status_code, answer.data) == (416, b""), name
        assert answer.headers["Content-Range"] == f"bytes */{SIZE}"
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert log_size(world) == size


def test_if_range_gets_the_part_for_the_same_tag_and_the_whole_for_another(client, address):
    tag = client.head(address).headers["ETag"]
    for if_range, status in (
        (tag, 206),
        ('"another"', 200),
        (f"W/{tag}", 200),
        (tag.strip('"'), 200),
        ("Thu, 12 Mar 2026 09:30:00 GMT", 200),
    ):
        headers = {"Range": "bytes=0-9", "If-Range": if_range}
        answer = client.get(address, headers=headers)
        assert answer.status_code == status, if_range
        assert answer.data == (CONTENT[:10] if status == 206 else CONTENT)


def test_the_tag_is_random_and_each_versions_own(world, client, address, version):
    work = world.office.work_of(PREVENT_MEMBER)
    again = add_version(
        work, SENSITIVE_PAPER, file_name="nightjar.pdf", media_type=PDF, pieces=[CONTENT]
    )
    work.commit()
    work.session.close()
    first, second = (
        client.head(file_of(SENSITIVE_PAPER, each)).headers["ETag"] for each in (version, again)
    )
    assert first != second
    assert address.rpartition("/")[2] not in first


def test_head_says_what_get_would_and_opens_nothing(world, client, address):
    ranges = [*(wanted for wanted, _, _ in RANGES.values()), *WHOLE.values(), *OUTSIDE.values()]
    asked = [{}, *({"Range": each} for each in ranges)]
    asked += [{"Range": "bytes=0-9", "If-Range": '"another"'}, {"If-None-Match": "*"}]
    for headers in asked:
        size = log_size(world)
        head = client.head(address, headers=headers)
        assert log_size(world) == size, "nothing can be decrypted without an intent"
        get = client.get(address, headers=headers)
        assert head.data == b""
        assert (head.status_code, settled(head)) == (get.status_code, settled(get)), headers


def test_no_conditional_header_is_answered_without_the_decision(client, address):
    tag = client.head(address).headers["ETag"]
    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": "*"},
        {"If-Match": '"another"'},
        {"If-Modified-Since": "Fri, 13 Mar 2026 09:30:00 GMT"},
    ):
        answer = client.get(address, headers=headers)
        assert (answer.status_code, answer.data) == (200, CONTENT)


def test_the_download_is_never_called_after_the_paper(world, client, address):
    names = {
        client.open(address, method=method, headers=headers).headers["Content-Disposition"]
        for method in ("GET", "HEAD")
        for headers in ({}, {"Range": "bytes=0-9"}, {"Range": f"bytes={SIZE}-"})
    }
    assert names == {'attachment; filename="restricted-paper.pdf"'}
    everything = str(settled(client.get(address))).lower()
    assert CANARY.lower() not in everything
    with Session(world.record) as session:
        assert session.scalars(select(PaperVersion.file_name)).all() == [""]


def test_a_reader_who_goes_away_is_written_down_with_what_they_had(world, client, address, version):
    answer = client.get(address, buffered=False)
    pieces = answer.iter_encoded()
    first = next(pieces)
    answer.close()
    assert CONTENT.startswith(first)
    (line,) = openings(world, version)
    assert line.outcome.detail["outcome"] == Outcome.ABORTED
    assert line.outcome.detail["bytes"] <= len(first) < SIZE


def test_each_range_is_an_entry_of_its_own(world, client, address, version):
    for start in range(0, SIZE, 10_000):
        client.get(address, headers={"Range": f"bytes={start}-{start + 9_999}"})
    lines = openings(world, version)
    assert sum(each.outcome.detail["bytes"] for each in lines) == SIZE
    assert [each.entry.detail["first"] for each in reversed(lines)] == [*range(0, SIZE, 10_000)]
    assert world.office.journal.verify()


def test_a_version_is_read_under_its_own_paper_alone(client, version):
    assert client.get(file_of(CLOSED_PAPER, version)).status_code == 404


def test_spoilt_ciphertext_is_told_as_shut_before_a_byte_is_sent(
    world, client, address, version, tmp_path
):
    (blob,) = [each for each in (tmp_path / "papers").rglob("*") if each.is_file()]
    spoilt = bytearray(blob.read_bytes())
    spoilt[-1] ^= 1
    blob.chmod(0o600)
    blob.write_bytes(spoilt)
    answer = client.get(address)
    assert answer.status_code == 503
    assert b"%PDF" not in answer.data
    assert openings(world, version)[0].outcome.detail == {"outcome": Outcome.FAILED, "bytes": 0}
