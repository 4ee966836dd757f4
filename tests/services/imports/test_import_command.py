"""``portal import``: dry runs, refusals, storing, and a second run, as the command line does it."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import portal
from portal.cli.back_door import BackDoor
from portal.cli.demo import write_settings
from portal.policy import ANONYMOUS, Jurisdiction, Regime
from portal.records import migrating
from portal.services.agendas import Rules, found_body
from portal.vault import LocalRoot
from tests.services.imports.published import FIXTURES

pytestmark = pytest.mark.slow

PAGE = FIXTURES / "meeting-page.txt"
PACK = FIXTURES / "agenda-pack.txt"
CANARIES = ("Heronsgate", "Kestrelmoor", "Ospreycote", "Ravenhythe", "chronologies")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make an installation with one board, on SQLite files."""
    home = tmp_path / "installation"
    home.mkdir()
    door = BackDoor(settings_file=write_settings(home, 8000))
    LocalRoot.create_file(door.settings.root_key_file)
    for chain, engine in (("record", door.record_engine), ("log", door.log_engine)):
        migrating.upgrade(engine, chain)
    work = door.office().work_for(ANONYMOUS)
    with work.session:
        found_body(
            work,
            slug="harbour",
            name="Harbour and Fells Safety Board",
            purpose="",
            legal_basis="",
            clerk=("", "", ""),
            rules=Rules(regime=Regime.ADOPTED, jurisdiction=Jurisdiction.ENG),
            from_on=date(2020, 1, 1),
        )
        work.commit()
    for engine in (door.record_engine, door.log_engine):
        engine.dispose()
    return home


def run(home: Path, *arguments: str | Path) -> Result:
    given = ("--settings", str(home / "settings.env"), "import", *map(str, arguments))
    return CliRunner().invoke(portal, given)


def contents(home: Path) -> dict[str, str]:
    files = (home / "record.sqlite3", home / "log.sqlite3")
    return {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in files}


def test_a_dry_run_prints_what_was_found_and_every_doubt_and_stores_nothing(home):
    before = contents(home)
    result = run(home, "page", PAGE, "--body", "harbour")
    assert result.exit_code == 0, result.output
    said = result.stdout
    assert "Meeting page of Harbour and Fells Safety Board" in said
    assert "Tuesday 14 May 2024, 14:00" in said
    assert "document: Harbour Watch Update PDF 1.2 MB" in said
    assert "68    closed (domestic homicide review): 9 paragraphs sealed" in said
    assert "4 paragraphs, 2 of them closed and sealed" in said
    assert "Doubts (" in said
    assert "A date in item 74 cannot be right" in said
    assert said.endswith("Nothing was stored. Give --apply to store it for the clerk's review.\n")
    assert contents(home) == before


@pytest.mark.parametrize("machine", [(), ("--json",)], ids=["text", "json"])
def test_what_is_closed_is_never_printed(home, machine):
    result = run(home, "page", PAGE, "--body", "harbour", *machine)
    assert "Night-Time Economy Survey" in result.output
    assert [each for each in CANARIES if each in result.output] == []


def test_the_json_is_one_object_with_a_version(home):
    result = run(home, "page", PAGE, "--body", "harbour", "--json")
    shape = json.loads(result.stdout)
    assert (shape["version"], shape["kind"], shape["applied"]) == (1, "page", None)
    assert shape["board"]["text"] == "Harbour and Fells Safety Board"
    closed = next(each for each in shape["items"] if each.get("closed"))
    assert closed["closed"] == {"compartment": "dhr", "label": "RESTRICTED"}
    assert closed["number"] == "68"
    assert (closed["sealed_paragraphs"], closed["sealed_actions"]) == (9, 2)


@pytest.mark.parametrize("kind", ["page", "pack"])
def test_apply_stores_and_a_second_run_changes_nothing(home, kind):
    file = {"page": PAGE, "pack": PACK}[kind]
    first = run(home, kind, file, "--body", "harbour", "--apply")
    assert first.exit_code == 0, first.output
    assert "Stored as a draft for the clerk's review" in first.stdout
    again = run(home, kind, file, "--body", "harbour", "--apply", "--json")
    assert again.exit_code == 0, again.output
    applied = json.loads(again.stdout)["applied"]
    assert applied["already"] is True
    assert applied["counts"]["meetings"] >= 1
    assert "imported before. Nothing changed." in (
        run(home, kind, file, "--body", "harbour", "--apply").stdout
    )


@pytest.mark.parametrize(
    ("kind", "content", "says"),
    [
        ("page", b"", "The file is empty."),
        ("page", b"%PDF-1.7", "The file is a PDF; save it as plain text first."),
        ("page", b"\xff\xfea\x00", "The file is in UTF-16; save it as plain text in UTF-8."),
        ("pack", b"caf\xe9", "The file is not in UTF-8 (line 1); save it as plain text in UTF-8."),
        ("page", PACK.read_bytes(), "This is an agenda pack; use `portal import pack`."),
        ("pack", PAGE.read_bytes(), "This is a meeting page; use `portal import page`."),
    ],
)
@pytest.mark.parametrize("apply", [(), ("--apply",)], ids=["dry", "apply"])
def test_a_refusal_is_one_sentence_and_exit_code_2_and_changes_nothing(
    home, kind, content, says, apply
):
    given = home / "given.txt"
    given.write_bytes(content)
    before = contents(home)
    result = run(home, kind, given, "--body", "harbour", *apply)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{says}\n")
    assert contents(home) == before


def test_fifty_megabytes_of_noise_are_refused(home):
    noise = home / "noise"
    with noise.open("wb") as file:
        file.truncate(50_000_000)
    result = run(home, "page", noise, "--body", "harbour", "--apply")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "50.0 MB" in result.stderr


@pytest.mark.parametrize("apply", [(), ("--apply",)], ids=["dry", "apply"])
def test_an_unknown_body_is_named_with_those_there_are(home, apply):
    result = run(home, "page", PAGE, "--body", "marsh", *apply)
    assert result.exit_code == 2
    assert result.stderr == "There is no body called marsh; the bodies are harbour.\n"
    assert result.stdout == ""


def test_a_missing_file_is_one_sentence(home):
    result = run(home, "page", home / "nothing.txt", "--body", "harbour")
    assert result.exit_code == 2
    assert result.stderr.startswith("There is no file ")


def test_without_settings_a_dry_run_still_reads(tmp_path):
    empty = tmp_path / "settings.env"
    empty.write_text("")
    result = CliRunner().invoke(
        portal, ["--settings", str(empty), "import", "page", str(PAGE), "--body", "harbour"]
    )
    assert result.exit_code == 0
    assert "the body was not looked up" in result.stderr
    assert "Meeting page of" in result.stdout


def test_a_record_without_tables_is_refused_in_one_sentence(tmp_path):
    home = tmp_path / "bare"
    home.mkdir()
    write_settings(home, 8000)
    for arguments in ((), ("--apply",)):
        result = run(home, "page", PAGE, "--body", "harbour", *arguments)
        assert result.exit_code == 2, result.output
        assert result.stderr.count("\n") == 1


def test_a_damaged_root_stores_nothing(home):
    (home / "root.key").write_bytes(b"not a root")
    before = contents(home)
    result = run(home, "page", PAGE, "--body", "harbour", "--apply")
    assert result.exit_code == 2
    assert contents(home)["record.sqlite3"] == before["record.sqlite3"]
