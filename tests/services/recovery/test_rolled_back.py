"""Something older, put in the place of the record, the log, a table or a file (TEST-10)."""

import logging
import shutil
import sqlite3
from pathlib import Path

import pytest

from portal.audit import BrokenLog, Verb
from portal.errors import CannotOpen, KeysUnavailable, NotAsItWas, NotFound, Refused
from portal.records import dumping
from portal.records.blobs import Blobs
from portal.records.tables import CompartmentKey, PaperVersion, Seat
from portal.services.access.asking import Unfit
from portal.services.rollback import declaring
from portal.services.rollback.tables import disagreeing
from portal.services.rollback.watch import Standing
from tests.support.furnishing import AUDITOR, CLERK, CLOSED_PAPER, MEMBER, MONITORING_OFFICER

DAY = 24 * 60


def kept(here, name: str) -> Path:
    """Keep a copy of a database as it is now."""
    copy = here.folder / f"{name}.kept"
    copy.unlink(missing_ok=True)
    source = sqlite3.connect(here.folder / f"{name}.db")
    source.execute("VACUUM INTO ?", (str(copy),))
    source.close()
    return copy


def put_back(here, name: str):
    """Put the copy in the database's place, and start again."""
    getattr(here, name).dispose()
    for ending in ("-wal", "-shm"):
        (here.folder / f"{name}.db{ending}").unlink(missing_ok=True)
    shutil.copyfile(here.folder / f"{name}.kept", here.folder / f"{name}.db")
    return here.restarted()


def standing(here):
    return here.office.watch.examine().standing


