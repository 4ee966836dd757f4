"""What is broken about databases, the log, papers and keys: which line says so, and how."""

import sqlite3

import pytest

from portal.cli.back_door import BackDoor
from portal.cli.doctor.examining import answer_of
from portal.cli.doctor.findings import State
from portal.cli.doctor.patient import Patient
from tests.front_doors.deployment import BY_NAME


def answer(home, check, **changes):
    """Ask for one line about a copy of the demonstration, with other settings."""
    path = home / "settings.env"
    kept = dict(line.split("=", 1) for line in path.read_text().splitlines())
    told = kept | {f"PORTAL_{name.upper()}": str(each) for name, each in changes.items()}
    (home / "changed.env").write_text("".join(f"{name}={each}\n" for name, each in told.items()))
    return answer_of(BY_NAME[check], Patient(door=BackDoor(settings_file=home / "changed.env")))


def altered(database, *statements):
    connection = sqlite3.connect(database)
    with connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (trigger,) in names.fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("line", "changes", "found", "advice"),
    [
        ("record database", {"database_url": "sqlite:////{home}/new.db"}, "out of date", "migrate"),
        (
            "record database",
            {"database_url": "sqlite:////{home}/absent/record.db"},
            "does not answer",
            "Check its address",
        ),
        (
            "record database",
            {"database_url": "mysql://nobody@127.0.0.1/record"},
            "does not answer",
            "Check its address",
        ),
        ("log database", {"log_database_url": "sqlite:////{home}/new.db"}, "out of date", ""),
        (
            "log database",
            {"log_database_url": "sqlite:////{home}/./record.sqlite3"},
            "the record's own database",
            "a database of its own",
        ),
        (
            "log database",
            {
                "database_url": "postgresql://a:b@127.0.0.1:9/one",
                "log_database_url": "postgresql://c:d@127.0.0.1:9/one",
            },
            "the record's own database",
            "",
        ),
        ("log", {"log_database_url": "sqlite:////{home}/new.db"}, "cannot be read", "log database"),
        ("papers", {"papers": "{home}/absent"}, "is not a folder", "PORTAL_PAPERS"),
        ("papers", {"papers": "{home}/root.key"}, "is not a folder", ""),
        ("papers", {"papers": "/proc/self"}, "cannot be written to", "neither full"),
        ("root key", {"root_key_file": "{home}/absent"}, "restricted papers are shut", "copy"),
        ("compartment keys", {"root_key_file": "{home}/absent"}, "key does not open", ""),
        (
            "step-up",
            {"database_url": "sqlite:////{home}/new.db"},
            "the compartments cannot be read",
            "`record database`",
        ),
    ],
)
def test_what_is_broken_is_told_in_its_line(home, line, changes, found, advice):
    given = {name: value.format(home=home) for name, value in changes.items()}
    told = answer(home, line, **given)
    assert told.state is State.WRONG
    assert found in told.found
    assert advice in told.advice
    assert told.advice


def test_a_probe_leaves_nothing_behind(home):
    before = sorted((home / "papers").iterdir())
    assert answer(home, "papers").state is State.GOOD
    assert sorted((home / "papers").iterdir()) == before


def test_a_log_that_was_changed_is_broken_at_its_entry(home):
    altered(
        home / "log.sqlite3",
        "UPDATE log_entry SET leaf = replace(leaf, 'compartment', 'compartmemt') WHERE seq = 5",
    )
    told = answer(home, "log")
    assert told.state is State.WRONG
    assert told.found == "the log is broken at entry 5"
    assert "tell the monitoring officer" in told.advice


def test_keys_of_compartments_that_were_swapped_do_not_open(home):
    record = sqlite3.connect(home / "record.sqlite3")
    with record:
        keys = record.execute("SELECT id, wrapped FROM compartment_key ORDER BY id").fetchall()
        for (row, _), (_, other) in zip(keys, keys[1:] + keys[:1], strict=True):
            record.execute("UPDATE compartment_key SET wrapped = ? WHERE id = ?", (other, row))
    record.close()
    told = answer(home, "compartment keys")
    assert told.state is State.WRONG
    assert "does not open" in told.found
    assert "compare with a backup" in told.advice
