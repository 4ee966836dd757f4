"""A hold stops a disposal until the papers are erased, and what a backup could give back after."""

import pytest

from portal.errors import NotFound, Refused
from portal.records.tables import Disposal, DisposalState, LegalHold, Paper
from portal.services.retention import carrying_out, holds
from portal.services.retention.carrying_out import carry_out
from tests.support.furnishing import (
    AUDITOR,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    MONITORING_OFFICER,
    SLUG,
    named,
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("over")]


def there(work_of) -> bool:
    return work_of(None).session.get_one(Paper, CLOSED_PAPER).disposed_at is None


@pytest.mark.parametrize("address", ["", f"/papers/{CLOSED_PAPER}", f"/items/{CLOSED_ITEM}"])
def test_a_hold_between_approval_and_execution_stops_it(work_of, approved, operator, address):
    placed = holds.place(work_of(CLERK), SLUG, address, "A claim has been threatened.")
    with pytest.raises(Refused, match="legal hold"):
        carry_out(operator(), approved)
    assert there(work_of)
    holds.lift(work_of(MONITORING_OFFICER), placed, "It was settled.")
    carry_out(operator(), approved)
    assert not there(work_of)


def test_a_hold_after_erasing_keeps_the_keys_of_backups(work_of, approved, operator, monkeypatch):
    """What the record has lost a backup can still give back, until the hold is lifted."""

    def broken(*_):
        raise OSError("the store is out of reach")

    with monkeypatch.context() as patched:
        patched.setattr(carrying_out, "_delete_files", broken)
        with pytest.raises(OSError, match="out of reach"):
            carry_out(operator(), approved)
    assert not there(work_of)
    placed = holds.place(work_of(CLERK), SLUG, "", "A public inquiry.")
    with pytest.raises(Refused, match="nothing further is"):
        carry_out(operator(), approved)
    holds.lift(work_of(MONITORING_OFFICER), placed, "It has reported.")
    carry_out(operator(), approved)
    assert work_of(None).session.get_one(Disposal, approved).state is DisposalState.DONE


def test_holds_are_lifted_once_by_an_officer_with_a_reason(work_of):
    placed = holds.place(work_of(CLERK), SLUG, f"/papers/{CLOSED_PAPER}", "A claim.")
    row = work_of(None).session.get_one(LegalHold, placed)
    assert (row.reason, row.sealed_reason is None) == ("", False)
    assert holds.read_hold(work_of(MONITORING_OFFICER), placed).line.reason == "A claim."
    shut = holds.read_hold(work_of(AUDITOR), placed)
    assert (shut.shut, shut.line.reason) == (True, "")
    with pytest.raises(NotFound):
        holds.lift(work_of(CLERK), placed, "Because.")
    with pytest.raises(Refused, match="Say why"):
        holds.lift(work_of(MONITORING_OFFICER), placed, "")
    holds.lift(work_of(MONITORING_OFFICER), placed, "It was settled.")
    with pytest.raises(Refused, match="already"):
        holds.lift(work_of(MONITORING_OFFICER), placed, "Again.")
    assert holds.read_hold(work_of(CLERK), placed).line.lifted_because == "It was settled."


@pytest.mark.parametrize(
    "address", ["nothing", f"/papers/{named('nothing')}", "/papers/1", "https://x/"]
)
def test_a_hold_on_nothing_of_the_board_is_refused(work_of, address):
    with pytest.raises(Refused, match="Copy the address"):
        holds.place(work_of(CLERK), SLUG, address, "A claim.")
