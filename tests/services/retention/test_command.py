"""``portal keys dispose``: what it says it would do, does, does once, and goes on with."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.cli import back_door, portal
from portal.cli.keys.disposing import CURES
from portal.records.tables import DestroyedEpoch, Disposal, DisposalState, Paper
from portal.services import restricted_papers
from portal.services.retention import holds
from portal.services.retention.certificates import digest_of
from tests.services.keys import killing
from tests.services.keys.stock import unreadable
from tests.services.retention.conftest import split_anew
from tests.support.furnishing import (
    CANARY,
    CLERK,
    CLOSED_PAPER,
    HIDDEN_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    OPEN_PAPER,
    SLUG,
)

AT = datetime(2032, 2, 18, 12, tzinfo=UTC)
NOTHING = "No disposal waits to be carried out.\n"
KILLED = -9
STEP = 17  # moments from one kill to the next


@pytest.fixture
def database_kind() -> str:
    """The services' own tests go through both databases; these are about the command."""
    return "sqlite"


@pytest.fixture
def settings(tmp_path, record_engine, log_engine):
    path = tmp_path / "settings.env"
    chosen = killing.settings_over(tmp_path, record_engine, log_engine)
    path.write_text("\n".join(f"{name}={value}" for name, value in chosen.items()))
    return path


@pytest.fixture
def dispose(settings, work_of, monkeypatch):
    """Give a way to run the command, that says how it ended and what it said."""
    monkeypatch.setattr(back_door, "now", lambda: AT)

    def run(*arguments):
        work_of(None).session.close()
        command = ["--settings", str(settings), "keys", "dispose", *map(str, arguments)]
        result = CliRunner().invoke(portal, command)
        return result.exit_code, result.output

    return run


@pytest.fixture
def state_of(record_engine):
    def state(disposal):
        with Session(record_engine) as session:
            return session.get_one(Disposal, disposal).state

    return state


def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    dispose, approved, state_of, work_of, tmp_path
):
    before = work_of(None).journal.checkpoint()
    files = sorted((tmp_path / "papers").iterdir())
    code, said = dispose("--dry-run")
    line, rest = said.split("\n", 1)
    assert code == 0
    assert line.startswith(f"{approved}: 1 paper of {SLUG}/general, approved, ")
    assert line.endswith(" sealed things to move.")
    assert rest == f"{CURES}\n"
    assert dispose("--dry-run", approved) == (code, said)
    assert state_of(approved) is DisposalState.APPROVED
    assert work_of(None).journal.checkpoint() == before
    assert sorted((tmp_path / "papers").iterdir()) == files


def test_it_is_carried_out_once_and_said_step_by_step(dispose, approved, state_of, work_of):
    code, said = dispose()
    assert code == 0, said
    steps = [
        "Disposing",
        "erasing the papers from the record",
        "deleting their files",
        "giving the compartment a new key",
        "moving what remains to it",
        "closing the old epochs",
        "destroying them at the root",
        "writing the certificate into the log",
    ]
    places = [said.index(each) for each in steps]
    assert places == sorted(places)
    assert "  epoch 1 check " in said
    assert ": destroyed, final\n" in said
    assert said.endswith(f"  {approved}: done\n{CURES}\n")
    assert CANARY not in said
    assert state_of(approved) is DisposalState.DONE
    size = work_of(None).journal.checkpoint().size
    assert dispose() == (0, NOTHING)
    assert dispose("--dry-run") == (0, NOTHING)
    code, said = dispose(approved)
    assert (code, f"Not waiting to be carried out: {approved}." in said) == (2, True)
    assert work_of(None).journal.checkpoint().size == size


def test_certificates_are_printed_for_a_program_one_a_line(dispose, approved, work_of):
    code, said = dispose("--json")
    certificate = json.loads(said)
    assert (code, said.count("\n"), certificate["disposal"]) == (0, 1, str(approved))
    logged = work_of(None).journal.latest(Verb.DISPOSAL_CERTIFIED, approved)
    assert logged.detail["certificate"] == digest_of(certificate)
    assert dispose("--json") == (0, "")


