"""Backups: whole, without a secret, with nothing changed unnoticed, and never put over anything."""

import json
import stat
from pathlib import Path

import pytest

from portal.audit import Verb
from portal.errors import NotAsItWas, NotFound, Refused
from portal.records import migrating
from portal.records.blobs import Blobs
from portal.records.tables import Paper, PaperVersion, SignInSession
from portal.services.backups import making
from portal.services.backups.checking import check
from portal.services.submitting import add_version
from tests.canaries.shapes import needles
from tests.services.recovery.conftest import FILE
from tests.services.recovery.installation import silent
from tests.support.furnishing import CANARY, CLERK, CLOSED_PAPER, PEPPER


def verified(here, folder):
    return check(folder, PEPPER, here.clock(), silent)


def files_in(folder: Path) -> list[Path]:
    return sorted(each for each in folder.rglob("*") if each.is_file())


def add_another(here, content=b"%PDF-1.7 another") -> None:
    work = here.office.work_of(CLERK)
    with work.session:
        add_version(
            work, CLOSED_PAPER, file_name="q.pdf", media_type="application/pdf", pieces=[content]
        )
        work.commit()


def test_a_second_backup_copies_only_what_is_new_and_leaves_nothing_over(here, backup):
    before = {path: path.stat().st_mtime_ns for path in files_in(backup / "papers")}
    add_another(here)
    made = here.back_up(backup)
    assert (made.copied, made.kept) == (1, len(before))
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert verified(here, backup) == made.manifest
    assert len(list(backup.glob("dump-*"))) == 1
    noted = here.office.journal.recent(limit=1)[0].entry
    assert noted.verb is Verb.BACKUP_MADE
    assert noted.detail["manifest"] == made.manifest.digest().hex()
    for path in files_in(backup):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_secret_is_in_a_backup(here, shares, backup):
    with here.work() as work:
        sealed = work.session.query(Paper).filter(Paper.sealed.is_not(None)).count()
    assert sealed
    root = (here.folder / "root.key").read_bytes()
    # The names of slots are not secret; whatever is not text may be a key.
    slots = [root[at : at + 32] for at in range(20, len(root) - 32, 4)]
    slots = [each for each in slots if not each[:16].isascii()]
    secret = [PEPPER, *slots, *(share.value for share in shares)]
    secret += [CANARY.encode(), *(each for each, how in needles(CANARY).items() if how != "plain")]
    secret += [each.hex().encode() for each in (PEPPER, *(share.value for share in shares))]
    with here.work() as work:
        closed = {
            each.blob.hex
            for each in work.session.query(PaperVersion).filter_by(paper_id=CLOSED_PAPER)
        }
    for path in files_in(backup):
        held = path.read_bytes()
        found = [each for each in secret if each in held]
        assert found == [], path
        assert (FILE in held) == (path.parent.name == "papers" and path.name not in closed)


def test_sessions_are_left_out_so_that_none_that_was_ended_comes_back(here, elsewhere, backup):
    there = elsewhere()
    there.restore(backup)
    assert not list(backup.glob("*/record.session.jsonl"))
    with there.work() as work:
        assert work.session.query(SignInSession).count() == 0
    del here


def test_every_file_that_is_changed_or_gone_is_named(here, backup):
    verified(here, backup)
    for path in files_in(backup):
        if path.name == "manifest.json":
            continue
        whole = path.read_bytes()
        path.write_bytes(whole + b"\n" if not whole else bytes([whole[0] ^ 1]) + whole[1:])
        with pytest.raises(Refused, match=f"{path.name} is not as it was"):
            verified(here, backup)
        path.unlink()
        with pytest.raises(Refused, match=f"{path.name} is missing"):
            verified(here, backup)
        path.write_bytes(whole)
    verified(here, backup)


def test_a_manifest_that_was_changed_or_sealed_by_another_is_refused(here, backup):
    path = backup / "manifest.json"
    whole = path.read_bytes()
    head, _, body = whole.partition(b"\n")
    told = json.loads(body)
    for changed in ({**told, "version": 0}, {**told, "papers": {}}, {**told, "dump": "dump-x"}):
        path.write_bytes(head + b"\n" + json.dumps(changed, sort_keys=True, indent=1).encode())
        with pytest.raises(Refused, match="was changed since it was made"):
            verified(here, backup)
    for damaged in (b"", b"{}", b"\xff", head, head + b"\n[]", head + b"\n{}", whole[:-9]):
        path.write_bytes(damaged)
        with pytest.raises(Refused, match="damaged"):
            verified(here, backup)
    path.write_bytes(whole)
    with pytest.raises(Refused, match="another PORTAL_LOG_PEPPER"):
        check(backup, PEPPER + b"x", here.clock(), silent)
    path.unlink()
    with pytest.raises(Refused, match="no finished backup"):
        verified(here, backup)


