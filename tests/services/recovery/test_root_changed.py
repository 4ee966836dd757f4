"""The root changed for another: shares that were drawn before go on recovering everything."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from portal.audit import Verb
from portal.errors import CannotOpen, KeysUnavailable, Refused
from portal.records.tables import CompartmentKey, RecoverySet
from portal.services.compartments import create_compartment
from portal.services.key_management.changing_root import (
    give_up,
    leave,
    to_leave,
    to_wrap,
    wrap_by_next,
)
from portal.services.recovery import splitting
from portal.services.recovery.fitness import fitness
from portal.services.recovery.sets import present_set
from portal.vault import LocalRoot
from tests.services.keys.killing import back_door
from tests.services.recovery.installation import Installation
from tests.support.furnishing import BOARD

KILLED = -9
STEP = 5  # moments from one kill to the next: statements and commits


@pytest.fixture
def following(here: Installation) -> LocalRoot:
    (here.folder / "next").mkdir()
    return LocalRoot.create_file(here.folder / "next" / "root.key")


@pytest.fixture
def after(here: Installation, following) -> Installation:
    """Give the same installation, restarted with the next root's settings."""
    del following
    (here.folder / "next" / "papers").symlink_to(here.folder / "papers")
    return Installation(here.record, here.log, here.folder / "next", here.clock)


def begin(here: Installation, root: LocalRoot) -> int:
    with here.work() as work:
        return wrap_by_next(work, root)


def finish(after: Installation, before: Path | None = None):
    with after.work() as work:
        return leave(work, before and LocalRoot.load(before / "root.key"))


def gives_the_key(here: Installation) -> bool:
    with here.work() as work:
        try:
            work.door.recovery.unwrapped(present_set(work).wrapped)
        except CannotOpen:
            return False
    return True


def drilled(here: Installation, shares) -> bool:
    with here.work() as work:
        return splitting.drill(work, shares) == present_set(work).name


def row_of_set(here: Installation):
    with here.record.connect() as connection:
        return connection.execute(
            select(RecoverySet.__table__).where(RecoverySet.ended_at.is_(None))
        ).one()


def recovered_elsewhere(after: Installation, elsewhere, shares, backup: Path) -> dict[str, bytes]:
    """Make a backup, lose everything else, and bring it back with three shares."""
    after.back_up(backup)
    there = elsewhere()
    there.restore(backup)
    there.recover(*shares[:3])
    return there.restarted().opened()


def test_shares_drawn_before_recover_after_it_and_the_drill_passes(  # noqa: PLR0913, PLR0917 -- fixtures
    here, after, following, shares, elsewhere, tmp_path
):
    before = here.opened()
    with here.work() as work:
        assert to_wrap(work, following) == 5  # four compartments' keys, and the recovery key
    assert begin(here, following) == 5
    assert gives_the_key(here)
    assert gives_the_key(after)
    with after.work() as work:
        assert to_leave(work) == 5
    finish(after, here.folder)
    (here.folder / "root.key").unlink()
    again = after.restarted()
    with again.work() as work:
        assert fitness(work).wrong == ()
        made = create_compartment(work, BOARD, slug="new", name="New", sensitive=False)
        work.commit()
        row = work.session.query(CompartmentKey).filter_by(compartment_id=made).one()
        assert row.recovery is not None
    assert drilled(again, shares[2:])
    assert recovered_elsewhere(again, elsewhere, shares, tmp_path / "made") == before


def test_begun_and_finished_twice_is_the_same_as_once(here, after, following):
    begin(here, following)
    kept = row_of_set(here)
    assert begin(here, following) == 0
    assert row_of_set(here) == kept
    assert (kept.next_root, kept.wrapped != kept.next_wrapped) == (following.id, True)
    assert finish(after, here.folder).keys == 5
    left = row_of_set(here)
    assert (left.root, left.wrapped) == (following.id, kept.next_wrapped)
    assert (left.next_root, left.next_wrapped) == (None, None)
    assert finish(after, here.folder).keys == 0
    assert row_of_set(here) == left
    assert gives_the_key(after)
    told = {line.entry.verb: line.entry for line in after.office.journal.recent(limit=9)}
    assert told[Verb.ROOT_WRAPPED].detail["count"] == told[Verb.ROOT_LEFT].detail["count"] == 5


