"""Moving papers between stores: every file verified, broken off and gone on with, removed last."""

import os
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from portal.audit import Verb
from portal.records.blobs import Blobs
from portal.records.tables import PaperVersion
from portal.services import moving, restricted_files
from portal.services.moving import Came
from portal.services.submitting import PDF, add_version
from tests.support.furnishing import CLERK, CLOSED_PAPER, MEMBER, OPEN_PAPER
from tests.support.stores import azure, place, s3

__all__ = ["azure", "place", "s3"]
CONTENT = b"%PDF-1.7 Whimbrel " + bytes(range(256)) * 3_000


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def work(work_of):
    return work_of(CLERK)


@pytest.fixture
def versions(work):
    stored = [
        add_version(work, paper, file_name="a.pdf", media_type=PDF, pieces=(CONTENT,))
        for paper in (OPEN_PAPER, CLOSED_PAPER, OPEN_PAPER)
    ]
    work.commit()
    return stored


def blob_of(work, version):
    return work.session.scalar(select(PaperVersion.blob).where(PaperVersion.id == version))


def moved(work, target):
    return [moving.move(work, each, target) for each in moving.loads(work)]


def test_every_file_goes_to_a_real_store_and_is_read_from_there(work, work_of, versions, place):
    target = Blobs.at(place)
    assert moved(work, target) == [Came.COPIED] * 3
    assert moved(work, target) == [Came.THERE] * 3
    loads = moving.loads(work)
    told = []
    moving.conclude(work, loads, remove=True, told=lambda: told.append(1))
    assert len(told) == 3
    assert list(work.blobs.lying()) == []
    (line,) = [each for each in work.journal.recent() if each.entry.verb is Verb.PAPERS_MOVED]
    assert dict(line.entry.detail) == {"count": 3, "removed": "yes"}
    reader = work_of(MEMBER)
    object.__setattr__(reader, "blobs", target)
    found = restricted_files.find_file(reader, CLOSED_PAPER, versions[1])
    assert b"".join(found.read(reader, 0, found.size)) == CONTENT


def test_nothing_is_removed_unless_that_is_wanted(work, versions, tmp_path):
    target = Blobs.in_folder(tmp_path / "new")
    assert moved(work, target) == [Came.COPIED] * len(versions)
    moving.conclude(work, moving.loads(work), remove=False, told=lambda: None)
    assert len(list(work.blobs.lying())) == len(list(target.lying())) == 3


@pytest.mark.parametrize("which", [0, 1], ids=["open", "restricted"])
def test_a_spoilt_file_is_named_and_not_copied(work, versions, tmp_path, which):
    blob = blob_of(work, versions[which])
    path = work.blobs.local_path(blob)
    content = bytearray(path.read_bytes())
    content[1_000] ^= 1
    path.write_bytes(content)
    target = Blobs.in_folder(tmp_path / "new")
    assert sorted(each.value for each in moved(work, target)) == [
        "copied",
        "copied",
        "not what was stored there",
    ]
    assert blob not in {each.name for each in target.lying()}


def test_what_is_spoilt_in_the_new_place_is_written_anew(work, versions, tmp_path):
    target = Blobs.in_folder(tmp_path / "new")
    moved(work, target)
    path = target.local_path(blob_of(work, versions[1]))
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert sorted(each.value for each in moved(work, target)) == [
        "copied",
        "there already",
        "there already",
    ]
    assert moved(work, target) == [Came.THERE] * 3


def test_a_missing_file_is_named(work, versions, tmp_path):
    blob = blob_of(work, versions[0])
    work.blobs.delete(blob)
    loads = {each.blob: each for each in moving.loads(work)}
    assert loads[blob].size is None
    assert moving.move(work, loads[blob], Blobs.in_folder(tmp_path / "new")) is Came.MISSING


def test_a_digest_changed_in_the_record_alone_is_noticed(work, versions, tmp_path):
    work.session.execute(
        update(PaperVersion).where(PaperVersion.id == versions[0]).values(sha256="0" * 64)
    )
    work.commit()
    assert moved(work, Blobs.in_folder(tmp_path / "new")).count(Came.SPOILT) == 1


def test_a_move_broken_off_is_gone_on_with(work, versions, tmp_path, monkeypatch):
    target = Blobs.in_folder(tmp_path / "new")
    real, seen = os.link, []

    def dying(*args):
        seen.append(args)
        if len(seen) == 2:
            raise KeyboardInterrupt
        real(*args)

    monkeypatch.setattr(os, "link", dying)
    with pytest.raises(KeyboardInterrupt):
        moved(work, target)
    monkeypatch.setattr(os, "link", real)
    assert moved(work, target).count(Came.THERE) == 1
    assert moved(work, target) == [Came.THERE] * len(versions)


def test_only_what_the_record_names_is_moved(work, versions, tmp_path):
    work.blobs.write(uuid4(), [b"nobody's"])
    assert len(moving.loads(work)) == len(versions)
    assert len(moved(work, Blobs.in_folder(tmp_path / "new"))) == 3
