"""``portal reviews``: says what is due in public words, and does nothing twice."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from portal.cli import portal
from portal.cli.back_door import now
from portal.records.tables import Restriction, Review
from tests.support.furnishing import CANARY, PEPPER, SLUG, TENANT, furnish, open_an_office
from tests.support.reviews import set_review, tie

HEADING = "Award of a contract for support services"
Run = Callable[..., Result]


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def office(record_engine, log_engine, tmp_path):
    return open_an_office(record_engine, log_engine, tmp_path)


@pytest.fixture
def general(office):
    furnished = furnish(office)
    tie(office, furnished)
    for restriction in furnished.restrictions.values():
        set_review(office, restriction, today() + timedelta(days=300))
    return furnished.restrictions["general"]


@pytest.fixture
def run(record_url, log_url, tmp_path: Path) -> Run:
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

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(portal, ["--settings", str(settings), "reviews", *arguments])

    return command


def today() -> date:
    return now().date()


def test_nothing_due_is_said_so(run, general):
    assert run("due").output == "Nothing is due for review.\n"
    assert run("due", "--json").output == "[]\n"
    assert run("escalate").output == "Nothing has come due since the last time.\n"
    del general


def test_q22_the_nightly_round_lists_opens_and_escalates_once(office, run, general):
    due = today() - timedelta(days=31)
    set_review(office, general, due)
    assert run("due").output == f"{SLUG}: {HEADING}: 31 days overdue, since {due}.\n"
    (line,) = json.loads(run("due", "--body", SLUG, "--json").output)
    assert (line["heading"], line["days_overdue"], line["review"]) == (HEADING, 31, None)

    first = run("escalate")
    assert first.exit_code == 0
    assert first.output.splitlines() == [
        f"{SLUG}: {HEADING}: review opened, due since {due}.",
        f"{SLUG}: {HEADING}: 31 days overdue, now before the monitoring officer.",
    ]
    assert run("escalate").output == "Nothing has come due since the last time.\n"
    assert "before the monitoring officer" in run("due").output
    (line,) = json.loads(run("due", "--json").output)
    with office.session() as session:
        (review,) = session.scalars(select(Review))
        assert (line["review"], line["escalated_at"] is None) == (str(review.id), False)
        assert session.get_one(Restriction, general).review_on == due


def test_nothing_sealed_is_ever_printed(office, run, general):
    with office.session() as session:
        for restriction in session.scalars(select(Restriction)):
            restriction.review_on = today()
        session.commit()
    printed = run("due").output + run("due", "--json").output + run("escalate").output
    assert printed.count("An item of which the public was told nothing") == 6
    assert CANARY not in printed
    del general


def test_what_is_wrong_is_said_in_a_sentence(run, general, log_engine):
    missing = run("due", "--body", "no-such-board")
    assert (missing.exit_code, "no body with that slug" in missing.output) == (2, True)
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    assert run("escalate").exit_code == 0  # nothing to do, nothing to write
    del general


def test_with_the_log_shut_the_round_does_nothing_and_says_so(office, run, general, log_engine):
    set_review(office, general, today())
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    failed = run("escalate")
    assert failed.exit_code == 1
    assert "Nothing was done: the log cannot be written." in failed.output
    with office.session() as session:
        assert session.scalars(select(Review)).all() == []
