"""A disk that fails at any call, TEST-02 and TEST-03: a file is there whole, or not at all."""

import errno
import os
from uuid import uuid4

import pytest

from portal.errors import NotFound, StoreUnavailable
from portal.records.blobs import PIECE, Blobs

CONTENT = b"".join(number.to_bytes(4) for number in range(PIECE))  # four pieces
CALLS = ("open", "write", "fsync", "link", "unlink")
MOST = 20


class Failing:
    """Lets the n-th call of one kind fail, and counts them all."""

    def __init__(self, monkeypatch, call, number, error):
        self.seen = 0
        self._number, self._error, self._real = number, error, getattr(os, call)
        monkeypatch.setattr(os, call, self)

    def __call__(self, *args, **named):
        self.seen += 1
        if self.seen == self._number:
            raise OSError(self._error, os.strerror(self._error))
        return self._real(*args, **named)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "papers"


@pytest.fixture
def blobs(folder):
    return Blobs.in_folder(folder)


def pieces():
    return (CONTENT[at : at + 50_000] for at in range(0, len(CONTENT), 50_000))


def names(folder):
    return {each.name for each in folder.iterdir() if not each.name.endswith(".draft")}


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=["full", "broken"])
@pytest.mark.parametrize("call", CALLS)
def test_the_nth_failure_of_each_call_leaves_no_partial_file(folder, blobs, call, error):
    for number in range(1, MOST):
        name = uuid4()
        with pytest.MonkeyPatch.context() as patch:
            failing = Failing(patch, call, number, error)
            try:
                blobs.write(name, pieces())
                acknowledged = True
            except StoreUnavailable:
                acknowledged = False
        there = name.hex in names(folder)
        assert there or not acknowledged, f"{call} {number}: acknowledged, and gone"
        if there:
            assert b"".join(blobs.stream(name, 0, blobs.size(name))) == CONTENT
        if failing.seen < number:
            assert acknowledged
            return
    raise AssertionError(f"{call} is called more often than {MOST} times")


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=["full", "broken"])
def test_a_failing_write_takes_its_draft_with_it(folder, blobs, monkeypatch, error):
    Failing(monkeypatch, "write", 3, error)
    with pytest.raises(StoreUnavailable):
        blobs.write(uuid4(), pieces())
    assert list(folder.iterdir()) == []


def test_a_write_that_takes_a_part_is_gone_on_with(blobs, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda file, piece: real(file, piece[:10_007]))
    name = uuid4()
    assert blobs.write(name, pieces()) == len(CONTENT)
    assert b"".join(blobs.stream(name, 0, len(CONTENT))) == CONTENT


def test_a_disk_that_takes_nothing_is_full(folder, blobs, monkeypatch):
    monkeypatch.setattr(os, "write", lambda *_: 0)
    with pytest.raises(StoreUnavailable):
        blobs.write(uuid4(), pieces())
    assert list(folder.iterdir()) == []


def test_a_disk_that_was_full_takes_files_again(folder, blobs):
    name = uuid4()
    with pytest.MonkeyPatch.context() as patch:
        Failing(patch, "fsync", 1, errno.ENOSPC)
        with pytest.raises(StoreUnavailable):
            blobs.write(name, pieces())
    with pytest.raises(NotFound):
        blobs.size(name)
    assert blobs.write(name, pieces()) == len(CONTENT)
    assert names(folder) == {name.hex}


def test_a_file_that_cannot_be_removed_is_not_said_to_be_gone(blobs, monkeypatch):
    name = uuid4()
    blobs.write(name, pieces())
    Failing(monkeypatch, "unlink", 1, errno.EIO)
    with pytest.raises(StoreUnavailable):
        blobs.delete(name)
    assert blobs.size(name) == len(CONTENT)
