"""A blob is there whole under its name, or not at all, and what was acknowledged stays."""

import itertools
import os
import signal
import stat
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from obstore.store import MemoryStore

from portal.errors import CannotOpen, NotFound
from portal.records.blobs import PIECE, Blobs, NameTaken
from portal.records.blobs.afar import Distant

HOUSE = Path(__file__).parents[2]
OF_THE_CLOCK = UUID("d995e738-e600-11f1-ab88-02fc00000001")  # a version 1, so no random name


def afar():
    """Give blobs in the memory of a store that is not a folder, empty."""
    store = MemoryStore()
    return Blobs(Distant(lambda: store))


AFAR = afar()
LONG = b"".join(number.to_bytes(4) for number in range(PIECE // 2))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "blobs"


@pytest.fixture
def local(folder):
    return Blobs.in_folder(folder)


@pytest.fixture(params=["folder", "store"])
def blobs(request, folder):
    return Blobs.in_folder(folder) if request.param == "folder" else afar()


def kept(blobs, *pieces):
    name = uuid4()
    assert blobs.write(name, pieces) == sum(map(len, pieces))
    return name


def read(blobs, name):
    return b"".join(blobs.stream(name, 0, blobs.size(name)))


@pytest.mark.parametrize(
    "pieces",
    [[], [b""], [b"", b"a", b"", b"bc"], [LONG], [LONG[:7]] * 1_000, [b"x" * 3_000_000] * 5],
    ids=["nothing", "empty", "with gaps", "long", "many", "very long"],
)
def test_what_is_written_is_read_back(blobs, pieces):
    name = kept(blobs, *pieces)
    assert read(blobs, name) == b"".join(pieces)
    assert blobs.size(name) == sum(map(len, pieces))


def test_any_part_can_be_read(blobs):
    name = kept(blobs, LONG)
    source = blobs.read_at(name)
    assert source(0, 10) == LONG[:10]
    assert source(len(LONG) - 5, 10) == LONG[-5:]
    assert source(4, len(LONG)) == LONG[4:]


@given(st.tuples(st.integers(0, len(LONG)), st.integers(0, len(LONG))))
def test_any_range_is_the_slice(places):
    start, stop = sorted(places)
    name = kept(AFAR, LONG)
    assert b"".join(AFAR.stream(name, start, stop)) == LONG[start:stop]
    AFAR.delete(name)


def test_a_range_over_the_edges_of_pieces_is_the_slice(local):
    name = kept(local, LONG)
    for start, stop in itertools.combinations((0, 1, PIECE - 1, PIECE, PIECE + 1, len(LONG)), 2):
        assert b"".join(local.stream(name, start, stop)) == LONG[start:stop]


@pytest.mark.parametrize(("start", "stop"), [(-1, 2), (2, 1), (0, 4), (4, 4)])
def test_there_is_no_range_outside_a_blob(blobs, start, stop):
    name = kept(blobs, b"abc")
    with pytest.raises(ValueError, match="no such bytes"):
        blobs.stream(name, start, stop)


def test_a_name_is_used_once(blobs):
    name = kept(blobs, b"first")
    with pytest.raises(NameTaken):
        blobs.write(name, [b"second"])
    assert read(blobs, name) == b"first"


def test_a_write_broken_off_by_its_source_leaves_nothing(blobs, folder):
    name = uuid4()

    def upload():
        yield LONG
        raise ConnectionResetError("the browser went away")

    with pytest.raises(ConnectionResetError, match="the browser went away"):
        blobs.write(name, upload())
    with pytest.raises(NotFound):
        blobs.size(name)
    assert not folder.exists() or not list(folder.iterdir())


def test_a_name_is_free_again_after_a_broken_write(blobs):
    name = uuid4()
    with pytest.raises(TypeError):
        blobs.write(name, ["not bytes"])
    assert blobs.write(name, [b"bytes"]) == 5


def test_what_is_not_there_is_not_found(blobs):
    name = uuid4()
    with pytest.raises(NotFound):
        blobs.size(name)
    with pytest.raises(NotFound):
        blobs.stream(name, 0, 0)
    with pytest.raises(FileNotFoundError):
        blobs.read_at(name)(0, 1)


def test_what_is_deleted_is_gone_and_may_be_deleted_again(blobs):
    name, other = kept(blobs, b"one"), kept(blobs, b"other")
    for _ in range(2):
        blobs.delete(name)
        with pytest.raises(NotFound):
            blobs.size(name)
    assert read(blobs, other) == b"other"


def test_a_blob_lost_while_it_is_read_does_not_end_cleanly(folder, local):
    name = kept(local, LONG)
    pieces = local.stream(name, 0, len(LONG))
    assert next(pieces) == LONG[:PIECE]
    os.truncate(folder / name.hex, PIECE + 10)
    with pytest.raises(CannotOpen):
        next(pieces)


def test_a_blob_deleted_before_it_is_read_cannot_be_opened(blobs):
    name = kept(blobs, LONG)
    pieces = blobs.stream(name, 0, len(LONG))
    blobs.delete(name)
    with pytest.raises(CannotOpen):
        next(pieces)


@pytest.mark.parametrize(
    "name",
    ["../outside", "/etc/passwd", "a/b", "..", "", UUID(int=0), UUID(int=2**128 - 1), OF_THE_CLOCK],
    ids=repr,
)
def test_a_name_leads_nowhere_else(blobs, folder, name):
    for verb in (
        lambda: blobs.write(name, [b"x"]),
        lambda: blobs.read_at(name)(0, 1),
        lambda: blobs.size(name),
        lambda: blobs.delete(name),
    ):
        with pytest.raises((AttributeError, ValueError)):
            verb()
    assert not folder.exists() or not list(folder.iterdir())


def test_a_folder_gives_the_path_of_a_file_and_a_store_does_not(folder, local):
    name = kept(local, b"abc")
    assert local.local_path(name) == folder / name.hex
    assert local.local_path(name).read_bytes() == b"abc"
    with pytest.raises(NotFound):
        local.local_path(uuid4())
    assert AFAR.local_path(uuid4()) is None


def test_only_its_owner_can_read_a_folder_and_what_is_in_it(folder, local):
    name = kept(local, b"abc")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(local.local_path(name).stat().st_mode) == 0o600


def test_a_folder_that_is_there_is_used_again(folder, local):
    name = kept(local, b"abc")
    assert read(Blobs.in_folder(folder), name) == b"abc"


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_file_is_closed_with_its_reader(local):
    name = kept(local, b"abc")
    before = open_files()
    source = local.read_at(name)
    source(0, 3)
    assert open_files() == before + 1
    del source
    assert open_files() == before


def test_bytes_reach_the_disk_before_the_name_and_the_name_before_the_answer(
    folder, local, monkeypatch
):
    name, seen, real = uuid4(), [], os.fsync

    def watched(descriptor):
        what = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        seen.append((what, (folder / name.hex).exists(), os.fstat(descriptor).st_size >= 3))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    local.write(name, [b"abc"])
    assert seen[0] == ("file", False, True)
    assert seen[1][:2] == ("folder", True)
    local.delete(name)
    assert seen[2][:2] == ("folder", False)


def test_what_was_acknowledged_survives_being_killed(folder):
    program = """
        import sys
        from pathlib import Path
        from uuid import uuid4
        from portal.records.blobs import Blobs
        blobs = Blobs.in_folder(Path(sys.argv[1]))
        while True:
            name = uuid4()
            blobs.write(name, [name.bytes * 4_096] * 16)
            print(name, flush=True)
    """
    with subprocess.Popen(  # noqa: S603 -- the program is the text above
        [sys.executable, "-c", textwrap.dedent(program), str(folder)],
        stdout=subprocess.PIPE,
        cwd=HOUSE,
        text=True,
    ) as writer:
        acknowledged = [UUID(writer.stdout.readline().strip()) for _ in range(20)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += [UUID(line.strip()) for line in writer.stdout if len(line) == 37]
    blobs = Blobs.in_folder(folder)
    assert all(read(blobs, name) == name.bytes * 65_536 for name in acknowledged)
    # At most one more was published, whole, without the news getting out; the rest are drafts.
    blobs.tidy(datetime.now(UTC) + timedelta(minutes=1))
    left = [UUID(each.name) for each in folder.iterdir()]
    assert len(left) <= len(acknowledged) + 1
    assert all(read(blobs, name) == name.bytes * 65_536 for name in left)


def test_only_old_drafts_are_tidied_away(folder, local):
    name = kept(local, b"abc")
    for draft, modified in (("old.draft", 1_000), ("new.draft", 3_000)):
        (folder / draft).touch()
        os.utime(folder / draft, (modified, modified))
    assert local.tidy(datetime.fromtimestamp(2_000, UTC)) == 1
    assert sorted(each.name for each in folder.iterdir()) == sorted([name.hex, "new.draft"])
    assert AFAR.tidy(datetime.fromtimestamp(2_000, UTC)) == 0
