"""From one root to the next: both are asked by name, and the first is left when all is done."""

import pytest
from sqlalchemy import select, update

from portal.audit import Verb
from portal.errors import CannotOpen, KeysUnavailable, Refused
from portal.policy import ANONYMOUS
from portal.records.tables import CompartmentKey
from portal.services.key_management.changing_root import (
    give_up,
    leave,
    to_leave,
    to_wrap,
    wrap_by_next,
)
from portal.services.key_management.rewrapping import rewrap
from portal.services.key_management.rotating import close_epochs, rotate_compartment
from portal.vault import LocalRoot
from tests.services.keys.killing import read_all, whole
from tests.support.furnishing import open_an_office


@pytest.fixture
def following(tmp_path):
    """Make the next root, in a folder of its own."""
    (tmp_path / "next").mkdir()
    return LocalRoot.create_file(tmp_path / "next" / "root.key")


@pytest.fixture
def next_office(tmp_path, record_engine, log_engine, following):
    """Give a way to open the portal as it is once it has been restarted with the next root."""
    del following

    def opened():
        papers = tmp_path / "next" / "papers"
        if not papers.exists():
            papers.symlink_to(tmp_path / "papers")
        return open_an_office(record_engine, log_engine, tmp_path / "next")

    return opened


def test_both_roots_serve_until_the_first_is_left(  # noqa: PLR0913, PLR0917 -- fixtures
    office, next_office, operator, stocked, following, tmp_path
):
    compartments = list(stocked.compartments.values())
    assert to_wrap(operator(), following) == 4
    told = []
    assert wrap_by_next(operator(), following, told.append) == 4 == sum(told)
    assert to_wrap(operator(), following) == wrap_by_next(operator(), following) == 0
    after = next_office()
    for each in (office, after, office):
        assert whole(each, compartments)
    work = after.work_for(ANONYMOUS)
    assert to_leave(work) == 4
    before = LocalRoot.load(tmp_path / "root.key")
    left = leave(work, before)
    assert (left.keys, left.destroyed, left.final_at) == (4, 8, None)
    assert to_leave(work) == 0
    assert whole(after, compartments)
    assert leave(after.work_for(ANONYMOUS), before).destroyed == 8
    key = office.keys.current(operator().session, compartments[0])
    assert key.root == following.id
    with pytest.raises(CannotOpen):
        office.door.prove(key)
    verbs = [line.entry.verb for line in office.journal.recent(limit=50)]
    assert {Verb.ROOT_WRAPPED, Verb.ROOT_LEFT, Verb.ROOT_EMPTIED} <= set(verbs)
    assert verbs.count(Verb.ROOT_LEFT) == 1


def test_an_old_copy_and_the_old_root_open_nothing_once_it_is_emptied(  # noqa: PLR0913, PLR0917 -- fixtures
    office, next_office, operator, stocked, following, tmp_path, record_engine, log_engine
):
    general = stocked.compartments["general"]
    office.door.new_compartment_key(general, epoch=2)  # by a run that died before it was kept
    old = office.keys.current(operator().session, general)
    wrap_by_next(operator(), following)
    before = LocalRoot.load(tmp_path / "root.key")
    leave(next_office().work_for(ANONYMOUS), before)
    again = open_an_office(record_engine, log_engine, tmp_path)
    with pytest.raises(CannotOpen):
        again.door.prove(old)
    assert len((tmp_path / "root.key").read_bytes()) < 60  # the file is there, without a slot


def test_a_key_that_the_next_root_lacks_keeps_the_first_from_being_left(
    next_office, operator, general, following
):
    wrap_by_next(operator(), following)
    rotate_compartment(operator(), general)  # by a worker that has the first root still
    after = next_office()
    with pytest.raises(Refused, match="has not wrapped 1 of the keys"):
        leave(after.work_for(ANONYMOUS))
    assert wrap_by_next(operator(), following) == 1
    assert leave(after.work_for(ANONYMOUS)).keys == 5


def test_closed_epochs_are_taken_along(next_office, operator, general, following, stocked):
    work = operator()
    rotate_compartment(work, general)
    rewrap(work, general)
    close_epochs(work, general, 1)
    assert wrap_by_next(operator(), following) == 5
    assert leave(next_office().work_for(ANONYMOUS)).keys == 5
    assert whole(next_office(), list(stocked.compartments.values()))


def test_the_root_in_use_and_a_third_one_are_refused(  # noqa: PLR0913, PLR0917 -- fixtures
    office, next_office, operator, following, tmp_path, stocked
):
    del stocked
    own = LocalRoot.load(tmp_path / "root.key")
    third = LocalRoot.create_file(tmp_path / "third.key")
    with pytest.raises(Refused, match="the root which the portal uses"):
        wrap_by_next(operator(), own)
    wrap_by_next(operator(), following)
    with pytest.raises(Refused, match="--give-up"):
        wrap_by_next(operator(), third)
    after = next_office().work_for(ANONYMOUS)
    with pytest.raises(Refused, match="--finish"):
        wrap_by_next(after, third)
    with pytest.raises(Refused, match="use the earlier ones"):
        give_up(after)
    with pytest.raises(Refused, match="uses this root"):
        leave(after, following)
    with pytest.raises(Refused, match="not the root which the record is to leave"):
        leave(after, third)
    assert give_up(operator()) == 4
    assert wrap_by_next(operator(), third) == 4
    assert read_all(office) == 2


def test_nothing_is_left_to_a_root_that_gives_another_key(
    next_office, operator, general, following, record_engine
):
    """Somebody who writes to the record puts a key of their own where the next root's belongs."""
    wrap_by_next(operator(), following)
    after = next_office()
    own = after.door.new_compartment_key(general, epoch=1)
    work = operator()
    work.session.execute(
        update(CompartmentKey)
        .where(CompartmentKey.compartment_id == general)
        .values(next_wrapped=own.wrapped, check_value=own.check_value)
    )
    work.session.commit()
    with pytest.raises(CannotOpen):
        leave(after.work_for(ANONYMOUS))
    with record_engine.connect() as connection:
        roots = connection.execute(select(CompartmentKey.root, CompartmentKey.next_root)).all()
    assert {row.next_root for row in roots} == {following.id}
    assert following.id not in {row.root for row in roots}


def test_a_root_that_is_away_stops_it_and_leaves_all_readable(office, operator, stocked):
    class Away:
        id = "transit:elsewhere"
        asked = 0

        def create(self, *_):
            self.asked += 1
            if self.asked == 3:
                raise KeysUnavailable("it does not answer")

        def wrap(self, slot, key, context):
            del slot, context
            self.kept = key
            return b"wrapped there"

        def unwrap(self, *_):
            return self.kept

        destroy = create

    away = Away()
    with pytest.raises(KeysUnavailable):
        wrap_by_next(operator(), away)
    assert to_wrap(operator(), away) == 2
    assert whole(office, list(stocked.compartments.values()))
    assert wrap_by_next(operator(), away) == 2
