"""A compartment gets its next key; what older keys seal is rewrapped; their epochs are closed."""

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError

from portal.audit import Verb
from portal.errors import CannotOpen, KeysUnavailable, NotFound, Refused
from portal.records.tables import CompartmentKey, Paper, PaperVersion
from portal.services import restricted_papers
from portal.services.key_management.rewrapping import rewrap, to_rewrap
from portal.services.key_management.rotating import close_epochs, rotate_compartment
from portal.services.restricted_files import find_file
from tests.services.keys.conftest import FILE
from tests.services.keys.stock import epochs, unreadable
from tests.support.databases import KINDS
from tests.support.furnishing import CLERK, CLOSED_PAPER


def read_all(work_of):
    """Read the words of the closed paper, and its file."""
    work = work_of(CLERK)
    restricted_papers.read_paper(work, CLOSED_PAPER)
    version = newest(work)
    found = find_file(work, CLOSED_PAPER, version.id)
    return b"".join(found.read(work, 0, found.size))


def newest(work):
    return work.session.scalars(
        select(PaperVersion)
        .where(PaperVersion.paper_id == CLOSED_PAPER)
        .order_by(PaperVersion.number.desc())
    ).first()


def test_both_epochs_are_readable_and_what_is_new_goes_under_the_new_key(
    work_of, operator, general
):
    before = epochs(operator(), general)
    assert rotate_compartment(operator(), general) == 2
    assert epochs(operator(), general) == before
    assert read_all(work_of) == FILE
    work = work_of(CLERK)
    envelope = work.seal(general, "paper", CLOSED_PAPER, {"title": "Invented"})
    assert envelope[:9] == bytes.fromhex("02 00000002 00000002")


@pytest.mark.parametrize("database_kind", KINDS, indirect=True)
def test_rewrapping_moves_everything_and_touches_no_ciphertext(work_of, operator, general):
    work = operator()
    paper = work.session.get_one(Paper, CLOSED_PAPER).sealed
    (number,) = epochs(work, general).values()
    rotate_compartment(work, general)
    told = []
    assert to_rewrap(work, general) == number
    assert rewrap(work, general, told.append) == number == sum(told)
    assert epochs(work, general) == {2: number}
    assert unreadable(work, general) == []
    moved = operator().session.get_one(Paper, CLOSED_PAPER).sealed
    assert (moved[5:25], moved[129:]) == (paper[5:25], paper[129:])
    assert read_all(work_of) == FILE


def test_rewrapping_again_moves_nothing_and_says_nothing(operator, general, office):
    work = operator()
    rotate_compartment(work, general)
    rewrap(work, general)
    size = office.journal.checkpoint().size
    assert rewrap(work, general) == 0
    assert office.journal.checkpoint().size == size


def test_other_compartments_stay_as_they_are(operator, general, stocked):
    work = operator()
    prevent = stocked.compartments["prevent"]
    before = epochs(work, prevent)
    rotate_compartment(work, general)
    rewrap(work, general)
    assert epochs(work, prevent) == before
    assert unreadable(work, prevent) == []


def test_it_goes_on_where_it_was_broken_off(operator, general, monkeypatch):
    monkeypatch.setattr("portal.services.key_management.rewrapping.BATCH", 3)
    work = operator()
    (number,) = epochs(work, general).values()
    rotate_compartment(work, general)

    def give_up(_count):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        rewrap(work, general, give_up)
    left = to_rewrap(work, general)
    assert 0 < left < number
    assert unreadable(work, general) == []
    assert rewrap(operator(), general) == left
    assert epochs(operator(), general) == {2: number}


def test_what_is_spoilt_is_left_and_counted_and_the_rest_moves(operator, general):
    work = operator()
    (number,) = epochs(work, general).values()
    spoilt = bytearray(work.session.get_one(Paper, CLOSED_PAPER).sealed)
    spoilt[60] ^= 1
    work.session.execute(update(Paper).where(Paper.id == CLOSED_PAPER).values(sealed=bytes(spoilt)))
    work.commit()
    rotate_compartment(work, general)
    assert rewrap(work, general) == number - 1
    assert to_rewrap(work, general) == 1
    with pytest.raises(Refused, match="1 things are still sealed"):
        close_epochs(work, general, 1)