def test_the_old_root_is_gone_while_it_is_being_changed(  # noqa: PLR0913, PLR0917 -- fixtures
    here, after, following, shares, elsewhere, tmp_path
):
    before = here.opened()
    begin(here, following)
    (here.folder / "root.key").unlink()
    assert gives_the_key(after)
    with after.work() as work:
        create_compartment(work, BOARD, slug="new", name="New", sensitive=False)
        work.commit()
        assert all(row.recovery for row in work.session.query(CompartmentKey))
        assert fitness(work).wrong == ()
    finish(after)
    assert recovered_elsewhere(after.restarted(), elsewhere, shares, tmp_path / "made") == before


def test_the_old_root_is_gone_before_the_next_had_everything(
    here, after, following, shares, monkeypatch
):
    """Then nothing but the shares can go on; and they can, under the next root."""
    before = here.opened()
    wrap, asked = LocalRoot.wrap, []

    def goes_away(root, slot, key, context):
        asked.append(slot)
        if len(asked) == 3:
            raise KeysUnavailable("the host burnt")
        return wrap(root, slot, key, context)

    monkeypatch.setattr(LocalRoot, "wrap", goes_away)
    with pytest.raises(KeysUnavailable):
        begin(here, following)
    monkeypatch.undo()
    (here.folder / "root.key").unlink()
    with pytest.raises(Refused, match="has not wrapped 2 of the keys"):
        finish(after)
    done = after.recover(*shares[1:4])
    assert (done.wrapped, done.already) == (2, 2)
    finish(after)
    again = after.restarted()
    assert gives_the_key(again)
    assert again.opened() == before
    assert drilled(again, shares)


def test_a_set_drawn_meanwhile_keeps_the_old_root_from_being_left(here, after, following):
    begin(here, following)
    with here.work() as work:
        ended = present_set(work).wrapped
    mine = here.split()  # in a worker that has the first root still
    with pytest.raises(Refused, match="has not wrapped the recovery key"):
        finish(after, here.folder)
    with after.work() as work, pytest.raises(Refused, match="has not wrapped the recovery key"):
        to_leave(work)
    assert begin(here, following) == 1
    finish(after)
    assert gives_the_key(after)
    assert drilled(after, mine)
    with after.work() as work:  # what the next root wrapped of the set before is destroyed there
        row = work.session.get_one(RecoverySet, ended.set_id)
        old = type(ended)(
            set_id=row.id, root=row.root, wrapped=row.wrapped, check_value=row.check_value
        )
        assert old.root == following.id
        with pytest.raises(CannotOpen):
            work.door.recovery.unwrapped(old)


def test_an_old_copy_and_the_old_root_give_no_recovery_key_once_it_is_emptied(
    here, after, following
):
    with here.work() as work:
        copied = present_set(work).wrapped
    begin(here, following)
    shutil.copy(here.folder / "root.key", here.folder / "stolen.key")
    finish(after, here.folder)
    with here.restarted().work() as work, pytest.raises(CannotOpen):
        work.door.recovery.unwrapped(copied)
    shutil.copy(here.folder / "stolen.key", here.folder / "root.key")
    with here.restarted().work() as work:  # as the command says: one that leaked with a copy
        assert work.door.recovery.unwrapped(copied)