def test_only_those_that_are_named_are_carried_out(dispose, approved, approved_open, state_of):
    code, said = dispose("--dry-run")
    assert (code, said.count(": 1 paper of ")) == (0, 2)
    code, said = dispose(approved_open)
    assert (code, str(approved) in said) == (0, False)
    assert f"{approved_open}: 1 paper of {SLUG}, open, approved.\n" in said
    assert "epoch" not in said.removesuffix(f"{CURES}\n")
    assert state_of(approved_open) is DisposalState.DONE
    assert state_of(approved) is DisposalState.APPROVED
    assert dispose(OPEN_PAPER)[0] == 2  # a paper is no disposal
    assert dispose("the lot")[0] == 2


def test_one_that_two_have_not_approved_does_not_wait(dispose, asked, state_of):
    assert dispose() == (0, NOTHING)
    assert dispose(asked)[0] == 2
    assert state_of(asked) is DisposalState.ASKED


def test_a_legal_hold_stops_it_and_says_so(dispose, approved, state_of, work_of):
    holds.place(work_of(MONITORING_OFFICER), SLUG, f"/papers/{CLOSED_PAPER}", "A claim.")
    assert "move. A legal hold stops it.\n" in dispose("--dry-run")[1]
    code, said = dispose()
    assert code == 1
    assert "legal hold" in said.partition("Error: ")[2]
    assert state_of(approved) is DisposalState.APPROVED
    with work_of(CLERK).session as session:
        assert session.get_one(Paper, CLOSED_PAPER).disposed_at is None


def test_shares_that_still_open_it_are_told(dispose, approved, office):
    split_anew(office)
    code, said = dispose(approved)
    assert (code, "pending until the recovery key is split anew" in said) == (0, True)


def test_without_its_root_nothing_is_done_and_the_next_run_goes_on(
    dispose, approved, state_of, tmp_path
):
    (tmp_path / "root.key").rename(tmp_path / "elsewhere.key")
    code, said = dispose()
    assert (code, "Error: " in said, "Traceback" in said) == (1, True, False)
    assert state_of(approved) is DisposalState.APPROVED
    (tmp_path / "elsewhere.key").rename(tmp_path / "root.key")
    assert dispose()[0] == 0
    assert state_of(approved) is DisposalState.DONE


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on_when_it_is_run_again(  # noqa: PLR0913, PLR0917 -- an installation is made of these
    approved, state_of, work_of, operator, furnished, record_engine, log_engine, tmp_path
):
    """Each run dies somewhat later than the one before, until one of them comes to its end."""
    work_of(None).session.close()
    kills, states = 0, set()
    with killing.back_door(tmp_path, record_engine, log_engine) as door:
        door.at = AT
        while (code := door.run("dispose", kill_at=1 + kills * STEP)) == KILLED:
            kills += 1
            states.add(state_of(approved))
            page = restricted_papers.read_paper(work_of(MEMBER), HIDDEN_PAPER)
            assert CANARY in page.title, "what stays can be read meanwhile"
            work_of(None).session.close()
            assert door.run("dispose", "--dry-run") == 0
        assert code == 0, (tmp_path / "said.txt").read_text()
        assert door.run("dispose", str(approved)) != 0  # it waits no more
        assert door.run("dispose") == 0
    assert kills >= 8
    assert states >= {DisposalState.APPROVED, DisposalState.ERASED}
    assert state_of(approved) is DisposalState.DONE
    with Session(record_engine) as session:
        assert [each.epoch for each in session.scalars(select(DestroyedEpoch))] == [1]
    journal = work_of(None).journal
    assert len(journal.every(Verb.DISPOSAL_CERTIFIED, approved)) == 1
    assert len(journal.every(Verb.PAPER_DISPOSED, CLOSED_PAPER)) == 1
    assert unreadable(operator(), furnished.compartments["general"]) == []
