"""Blobs in a real bucket and a real container are there whole under their name, or not at all."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import obstore
import pytest

from portal.errors import NotFound, StoreUnavailable
from portal.records.blobs import PIECE, Blobs, NameTaken
from portal.records.blobs.afar import ONE_PUT, Distant
from portal.records.blobs.reaching import reached

SIZES = (0, 1, PIECE, PIECE + 1, ONE_PUT, ONE_PUT + 1, 2 * ONE_PUT + 7)


@pytest.fixture
def blobs(place):
    return Blobs.at(place)


def objects(place):
    """Look into a store without the portal's own eyes."""
    store = reached(place)
    return {each["path"] for page in obstore.list(store) for each in page}


def pieces_of(content, size=100_003):
    return (content[at : at + size] for at in range(0, len(content), size))


def content_of(size):
    return (b"".join(number.to_bytes(4) for number in range(50_000)) * (size // 200_000 + 1))[:size]


def read(blobs, name):
    return b"".join(blobs.stream(name, 0, blobs.size(name)))


def test_files_of_every_size_come_back_in_whole_and_in_part(blobs, place):
    for size in SIZES:
        name, content = uuid4(), content_of(size)
        assert blobs.write(name, pieces_of(content)) == size
        assert blobs.size(name) == size
        assert read(blobs, name) == content
        if size > 1:
            assert blobs.read_at(name)(1, size) == content[1:]
            assert b"".join(blobs.stream(name, size - 1, size)) == content[-1:]
        assert {each.name: each.size for each in blobs.lying()}[name] == size
    assert len(objects(place)) == len(SIZES), "a draft was left"


@pytest.mark.parametrize("size", [10, ONE_PUT + 1], ids=["in one put", "by a draft"])
def test_a_name_is_used_once(blobs, place, size):
    name, first = uuid4(), content_of(size)
    blobs.write(name, [first])
    with pytest.raises(NameTaken):
        blobs.write(name, [first[::-1]])
    with pytest.raises(NameTaken):
        blobs.write(name, [first[:5]])
    assert read(blobs, name) == first
    assert objects(place) == {name.hex}


@pytest.mark.parametrize("size", [10, ONE_PUT + 1], ids=["in one put", "by a draft"])
def test_two_writers_of_one_name_have_one_winner(between, size):
    name = uuid4()

    def write(mark):
        try:
            Blobs.at(between.place).write(name, [mark * size])
        except NameTaken:
            return False
        return True

    with ThreadPoolExecutor(4) as crowd:
        won = list(crowd.map(write, (b"a", b"b", b"c", b"d")))
    assert won.count(True) == 1
    assert set(read(Blobs.at(between.place), name)) == {b"abcd"[won.index(True)]}


@pytest.mark.parametrize("size", [10, 3 * ONE_PUT], ids=["in one put", "by a draft"])
def test_a_write_broken_off_leaves_nothing(blobs, place, size):
    name = uuid4()

    def upload():
        yield from pieces_of(content_of(size))
        raise ConnectionResetError("the browser went away")

    def refuse():
        raise RuntimeError("the verdict")

    with pytest.raises(ConnectionResetError, match="went away"):
        blobs.write(name, upload())
    with pytest.raises(RuntimeError, match="the verdict"):
        blobs.write(name, pieces_of(content_of(size)), verdict=refuse)
    with pytest.raises(NotFound):
        blobs.size(name)
    assert objects(place) == set()


def test_what_is_deleted_is_gone_and_may_be_deleted_again(blobs):
    name = uuid4()
    blobs.write(name, [b"abc"])
    for _ in range(2):
        blobs.delete(name)
        with pytest.raises(NotFound):
            blobs.stream(name, 0, 0)
    with pytest.raises(FileNotFoundError):
        blobs.read_at(name)(0, 1)


def test_only_old_drafts_are_tidied_away_and_strangers_are_left_alone(blobs, place):
    name = uuid4()
    blobs.write(name, [b"abc"])
    store = reached(place)
    for key in (f"{uuid4().hex}.draft", "a-note.txt"):
        obstore.put(store, key, b"x")
    now = datetime.now(UTC)
    assert blobs.tidy(now - timedelta(hours=1)) == 0
    assert blobs.tidy(now + timedelta(hours=1), dry_run=True) == 1
    assert blobs.tidy(now + timedelta(hours=1)) == 1
    assert objects(place) == {name.hex, "a-note.txt"}
    assert [each.name for each in blobs.lying()] == [name]


def test_reading_on_and_on_asks_less_often_than_it_reads(between):
    blobs, name, content = Blobs.at(between.place), uuid4(), content_of(3_000_000)
    blobs.write(name, [content])
    between.forget()
    source = blobs.read_at(name)
    given = b"".join(source(at, 131_200) for at in range(0, len(content), 131_200))
    assert given == content
    assert between.count("GET") <= 5


def test_a_wrong_key_is_told_from_a_missing_file(place):
    """A container that does not exist is out of reach; moto asks for no key, Azurite does."""
    elsewhere = Blobs.at(replace(place, name="no-such-place-here"))
    with pytest.raises((StoreUnavailable, NotFound)):
        elsewhere.size(uuid4())
    with pytest.raises(StoreUnavailable):
        elsewhere.write(uuid4(), [b"abc"])


def test_a_store_knows_its_own_put_again(place):
    """A put whose answer was lost is sent again, and then finds that the name is taken."""
    name, store = uuid4(), reached(place)
    obstore.put(store, name.hex, b"abc")
    assert Blobs(Distant(lambda: store)).write(name, [b"abc"]) == 3
