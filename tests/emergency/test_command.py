"""``portal emergency``: enrol, list, remove; and what is said of what cannot be done."""

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.cli import portal
from portal.cli.back_door import BackDoor
from portal.cli.doctor.emergency import emergency_keys
from portal.cli.doctor.findings import State
from portal.cli.doctor.patient import Patient
from portal.records.tables import EmergencyEnrolment, EmergencyKey
from portal.services.sign_in.transactions import digest
from tests.emergency.software_key import ORIGIN, SoftwareKey
from tests.sign_in.providers_at_work import environ_of
from tests.support.furnishing import ADMINISTRATOR, NAMES
from tests.web.conftest import NOWHERE

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(bench, record_url, log_url, tmp_path):
    del bench
    environ = environ_of(NOWHERE, record_url, log_url, tmp_path) | {
        "PORTAL_BASE_URL": ORIGIN,
        "PORTAL_ROOT_KEY_FILE": str(tmp_path / "root.key"),
    }
    settings = tmp_path / "settings.env"
    settings.write_text("".join(f"{name}={value}\n" for name, value in environ.items()))
    return settings


@pytest.fixture
def run(settings):
    return lambda *told: CliRunner().invoke(
        portal, ["--settings", str(settings), "emergency", *told]
    )


def test_a_link_is_printed_and_its_secret_is_not_kept(run, bench):
    done = run("enrol", NAMES[ADMINISTRATOR], "--label", "in the safe")
    assert done.exit_code == 0
    start, _, secret = done.stdout.strip().rpartition("/")
    assert start == f"{ORIGIN}/emergency/enrol"
    with Session(bench.record) as session:
        assert session.scalars(select(EmergencyEnrolment.token_hash)).one() == digest(secret)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (["enrol", "Nobody At All", "--label", "x"], "There is nobody of that name here."),
        (["enrol", NAMES[ADMINISTRATOR], "--label", " "], "Give the key a label"),
        (["remove", "12345678"], "There is no such key."),
    ],
)
def test_what_cannot_be_done_is_said_plainly(run, told, says):
    done = run(*told)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"Error: {says}")
    assert "Traceback" not in done.output


def test_the_list_says_whose_they_are_and_what_is_wrong(run, bench, key):
    listed = run("list")
    assert listed.exit_code == 2
    assert "Kit Marlowe, in the safe: enrolled 2026-03-12, last used never" in listed.stdout
    assert "Wrong: 1 of the 2 people needed" in listed.stdout
    assert "never tried out" in listed.stdout
    bench.enrol(SoftwareKey(), bench.administrator())
    bench.come_in(key, drill=True)
    again = run("list").stdout
    assert "people needed" not in again
    assert again.count("never tried out") == 1


def test_a_key_is_removed_by_what_the_list_shows(run, bench, key):
    short = run("list").stdout.split()[0]
    done = run("remove", short)
    assert (done.exit_code, done.stdout) == (0, "Removed: in the safe, of Kit Marlowe.\n")
    with Session(bench.record) as session:
        gone = EmergencyKey.removed_at.is_not(None)
        kept = EmergencyKey.credential_id == key.credential
        assert session.scalar(select(func.count(EmergencyKey.id)).where(gone, kept)) == 1
    assert run("remove", short).exit_code == 1


def test_without_tables_it_says_what_to_run(run, bench):
    EmergencyKey.__table__.drop(bench.record)
    listed = run("list")
    assert listed.exit_code == 1
    assert "portal doctor" in listed.stderr


def test_the_doctor_says_what_is_wrong_with_the_keys_until_two_have_tried_theirs(
    settings, bench, clock
):
    patient = Patient(door=BackDoor(settings_file=settings), clock=clock)
    assert emergency_keys(patient).state is State.NOT_USED  # outside production

    first, second = SoftwareKey(), SoftwareKey()
    bench.enrol(first)
    assert "1 of the 2 people needed" in emergency_keys(patient).found
    bench.enrol(second, bench.administrator())
    bench.come_in(first, drill=True)
    assert "never tried out" in emergency_keys(patient).found
    bench.come_in(second, drill=True)
    assert emergency_keys(patient).state is State.GOOD
    clock.move(days=91)
    late = emergency_keys(patient)
    assert late.state is State.WRONG
    assert "portal emergency list" in late.advice
