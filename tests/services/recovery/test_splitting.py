"""The ceremony: shares handed out, a set in force, the one before it ended; and the drill."""

import pytest
from sqlalchemy import select

from portal.audit import Verb
from portal.errors import CannotOpen, NotFound, Refused
from portal.records.tables import CompartmentKey, RecoverySet
from portal.services.compartments import create_compartment
from portal.services.key_management.rotating import rotate_compartment
from portal.services.recovery import splitting
from portal.services.recovery.fitness import fitness
from portal.services.recovery.sets import present_set
from portal.vault import share_text
from tests.services.recovery.installation import HOLDERS, silent
from tests.support.furnishing import BOARD, MONITORING_OFFICER


def fit(here):
    with here.work() as work:
        return fitness(work)


def plan(here, holders=HOLDERS, threshold=3):
    with here.work() as work:
        return splitting.plan(work, holders, threshold)


def test_a_dry_run_does_nothing_and_says_what_would_be_done(here):
    before = here.office.journal.checkpoint()
    planned = plan(here)
    assert (planned.threshold, len(planned.holders)) == (3, 5)
    assert planned.keys == 4
    assert planned.before == fit(here).name
    assert here.office.journal.checkpoint() == before


@pytest.mark.parametrize(
    ("holders", "threshold", "told"),
    [
        ((), 3, "or more"),
        (HOLDERS[:2], 3, "or more"),
        (HOLDERS, 1, "or more"),
        (HOLDERS[:3], 3, "One lost share would lose everything"),
        ((*HOLDERS[:4], "ANN  archer"), 3, "named twice"),
        ((*HOLDERS[:4], " "), 3, "Name each holder"),
        ((*HOLDERS[:4], "x" * 101), 3, "Name each holder"),
    ],
)
def test_a_ceremony_that_could_not_work_is_refused_before_it_begins(here, holders, threshold, told):
    with pytest.raises(Refused, match=told):
        plan(here, holders, threshold)


def test_a_new_set_ends_the_one_before_and_destroys_its_key_at_the_root(here, shares):
    before = fit(here).name
    mine = here.split()
    assert fit(here).name != before
    assert fit(here).wrong == ()
    with here.work() as work:
        sets = work.session.scalars(select(RecoverySet)).all()
        (ended,) = [row for row in sets if share_text.name_of(row.id.bytes[:5]) == before]
        assert ended.ended_at is not None
        kept = present_set(work)
        with pytest.raises(CannotOpen):
            work.door.recovery.unwrapped(
                type(kept.wrapped)(
                    set_id=ended.id,
                    root=ended.root,
                    wrapped=ended.wrapped,
                    check_value=ended.check_value,
                )
            )
        with pytest.raises(Refused, match="was replaced: destroy them"):
            splitting.drill(work, shares[:3])
        assert splitting.drill(work, mine[2:]) == kept.name
    verbs = [line.entry.verb for line in here.office.journal.recent(limit=9)]
    assert {Verb.RECOVERY_SET_MADE, Verb.RECOVERY_SET_ENDED, Verb.RECOVERY_DRILLED} <= set(verbs)
    here.office.journal.verify()


def test_a_ceremony_broken_off_leaves_the_set_before_in_force(here, shares):
    before = fit(here).name
    handed = []

    def leaves(paper):
        handed.append(paper)
        if paper.number == 4:
            raise KeyboardInterrupt

    with here.work() as work, pytest.raises(KeyboardInterrupt):
        splitting.split(work, splitting.plan(work, HOLDERS), leaves, silent)
    assert fit(here).name == before
    with here.work() as work:
        assert splitting.drill(work, shares[:3]) == before
        with pytest.raises(Refused, match="of which this record knows nothing"):
            splitting.drill(work, [splitting.read_share(paper.text) for paper in handed[:3]])


def test_what_a_holder_is_given_says_what_it_is_and_shows_no_share_in_a_log(here):
    papers = []
    with here.work() as work:
        splitting.split(work, splitting.plan(work, HOLDERS), papers.append, silent)
    for number, (paper, holder) in enumerate(zip(papers, HOLDERS, strict=True), start=1):
        assert f"share {number} of 5; any 3" in paper.text
        assert holder in paper.text
        assert paper.letters not in repr(paper)
        assert splitting.read_share(paper.text).number == number


def test_a_key_that_is_made_later_is_copied_and_the_doctor_tells_of_one_that_was_not(here):
    with here.work() as work:
        made = create_compartment(work, BOARD, slug="new", name="New", sensitive=True)
        work.commit()
        rotate_compartment(work, made)
    found = fit(here)
    assert (found.keys, found.wrong) == (6, ())
    with here.work() as work:
        row = work.session.query(CompartmentKey).filter_by(compartment_id=made, epoch=2).one()
        row.recovery = row.recovery_set_id = None
        work.session.commit()
    assert fit(here).wrong == (f"1 of 6 keys have no copy under set {found.name}",)
    with here.record.begin() as connection:
        connection.exec_driver_sql("UPDATE recovery_set SET threshold = 2")
    assert "is not the one that the log pinned" in fit(here).wrong[0]


def test_where_the_root_has_another_recovery_key_new_keys_are_made_all_the_same(here):
    with here.record.begin() as connection:
        connection.exec_driver_sql("UPDATE recovery_set SET root = 'local:another'")
    with here.work() as work:
        made = create_compartment(work, BOARD, slug="new", name="New", sensitive=True)
        work.commit()
        row = work.session.query(CompartmentKey).filter_by(compartment_id=made).one()
        assert row.recovery is None
    assert any("not at this root" in each for each in fit(here).wrong)


def test_shares_that_nobody_tried_out_for_a_quarter_are_told(here, shares):
    here.clock.pass_(days=101)
    assert "not tried out for over a quarter" in fit(here).wrong[0]
    with here.work() as work:
        splitting.drill(work, shares[1:4])
    assert fit(here).wrong == ()


def test_nobody_but_an_operator_splits_drills_or_recovers(here, shares):
    work = here.office.work_of(MONITORING_OFFICER)
    with work.session:
        with pytest.raises(NotFound):
            splitting.plan(work, HOLDERS)
        with pytest.raises(NotFound):
            splitting.drill(work, shares)


def test_under_another_root_nothing_is_split(here):
    (here.folder / "root.key").unlink()  # and another is made when the office opens
    with pytest.raises(CannotOpen):
        plan(here)


def test_where_no_share_was_ever_made_nothing_can_be_recovered(here):
    with here.record.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE compartment_key SET recovery = NULL, recovery_set_id = NULL"
        )
        connection.exec_driver_sql("DELETE FROM recovery_share")
        connection.exec_driver_sql("DELETE FROM recovery_set")
    assert fit(here) is None
