"""``portal papers check``: any file, no settings, and an exit code that a program can go by."""

import json

import pytest
from click.testing import CliRunner

from portal.cli import portal
from tests.inspection.leaks.clean import CLEAN
from tests.inspection.leaks.planted_pdfs import PDFS
from tests.inspection.leaks.reports import SECRET


@pytest.fixture
def checked(tmp_path, monkeypatch):
    for name in ("PORTAL_DATABASE_URL", "PORTAL_LOG_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)

    def checking(content, *options):
        file = tmp_path / "a file"
        file.write_bytes(content)
        return CliRunner().invoke(portal, ["papers", "check", str(file), *options])

    return checking


def test_nothing_found(checked):
    answer = checked(CLEAN["a letter in text"]())
    assert (answer.exit_code, answer.output) == (0, "Nothing was found.\n")


def test_what_is_found_is_told_in_words_and_in_json(checked):
    covered = PDFS["text under a black box"][1]()
    told = checked(covered)
    assert told.exit_code == 1
    assert told.output == f"Text under something that covers it, page 1: {SECRET}\n"
    answer = checked(covered, "--json")
    (found,) = json.loads(answer.output)["findings"]
    assert (answer.exit_code, found["kind"], found["page"]) == (1, "covered_text", 1)
    assert found["picture"]


@pytest.mark.parametrize("content", [b"%PDF-1.7 and no more", b"PK\x03\x04 broken", b"\0\1\2"])
def test_what_cannot_be_looked_into_is_not_called_clean(checked, content):
    answer = checked(content)
    assert answer.exit_code == 2
    assert "could not be looked into" in answer.output