def test_a_folder_that_holds_something_else_is_left_alone(here, elsewhere, tmp_path, backup):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "letter.txt").write_text("Dear Sir")
    with pytest.raises(Refused, match=r"letter\.txt, which is no backup"):
        here.back_up(folder)
    assert [each.name for each in folder.iterdir()] == ["letter.txt"]
    with here.record.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE deployment SET deployment_id = lower(hex(randomblob(16)))"
        )
    with pytest.raises(Refused, match="another installation"):
        here.restarted().back_up(backup)
    del elsewhere


def test_nothing_is_backed_up_by_somebody_who_is_no_operator_nor_in_a_bad_moment(here, tmp_path):
    work = here.office.work_of(CLERK)
    with work.session, pytest.raises(NotFound):
        making.make(work, (here.record, here.log), tmp_path / "theirs", silent)
    here.commit()
    with here.record.begin() as connection:
        connection.exec_driver_sql("UPDATE public_version SET version = 0")
    with pytest.raises(NotAsItWas):
        here.restarted().back_up(tmp_path / "bad")


def test_a_file_that_is_gone_is_told_and_one_that_goes_meanwhile_is_looked_for_again(
    here, tmp_path, monkeypatch
):
    with here.work() as work:
        version = work.session.query(PaperVersion).filter_by(paper_id=CLOSED_PAPER).one()
        name, row = version.blob, version.id
    size = Blobs.size

    def gone_meanwhile(self, asked):
        if asked == name:  # as a release does it: the record names another file from now on
            monkeypatch.undo()
            with here.record.begin() as connection:
                connection.execute(PaperVersion.__table__.delete().where(PaperVersion.id == row))
            raise NotFound
        return size(self, asked)

    monkeypatch.setattr(Blobs, "size", gone_meanwhile)
    made = here.back_up(tmp_path / "meanwhile")
    assert made.manifest.missing == []
    assert name.hex not in made.manifest.papers
    with here.work() as work:
        another = work.session.query(PaperVersion).first().blob
    Blobs.in_folder(here.folder / "papers").delete(another)
    assert here.back_up(tmp_path / "gone").manifest.missing == [another.hex]


def test_nothing_is_put_over_anything(here, lost, elsewhere, backup):
    with pytest.raises(Refused, match="The record is not empty"):
        lost.restore(backup)
    with pytest.raises(Refused, match="The record is not empty"):
        here.restore(backup)
    there = elsewhere()
    with there.record.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE payroll (id INTEGER)")
    with pytest.raises(Refused, match="holds other tables"):
        there.restore(backup)
    there = elsewhere()
    (there.folder / "papers").mkdir()
    name = next((backup / "papers").iterdir()).name
    (there.folder / "papers" / name).write_bytes(b"something else")
    with pytest.raises(Refused, match=f"another file called {name}"):
        there.restore(backup)
    assert [each.name for each in (there.folder / "papers").iterdir()] == [name]
    assert (there.folder / "papers" / name).read_bytes() == b"something else"


def test_a_log_that_goes_on_from_the_backups_is_kept_and_tells_what_was_lost(
    here, elsewhere, backup
):
    add_another(here)
    there = elsewhere()
    here.log.dispose()
    (there.folder / "log.db").write_bytes((here.folder / "log.db").read_bytes())
    done = there.restore(backup)
    assert done.kept_the_log
    assert done.lost >= 1


def test_a_log_that_does_not_go_on_from_the_backups_is_left_alone(here, lost, elsewhere, backup):
    there = elsewhere()
    lost.log.dispose()
    (there.folder / "log.db").write_bytes((lost.folder / "log.db").read_bytes())
    add_another(here)
    here.back_up(backup)  # which ends after the log that is there, and otherwise
    with pytest.raises(Refused, match="does not go on from the backup"):
        there.restore(backup)


def test_a_backup_of_another_version_is_not_restored(elsewhere, backup, monkeypatch):
    monkeypatch.setattr(migrating, "newest", lambda _chain: "9999_later")
    with pytest.raises(Refused, match="restore it with the version that made it"):
        elsewhere().restore(backup)


@pytest.mark.parametrize("reason", ["", "x" * 501])
def test_a_restoring_wants_a_reason(elsewhere, backup, reason):
    there = elsewhere()
    with pytest.raises(Refused, match="Give a reason"):
        there.restore(backup, reason)
    assert not (there.folder / "papers").exists() or not any((there.folder / "papers").iterdir())
