"""An object store that misbehaves, TEST-06: what comes of it is whole or is an error, and soon."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from portal.errors import CannotOpen, NotFound, StoreUnavailable
from portal.places import Kind
from portal.records.blobs import PIECE, Blobs, NameTaken
from portal.records.blobs.afar import ONE_PUT, Distant
from portal.records.blobs.reaching import RETRIES, reached
from tests.records.stores.faults import FAULTS, Fault
from tests.records.stores.meddling import Answer

CONTENT = b"".join(number.to_bytes(4) for number in range(4 * PIECE))  # sixteen pieces


@pytest.fixture
def blobs(between):
    """Use a store through the one who stands between, with little patience."""
    soon = {"request": timedelta(milliseconds=300), "pause": timedelta(milliseconds=5)}
    return Blobs(Distant(lambda: reached(between.place, **soon)))


@pytest.fixture
def name(place):
    """Store a blob while nobody meddles."""
    found = uuid4()
    Blobs.at(place).write(found, [CONTENT])
    return found


def read(blobs, name):
    """Read a blob to its end, or to where it is broken off; say which."""
    given = b""
    try:
        for piece in blobs.stream(name, 0, len(CONTENT)):
            given += piece
    except (CannotOpen, StoreUnavailable, NotFound):
        return given, False
    return given, True


@pytest.mark.parametrize("fault", FAULTS, ids=str)
@pytest.mark.parametrize("after", [0, 2], ids=["from the first", "from the third"])
def test_a_file_comes_whole_or_is_broken_off(between, blobs, name, fault: Fault, after):
    between.spoil = fault.of_reading(after)
    between.forget()
    given, ended = read(blobs, name)
    # That other bytes of the right number came is for the vault, or the digest, to notice.
    assert ended is fault.looks_right
    assert fault.looks_right or CONTENT.startswith(given)
    assert ended is (len(given) == len(CONTENT))
    # Each reading is asked for once and at most three times more.
    assert between.count("GET") <= (after + 1 + RETRIES if fault.passes else 12)


@pytest.mark.parametrize("fault", [each for each in FAULTS if each.passes], ids=str)
def test_a_fault_that_passes_is_not_seen(between, blobs, name, fault: Fault):
    between.spoil = fault.of_reading(1, times=RETRIES)
    assert read(blobs, name) == (CONTENT, True)


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "GET"])
@pytest.mark.parametrize("status", [500, 503])
def test_retries_are_bounded_at_three(between, blobs, name, method, status):
    verbs = {
        "HEAD": lambda: blobs.size(name),
        "PUT": lambda: blobs.write(uuid4(), [b"abc"]),
        "DELETE": lambda: blobs.delete(name),
        "GET": lambda: blobs.read_at(name)(0, 5),
    }
    verb = verbs[method]
    if method == "DELETE" and between.place.kind is Kind.AZURE:
        method = "POST"  # it deletes by the batch
    refusal = Answer(status, [("Content-Length", "0")], b"")
    between.before = lambda asked, _path: refusal if asked == method else None
    between.forget()
    with pytest.raises(StoreUnavailable):
        verb()
    assert between.count(method) == 1 + RETRIES


def test_a_put_whose_answer_is_lost_is_kept_once(between, blobs):
    lost = []

    def lose(method, _path, answer):
        if method == "PUT" and not lost:
            lost.append(answer)
            return Answer(500, [("Content-Length", "0")], b"")
        return answer

    between.spoil = lose
    name = uuid4()
    assert blobs.write(name, [CONTENT]) == len(CONTENT)
    assert lost
    between.spoil = lambda _method, _path, answer: answer
    assert read(blobs, name) == (CONTENT, True)


@pytest.mark.parametrize("size", [10, ONE_PUT + 1], ids=["in one put", "by a draft"])
def test_a_put_that_was_never_kept_is_not_acknowledged(between, blobs, size):
    """The store says 200 to what it throws away."""
    thanks = Answer(200, [("Content-Length", "0"), ("ETag", '"0"')], b"")
    between.before = lambda method, _path: thanks if method == "PUT" else None
    name = uuid4()
    with pytest.raises(StoreUnavailable):
        blobs.write(name, [b"x" * size])
    with pytest.raises(NotFound):
        blobs.size(name)


def test_another_content_under_the_name_is_not_taken_for_ours(between, blobs, name):
    with pytest.raises(NameTaken):
        blobs.write(name, [CONTENT[::-1]])
    assert between.count("PUT") == 1


def test_a_listing_that_lags_hides_nothing_and_brings_nothing_back(between, blobs, name):
    """What was stored just now is not listed yet; what was deleted still is."""
    listed = []

    def lag(method, path, answer):
        if method == "GET" and ("list-type" in path or "comp=list" in path):
            listed.append(answer.body)
            answer.body = listed[0]
            answer.headers = [
                (key, str(len(answer.body)) if key.lower() == "content-length" else value)
                for key, value in answer.headers
            ]
        return answer

    between.spoil = lag
    assert [each.name for each in blobs.lying()] == [name]
    later = uuid4()
    blobs.write(later, [b"abc"])
    blobs.delete(name)
    assert [each.name for each in blobs.lying()] == [name]
    assert blobs.size(later) == 3
    with pytest.raises(NotFound):
        blobs.size(name)
    blobs.delete(name)
    assert blobs.tidy(datetime.now(UTC) + timedelta(hours=1)) == 0