def test_nothing_is_left_to_a_root_that_gives_another_recovery_key(here, after, following):
    """Somebody who writes to the record puts what the next root wrapped elsewhere in its place."""
    begin(here, following)
    slot = f"recovery-{row_of_set(here).id.hex}"
    with here.record.begin() as connection:
        connection.execute(
            update(RecoverySet)
            .where(RecoverySet.ended_at.is_(None))
            .values(next_wrapped=following.wrap(slot, bytes(32), b"elsewhere"))
        )
    with pytest.raises(CannotOpen):
        finish(after, here.folder)
    kept = row_of_set(here)
    assert (kept.root, kept.next_root) == (here.office.door.root, following.id)
    with here.record.connect() as connection:
        assert set(connection.scalars(select(CompartmentKey.next_root))) == {following.id}
    assert gives_the_key(here)


@pytest.mark.slow
def test_killed_at_any_moment_it_is_never_without_the_recovery_key(  # noqa: PLR0913, PLR0917 -- fixtures
    here, after, following, shares, elsewhere, tmp_path
):
    """Each run dies somewhat later than the one before, until one of them comes to its end."""
    before = here.opened()
    new = here.folder / "next.env"
    new.write_text(f"PORTAL_ROOT_KEY_FILE={here.folder / 'next' / 'root.key'}\n")
    with back_door(here.folder, here.record, here.log) as door:
        restarted = here.folder / "after.env"
        restarted.write_text(door.settings.read_text() + "\n" + new.read_text())

        def killed(seen: Installation, *arguments: str, settings: Path | None = None) -> int:
            kills, kill_at = 0, 1
            while (code := door.run(*arguments, kill_at=kill_at, settings=settings)) == KILLED:
                kills, kill_at = kills + 1, kill_at + STEP
                assert gives_the_key(seen.restarted())
            assert code == 0, (here.folder / "said.txt").read_text()
            return kills

        assert killed(here, "rotate-root", "--to", str(new)) >= 5
        assert row_of_set(here).next_root == following.id
        ending = ("rotate-root", "--finish", "--destroy", str(door.settings))
        assert killed(after, *ending, settings=restarted) >= 5
        assert door.run(*ending, settings=restarted) == 0
    assert (row_of_set(here).root, row_of_set(here).next_root) == (following.id, None)
    assert len((here.folder / "root.key").read_bytes()) < 60  # no slot is left in it
    again = after.restarted()
    with again.work() as work:
        assert fitness(work).wrong == ()
    again.office.journal.verify()
    assert drilled(again, shares)
    assert recovered_elsewhere(again, elsewhere, shares, tmp_path / "made") == before


@pytest.mark.parametrize(
    ("done", "told"),
    [
        ("UPDATE recovery_set SET threshold = 2", "is not what the log pinned"),
        ("UPDATE recovery_set SET wrapped = x'00'", "does not open at this root"),
    ],
)
def test_what_somebody_changed_is_not_carried(here, following, done, told):
    with here.record.begin() as connection:
        connection.execute(text(done + " WHERE ended_at IS NULL"))
    with pytest.raises(Refused, match=told):
        begin(here, following)
    assert row_of_set(here).next_root is None


def test_one_that_stayed_with_an_earlier_root_holds_nothing_up(here, after, following):
    with here.record.begin() as connection:
        connection.execute(text("UPDATE recovery_set SET root = 'local:earlier'"))
    assert begin(here, following) == 4
    assert finish(after, here.folder).keys == 4
    with after.work() as work:
        assert any("not at this root" in each for each in fitness(work).wrong)


def test_a_change_given_up_forgets_it_and_another_can_be_begun(here, following, tmp_path):
    third = LocalRoot.create_file(tmp_path / "third.key")
    begin(here, following)
    with here.record.begin() as connection:  # all but the recovery key
        connection.execute(update(CompartmentKey).values(next_root=None, next_wrapped=None))
    with pytest.raises(Refused, match="--give-up"):
        begin(here, third)
    with here.work() as work:
        give_up(work)
    assert row_of_set(here).next_wrapped is None
    with here.work() as work:
        assert to_wrap(work, third) == 5
    assert begin(here, third) == 5
