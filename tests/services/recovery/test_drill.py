"""A clean host, a backup and three shares: everything is readable again (ENC-11)."""

import itertools
from dataclasses import replace

import pytest

from portal.audit import Verb
from portal.errors import CannotOpen, KeysUnavailable, NotAsItWas, Refused
from portal.records.tables import CompartmentKey
from portal.services.compartments import create_compartment
from portal.services.rollback import declaring
from portal.services.rollback.watch import Standing
from portal.vault.recovery import Recovery
from tests.services.recovery.conftest import FILE, put_a_board
from tests.services.recovery.installation import HOLDERS
from tests.support.furnishing import BOARD, CANARY, MONITORING_OFFICER


@pytest.mark.parametrize("kinds", [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_everything_is_readable_again_whatever_the_databases(elsewhere, tmp_path, kinds):
    here = elsewhere(kinds[0])
    put_a_board(here)
    shares = here.split()
    before = here.opened()
    assert len(before) > 10
    assert FILE in before.values()
    assert any(CANARY.encode() in each for each in before.values())
    here.back_up(tmp_path / "made")
    there = elsewhere(kinds[1])
    there.restore(tmp_path / "made")
    assert there.office.door.root != here.office.door.root
    done = there.recover(shares[4], shares[0], shares[2])
    assert (done.already, done.root) == (0, there.office.door.root)
    assert done.proved >= 2
    assert there.restarted().opened() == before
    assert there.office.journal.verify().checkpoint.size > here.office.journal.checkpoint().size
    # Again, and nothing more is done.
    again = there.restarted().recover(*shares[:3])
    assert (again.wrapped, again.already) == (0, done.wrapped)
    # What PostgreSQL numbers goes on after what was put there.
    there.commit()


def test_a_lost_root_stays_shut_until_the_shares_come(lost):
    with pytest.raises(CannotOpen):
        lost.opened()


def test_whatever_is_wrong_with_shares_is_named_and_nothing_is_done(lost, shares, old_shares):
    forged = replace(shares[1], value=bytes(32))
    refusals = {
        "It takes 3 shares, and 2 were given": shares[:2],
        "A share was given twice": (shares[0], shares[1], shares[0]),
        "Share 2 of this set is not as it was made": (shares[0], forged, shares[2]),
        "This share is of another set": (shares[0], shares[1], old_shares[2]),
        "No share was given": (),
        "has no copy under set": old_shares[:3],  # good ones, of the set that was replaced
    }
    for told, given in refusals.items():
        with pytest.raises(Refused, match=told):
            lost.recover(*given)
    with lost.work() as work:
        roots = {row.root for row in work.session.query(CompartmentKey)}
    assert roots.isdisjoint({lost.office.door.root})


def test_a_share_of_another_installation_is_not_known(lost, here):
    strangers = here.split()
    with pytest.raises(Refused, match="of which this record knows nothing"):
        lost.recover(*strangers[:3])


def test_what_the_record_says_of_a_set_is_held_to_the_log(lost, shares):
    with lost.record.begin() as connection:
        connection.exec_driver_sql("UPDATE recovery_set SET threshold = 2")
    with pytest.raises(Refused, match="is not what the log pinned"):
        lost.recover(*shares[:3])


def test_a_key_swapped_for_another_is_found_out(lost, shares):
    with lost.work() as work:
        one, other = work.session.query(CompartmentKey).limit(2).all()
        one.recovery, other.recovery = other.recovery, one.recovery
        work.session.commit()
    with pytest.raises(CannotOpen):
        lost.recover(*shares[:3])


def test_a_recovery_broken_off_goes_on_where_it_stopped(lost, shares, monkeypatch):
    adopt, calls = Recovery.adopted, itertools.count(1)

    def broken(*args):
        if next(calls) == 3:
            raise KeysUnavailable("the root went away")
        return adopt(*args)

    monkeypatch.setattr(Recovery, "adopted", broken)
    with pytest.raises(KeysUnavailable):
        lost.recover(*shares[:3])
    monkeypatch.undo()
    done = lost.restarted().recover(*shares[1:4])
    assert done.already == 2
    assert done.wrapped == 2
    assert lost.restarted().opened()


def test_a_key_made_after_the_recovery_is_copied_too(lost, shares):
    lost.recover(*shares[:3])
    again = lost.restarted()
    with again.work() as work:
        create_compartment(work, BOARD, slug="new", name="New", sensitive=False)
        work.commit()
        assert all(row.recovery for row in work.session.query(CompartmentKey))


def test_restricted_papers_wait_for_a_second_person_and_then_open(lost, shares):
    lost.recover(*shares[:3])
    restarted = lost.restarted()
    with pytest.raises(NotAsItWas):
        restarted.office.watch.demand()
    officer = restarted.office.work_of(MONITORING_OFFICER)
    with officer.session:
        page = declaring.read_restoring(officer)
        assert (page.standing, page.reason) == (Standing.DECLARED, "The disk burnt")
        declaring.confirm(officer, page.waiting)
    restarted.office.watch.demand()
    newest = restarted.office.journal.recent(limit=1)[0].entry
    assert newest.verb is Verb.RESTORING_CONFIRMED
    assert set(HOLDERS).isdisjoint({str(each) for each in newest.detail.values()})
