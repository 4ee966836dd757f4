"""What the doctor says of the scanner, asked of a real clamd and of what only looks like one."""

import socket
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest

from portal.cli.back_door import BackDoor, now
from portal.cli.doctor.examining import answer_of
from portal.cli.doctor.findings import State
from portal.cli.doctor.patient import Patient
from portal.inspection.clamd import NotScanned, Scanner
from tests.front_doors.deployment import BY_NAME
from tests.support.clamd import AGE, NUMBER


def answer(home, address, ahead=timedelta(0)):
    """Ask for the scanner's line of a copy of the demonstration; its clock may be fast."""
    path = home / "settings.env"
    with path.open("a") as settings:
        settings.write(f"PORTAL_CLAMD={address}\n" if address else "")
    patient = Patient(door=BackDoor(settings_file=path), clock=lambda: now() + ahead)
    return answer_of(BY_NAME["scanner"], patient)


@contextmanager
def something_that_says(*answers):
    """Listen on loopback, and give one answer to each that asks."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve():
            for each in answers:
                with door.accept()[0] as client:
                    client.recv(20)
                    client.sendall(each)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{door.getsockname()[1]}"
        thread.join()


def test_where_none_is_set_there_is_nothing_to_look_at(home):
    told = answer(home, "")
    assert told.state is State.NOT_USED
    assert "uploads are not scanned" in told.found


def test_one_that_is_up_to_date_and_finds_the_test_file_is_good(home, dated_clamd):
    told = answer(home, dated_clamd.address)
    assert told.state is State.GOOD
    assert f"signatures {NUMBER} of {now() - AGE:%d %B %Y}" in told.found
    assert dated_clamd.is_emptied()


@pytest.mark.parametrize(("days", "state"), [(3, State.GOOD), (5, State.WRONG)])
def test_signatures_of_more_than_seven_days_are_told(home, dated_clamd, days, state):
    told = answer(home, dated_clamd.address, ahead=timedelta(days=days))
    assert told.state is state
    if state is State.WRONG:
        assert told.found == "its signatures are 8 days old"
        assert "freshclam" in told.advice


def test_one_that_knows_too_little_is_told(home, clamd):
    told = answer(home, clamd.address)
    assert told.state is State.WRONG
    assert "does not find the test file" in told.found
    assert "have no date" in told.found


def test_one_that_is_out_of_reach_is_told(home, tmp_path):
    told = answer(home, tmp_path / "nothing")
    assert told.state is State.WRONG
    assert told.found == "clamd is out of reach"
    assert "uploads wait unchecked" in told.advice


@pytest.mark.parametrize(
    "answers",
    [
        (b"",),
        (b"220 mail.example ESMTP\0",),
        (b"PONG\0", b"ClamAV"),
        (b"PONG\0", b"ClamAV 1.4.6/27000/\0"),
        (b"PONG\0", b"ClamAV 1.4.6/27000/Wed Nov 35 18:59:16 2026\0"),
        (b"PONG\0", b"ClamAV <b>/27000/Wed Nov 25 18:59:16 2026\0"),
        (b"PONG\0", b"\xff" * 9000),
    ],
)
def test_what_does_not_answer_as_clamd_does_is_not_taken_for_one(answers):
    with something_that_says(*answers) as address, pytest.raises(NotScanned):
        Scanner.at(address).version()


def test_one_that_hangs_is_not_waited_for(home, monkeypatch):
    monkeypatch.setattr("portal.cli.doctor.scanning.PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as door:
        told = answer(home, f"127.0.0.1:{door.getsockname()[1]}")
    assert (told.state, told.found) == (State.WRONG, "clamd is out of reach")
