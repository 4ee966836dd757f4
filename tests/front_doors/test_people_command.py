"""``portal people`` and ``portal sessions``: at once, in plain words, and in the log."""

import getpass
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.cli import portal
from portal.records.tables import Person
from portal.services.sign_in.sessions import Opening, SessionLimits, find_session, open_session
from portal.services.sign_in.snapshots import keep_snapshot
from tests.support.furnishing import (
    GUEST,
    MEMBER,
    NAMES,
    NOW,
    PEPPER,
    TENANT,
    furnish,
    open_an_office,
)

LIMITS = SessionLimits()


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def office(record_engine, log_engine, tmp_path):
    office = open_an_office(record_engine, log_engine, tmp_path)
    furnish(office)
    return office


@pytest.fixture
def run(record_url, log_url, tmp_path: Path):
    settings = tmp_path / "settings.env"
    settings.write_text(
        f"PORTAL_ENVIRONMENT=test\nPORTAL_BASE_URL=http://localhost:8000\n"
        f"PORTAL_DATABASE_URL={record_url}\nPORTAL_LOG_DATABASE_URL={log_url}\n"
        f"PORTAL_PAPERS={tmp_path / 'papers'}\nPORTAL_ROOT_KEY_FILE={tmp_path / 'root.key'}\n"
        "PORTAL_SESSION_SECRET=an invented phrase for tests, long enough\n"
        f"PORTAL_LOG_PEPPER={PEPPER.decode()}\nPORTAL_IDENTITY_PROVIDER=demonstration\n"
        f"PORTAL_TENANT={TENANT}\nPORTAL_CLIENT_ID=5d2b0d2c-33c4-4f57-8f5a-0c1f7d3e2a19\n"
        "PORTAL_CLIENT_SECRET=an invented client secret\n"
    )
    return lambda *arguments: CliRunner().invoke(portal, ["--settings", str(settings), *arguments])


def signed_in(engine, person) -> str:
    with Session(engine) as session:
        keep_snapshot(session, person, frozenset({"Portal.Member"}), NOW)
        token = open_session(session, person, Opening(), LIMITS, NOW)
        session.commit()
    return token


def is_good(engine, token: str) -> bool:
    with Session(engine) as session:
        return find_session(session, token, LIMITS, NOW) is not None


def test_somebody_is_suspended_and_restored_by_the_operator(office, run, record_engine):
    token = signed_in(record_engine, MEMBER)
    done = run("people", "suspend", NAMES[MEMBER].upper())
    assert (done.exit_code, done.output) == (
        0,
        f"{NAMES[MEMBER]} is suspended, and signed out everywhere.\n",
    )
    assert not is_good(record_engine, token)
    entries = [line.entry for line in office.journal.recent(limit=2)]
    assert [each.verb for each in entries] == [Verb.SESSION_ENDED, Verb.ACCOUNT_SUSPENDED]
    assert {each.actor for each in entries} == {
        office.journal.pseudonyms.of_operator(getpass.getuser())
    }
    again = run("people", "suspend", str(MEMBER))
    assert (again.exit_code, "suspended already" in again.output) == (1, True)
    assert "can sign in" in run("people", "restore", str(MEMBER)).output
    assert "not suspended" in run("people", "restore", str(MEMBER)).output


def test_somebody_or_everybody_is_signed_out(office, run, record_engine):
    tokens = [signed_in(record_engine, each) for each in (MEMBER, MEMBER, GUEST)]
    done = run("people", "sign-out", NAMES[MEMBER])
    assert done.output == f"{NAMES[MEMBER]} is signed out everywhere: 2 sessions ended.\n"
    assert [is_good(record_engine, each) for each in tokens] == [False, False, True]
    assert run("sessions", "end").exit_code == 2
    assert is_good(record_engine, tokens[2])
    assert run("sessions", "end", "--all").output == "1 session ended.\n"
    assert not is_good(record_engine, tokens[2])
    del office


def test_a_name_that_is_nobodys_or_two_peoples_is_said_so(office, run, record_engine):
    nobody = run("people", "suspend", "Nobody At All")
    assert (nobody.exit_code, "there is nobody of that name" in nobody.output) == (1, True)
    with Session(record_engine) as session:
        session.add(Person(name=NAMES[MEMBER], created_at=NOW))
        session.commit()
    two = run("people", "suspend", NAMES[MEMBER])
    assert two.exit_code == 1
    assert str(MEMBER) in two.output
    del office