def test_a_key_swapped_in_the_record_is_refused_before_anything_moves(operator, general, office):
    """Somebody who writes to the database puts a key of their own in an epoch's place."""
    work = operator()
    rotate_compartment(work, general)
    before = epochs(work, general)
    for epoch in (1, 2):
        own = office.door.new_compartment_key(general, epoch=epoch)
        kept = work.session.scalars(
            select(CompartmentKey).where(
                CompartmentKey.compartment_id == general, CompartmentKey.epoch == epoch
            )
        ).one()
        was = kept.wrapped, kept.check_value
        kept.wrapped, kept.check_value = own.wrapped, own.check_value
        work.session.commit()
        with pytest.raises(CannotOpen):
            rewrap(operator(), general)
        assert epochs(operator(), general) == before
        kept.wrapped, kept.check_value = was
        work.session.commit()
    rewrap(operator(), general)
    assert unreadable(operator(), general) == []


def test_an_epoch_that_seals_something_or_is_the_newest_is_not_closed(operator, general):
    work = operator()
    with pytest.raises(Refused, match="newest"):
        close_epochs(work, general, 1)
    rotate_compartment(work, general)
    with pytest.raises(Refused, match="rewrap them first"):
        close_epochs(work, general, 1)
    rewrap(work, general)
    with pytest.raises(Refused, match="newest"):
        close_epochs(work, general, 2)
    assert close_epochs(work, general, 1)
    assert not close_epochs(work, general, 1)
    assert work.keys.closed_up_to(general) == 1


def test_what_is_put_back_from_a_closed_epoch_does_not_open(work_of, operator, general, caplog):
    """The root would still unwrap its key; the log says that nothing of it is left."""
    work = operator()
    old = work.session.get_one(Paper, CLOSED_PAPER).sealed
    rotate_compartment(work, general)
    rewrap(work, general)
    close_epochs(work, general, 1)
    assert read_all(work_of) == FILE
    work.session.execute(update(Paper).where(Paper.id == CLOSED_PAPER).values(sealed=old))
    work.commit()
    with pytest.raises(CannotOpen):
        restricted_papers.read_paper(work_of(CLERK), CLOSED_PAPER)
    # The record is made to say that the epoch is open: the log knows better.
    work.session.execute(update(CompartmentKey).values(closed_at=None))
    work.commit()
    with pytest.raises(CannotOpen):
        restricted_papers.read_paper(work_of(CLERK), CLOSED_PAPER)
    assert caplog.text.count("holds something of epoch 1, closed") == 2


def test_an_epoch_that_the_log_knows_is_not_made_again(operator, general, monkeypatch):
    """A run that died between the log and the record left a number that nobody uses again."""
    work = operator()
    with monkeypatch.context() as patch:
        patch.setattr(type(work), "commit", lambda _work: (_ for _ in ()).throw(InterruptedError))
        with pytest.raises(InterruptedError):
            rotate_compartment(work, general)
    work.session.rollback()
    assert rotate_compartment(work, general) == 3
    made = work.journal.every(Verb.COMPARTMENT_KEY_CREATED, general)
    assert [each.detail["epoch"] for each in made] == [3, 2, 1]
    with pytest.raises(KeysUnavailable):
        work.keys.of_epoch(work.session, general, 2)
    rewrap(work, general)
    assert close_epochs(work, general, 2)


def test_there_is_nothing_to_rotate_where_there_is_no_compartment(operator, stocked):
    with pytest.raises(NotFound):
        rotate_compartment(operator(), stocked.restrictions["general"])
    with pytest.raises(NotFound):
        close_epochs(operator(), stocked.restrictions["general"], 1)


@pytest.mark.parametrize(
    "database_kind", [each for each in KINDS if each != "sqlite"], indirect=True
)
def test_an_epoch_is_not_closed_while_somebody_seals_in_it(operator, general):
    """What is being sealed is not there to be counted yet.  In SQLite one writer waits for all."""
    sealing = operator()
    sealing.seal(general, "paper", CLOSED_PAPER, {"title": "Invented"})
    rotate_compartment(operator(), general)
    rewrap(operator(), general)
    closing = operator()
    closing.session.execute(text("SET lock_timeout = '20ms'"))
    with pytest.raises(OperationalError):
        close_epochs(closing, general, 1)
    sealing.session.rollback()
    assert close_epochs(operator(), general, 1)