@pytest.fixture
def aged(here):
    """Give an installation that went on for a day, with copies of yesterday's databases."""
    here.commit()
    for name in ("record", "log"):
        kept(here, name)
    for _ in range(3):
        here.commit(DAY // 3)
    assert standing(here) is Standing.WHOLE
    return here


def test_a_record_of_yesterday_is_noticed_and_stays_so_though_it_goes_on(aged, caplog):
    back = put_back(aged, "record")
    with caplog.at_level(logging.CRITICAL), pytest.raises(NotAsItWas):
        back.office.watch.demand()
    assert "alarm: the record is older than the log" in caplog.text
    noted = back.office.journal.recent(limit=1)[0].entry
    assert (noted.verb, noted.detail["of"]) == (Verb.ROLLBACK_NOTICED, "record")
    for _ in range(9):  # far past where the record was
        back.commit()
    assert standing(back) is Standing.NOTICED
    with pytest.raises(NotAsItWas):
        back.restarted().office.watch.demand()
    # A head that it writes now would hide it: none is written.
    heads = back.office.journal.every(Verb.RECORD_HEAD, back.office.watch.deployment)
    assert all(entry.seq < noted.seq for entry in heads)


def test_a_record_put_back_under_a_running_portal_is_noticed_within_seconds(aged):
    aged.office.watch.demand()
    with sqlite3.connect(aged.folder / "record.db") as record:
        record.execute("UPDATE public_version SET version = version - 3")
    record.close()
    aged.office.watch.demand()  # what was found is believed for some seconds
    aged.clock.pass_(seconds=11)
    with pytest.raises(NotAsItWas):
        aged.office.watch.demand()
    aged.clock.pass_(seconds=-3600)  # a clock set back does not make it good
    with pytest.raises(NotAsItWas):
        aged.office.watch.demand()


def test_a_log_of_yesterday_is_noticed_by_the_record(aged):
    back = put_back(aged, "log")
    found = back.office.watch.examine()
    assert found.standing is Standing.LOG_OLDER
    assert found.found < found.wanted
    noted = back.office.journal.recent(limit=1)[0].entry
    assert (noted.verb, noted.detail["of"]) == (Verb.ROLLBACK_NOTICED, "log")
    with pytest.raises(NotAsItWas):
        back.restarted().office.watch.demand()


def test_another_log_of_the_same_length_is_noticed(aged):
    back = put_back(aged, "log")
    for _ in range(20):
        back.office.journal.note(
            actor=back.office.journal.pseudonyms.of_operator("x"),
            verb=Verb.SIGN_IN_REFUSED,
            detail={"check": 1},
        )
    assert standing(back) is Standing.LOG_OLDER


def test_a_checkpoint_put_back_alone_is_noticed(aged):
    with sqlite3.connect(aged.folder / "log.kept") as old:
        size, head = old.execute("SELECT size, head FROM log_head").fetchone()
    old.close()
    with sqlite3.connect(aged.folder / "log.db") as log:
        log.execute("DROP TRIGGER log_head_forward")
        log.execute("UPDATE log_head SET size = ?, head = ?", (size, head))
    log.close()
    with pytest.raises(BrokenLog, match="past what the log says is its end"):
        aged.office.journal.verify()
    with pytest.raises(Exception, match="log"):  # it cannot even be told
        aged.restarted().office.watch.demand()


def test_both_put_back_together_are_not_noticed_here_and_that_is_said(aged):
    put_back(aged, "record")
    back = put_back(aged, "log")
    assert standing(back) is Standing.WHOLE
    # Only somebody who remembers can tell; the documents say so.
    pages = Path(__file__).parents[3] / "docs"
    for page in ("recovery.md", "adr/0019-recovery.md"):
        told = " ".join((pages / page).read_text().split())
        assert "both are put back together" in told, page


def test_one_table_of_what_access_rests_on_is_noticed_by_the_doctor(here):
    with here.work() as work:
        assert disagreeing(work.session) == {}
        seat = work.session.query(Seat).first()
        seat_id, until = seat.id, seat.until_on
        seat.until_on = here.clock().date()
        work.commit()
        assert disagreeing(work.session) == {}
    with here.record.begin() as connection:  # the table of yesterday, behind the portal's back
        connection.execute(Seat.__table__.update().where(Seat.id == seat_id).values(until_on=until))
    with here.work() as work:
        assert disagreeing(work.session) == {"seat": 1}


def test_the_table_of_keys_or_of_versions_is_held_to_the_log(here):
    with here.work() as work:
        version = work.session.query(PaperVersion).filter_by(paper_id=CLOSED_PAPER).one()
        work.session.delete(version)  # as it was before there was one
        work.session.query(CompartmentKey).filter_by(epoch=1).delete()
        work.session.commit()
    with pytest.raises(KeysUnavailable):
        here.opened()


def test_a_file_put_back_alone_does_not_open(here):
    with here.work() as work:
        version = work.session.query(PaperVersion).filter_by(paper_id=CLOSED_PAPER).one()
        blob, size = version.blob, version.sealed_size
    blobs = Blobs.in_folder(here.folder / "papers")
    blobs.delete(blob)
    blobs.write(blob, [bytes(size)])
    with pytest.raises(CannotOpen):
        here.opened()


# --- declared, by two ----------------------------------------------------------------------


def declared(here, reason="The disk burnt"):
    with here.work() as work:
        return declaring.declare(work, reason)


def page_of(here, person=MONITORING_OFFICER):
    work = here.office.work_of(person)
    with work.session:
        return declaring.read_restoring(work)


def confirm(here, restoring, person=MONITORING_OFFICER):
    work = here.office.work_of(person)
    with work.session:
        declaring.confirm(work, restoring)


@pytest.mark.parametrize("which", ["record", "log"])
def test_two_people_open_restricted_papers_again(aged, which):
    back = put_back(aged, which)
    assert page_of(back).standing in {Standing.RECORD_OLDER, Standing.LOG_OLDER}
    lost = declared(back)
    page = page_of(back)
    assert (page.standing, page.reason) == (Standing.DECLARED, "The disk burnt")
    assert sum(number for _, number in page.by_verb) == lost
    with pytest.raises(NotAsItWas):
        back.office.watch.demand()
    confirm(back, page.waiting, AUDITOR)
    back.office.watch.demand()
    back.restarted().office.watch.demand()
    back.commit()
    assert standing(back) is Standing.WHOLE
    assert page_of(back).last_by
    assert back.office.journal.verify()


def test_what_was_lost_is_listed_by_verb_and_pseudonym(aged):
    work = aged.office.work_of(CLERK)
    with work.session:
        work.journal.note(actor=work.actor, verb=Verb.MEETING_PUBLISHED)
        actor = work.actor
    back = put_back(aged, "record")
    declared(back)
    page = page_of(back)
    assert dict(page.by_verb)["meeting:published"] == 1
    (line,) = [each for each in page.lost if each.verb == "meeting:published"]
    assert actor.startswith(line.actor)
    assert page.more == 0


def test_only_an_officer_of_the_log_confirms_and_only_what_the_log_has(aged):
    back = put_back(aged, "record")
    declared(back)
    waiting = page_of(back).waiting
    for person in (MEMBER, CLERK):
        with pytest.raises(NotFound):
            confirm(back, waiting, person)
        with pytest.raises(NotFound):
            page_of(back, person)
    with pytest.raises(Unfit):
        confirm(back, CLOSED_PAPER)
    with back.work() as work, pytest.raises(NotFound):  # the operator holds no office
        declaring.confirm(work, waiting)
    with back.record.begin() as connection:  # who can write to the record cannot confirm
        connection.exec_driver_sql("UPDATE restoring SET confirmed_at = declared_at")
    with pytest.raises(NotAsItWas):
        back.restarted().office.watch.demand()


def test_a_restoring_is_declared_once_by_an_operator_with_a_reason(aged):
    back = put_back(aged, "record")
    for reason in ("", "   ", "x" * 501):
        with pytest.raises(Refused, match="Give a reason"):
            declared(back, reason)
    officer = back.office.work_of(MONITORING_OFFICER)
    with officer.session, pytest.raises(NotFound):
        declaring.declare(officer, "I say so")
    declared(back)
    with pytest.raises(Refused, match="declared already"):
        declared(back)


def test_what_never_comes_back_from_a_backup_is_in_none_of_its_tables():
    names = {table.name for table in dumping.record_tables()}
    assert "session" in dumping.LEFT_OUT
    assert names.isdisjoint(dumping.LEFT_OUT)
