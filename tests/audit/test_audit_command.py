"""``portal audit verify`` says in one line whether the log is whole."""

import json
from dataclasses import dataclass

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from portal.audit import BrokenLog, Checkpoint, Finding, Oddity, Verification
from portal.cli.audit import as_data, as_text, audit, exit_code
from portal.errors import LogUnavailable
from portal.records.engines import for_writing
from portal.records.journal import Journal
from portal.records.migrating import downgrade
from tests.support.journals import Clock, journal_over, open_paper, refuse

HEAD = bytes(31) + b"\x0f"
WHOLE = Verification(checkpoint=Checkpoint(17, HEAD), findings=())
ODD = Verification(checkpoint=Checkpoint(1, HEAD), findings=(Finding(1, Oddity.UNANSWERED),))


@dataclass
class Door:
    """The back door, as far as this command goes through it."""

    open_journal: Journal | None

    def journal(self):
        if self.open_journal is None:
            raise click.ClickException("PORTAL_LOG_DATABASE_URL is missing")
        return self.open_journal


def verify(journal, *arguments):
    return CliRunner().invoke(audit, ["verify", *arguments], obj=Door(journal))


def test_a_whole_log_is_said_to_be_whole():
    assert as_text(WHOLE).startswith(f"The log is whole: 17 entries, head {HEAD.hex()}.")
    assert exit_code(WHOLE) == 0


def test_one_entry_is_one_entry_and_a_finding_has_its_line():
    said = as_text(ODD).splitlines()
    assert said[0].startswith("The log is whole: 1 entry,")
    assert said[1].startswith("Worth a question, entry 1: ")
    assert exit_code(ODD) == 0


def test_the_first_entry_that_fails_is_said():
    broken = BrokenLog(17, "it is missing")
    assert as_text(broken) == "Entry 17 fails: it is missing."
    assert exit_code(broken) == 1


def test_a_log_out_of_reach_is_neither_whole_nor_broken():
    unavailable = LogUnavailable("the log cannot be read")
    assert "nothing is proved" in as_text(unavailable)
    assert as_data(unavailable)["whole"] is None
    assert exit_code(unavailable) == 2


def test_the_stored_log_is_recomputed(log_engine):
    clock = Clock()
    journal = journal_over(log_engine, clock)
    refuse(journal)
    open_paper(journal)
    clock.pass_(minutes=10)
    told = verify(journal)
    assert told.exit_code == 0
    assert told.output.startswith(
        f"The log is whole: 2 entries, head {journal.checkpoint().head.hex()}"
    )
    assert "Worth a question, entry 2:" in told.output
    assert json.loads(verify(journal, "--json").output) == {
        "whole": True,
        "entries": 2,
        "head": journal.checkpoint().head.hex(),
        "findings": [{"entry": 2, "oddity": "unanswered"}],
    }


def test_the_stored_entry_that_fails_is_named(log_engine):
    journal = journal_over(log_engine)
    refuse(journal)
    refuse(journal)
    with for_writing(log_engine).begin() as connection:
        connection.execute(text("UPDATE log_head SET size = 3"))
    told = verify(journal)
    assert (told.exit_code, told.output) == (
        1,
        "Entry 3 fails: it is missing from the end of the log.\n",
    )
    assert json.loads(verify(journal, "--json").output) == {
        "whole": False,
        "entry": 3,
        "reason": "it is missing from the end of the log",
    }


def test_a_checkpoint_as_printed_is_taken_back(log_engine):
    journal = journal_over(log_engine)
    refuse(journal)
    kept = verify(journal).output.split("--extends ")[1].strip()
    refuse(journal)
    assert verify(journal, "--extends", kept).exit_code == 0
    told = verify(journal, "--extends", f"2:{HEAD.hex()}")
    assert told.exit_code == 1
    assert told.output.startswith("Entry 2 fails")


@pytest.mark.parametrize("text", ["", "17", "17:", "17:zz", f"-1:{HEAD.hex()}", "2:6e34", "2 6e"])
def test_what_is_no_checkpoint_is_refused_and_not_ignored(log_engine, text):
    told = verify(journal_over(log_engine), "--extends", text)
    assert told.exit_code == 2
    assert "a number, a colon, 64 digits" in told.output


def test_a_log_that_cannot_be_read_is_told_from_a_broken_one(log_engine):
    downgrade(log_engine, "log")
    told = verify(journal_over(log_engine))
    assert told.exit_code == 2
    assert "could not be read" in told.output
    told = verify(None)
    assert told.exit_code == 2
    assert "PORTAL_LOG_DATABASE_URL is missing" in told.output
