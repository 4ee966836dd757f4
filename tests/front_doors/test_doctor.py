"""The doctor: one line for each check, whatever hangs or breaks, and nothing that is secret."""

import json
import threading
import time

import pytest
from click.testing import CliRunner

from portal.cli import portal
from portal.cli.doctor import CHECKS, stores
from portal.cli.doctor.examining import examine
from portal.cli.doctor.findings import Check, State, good
from tests.sign_in.graph_at_work import refusing
from tests.support.serving import address_of, open_door

NAMES = [check.name for check in CHECKS]


def run(path, *options):
    return CliRunner().invoke(portal, ["--settings", str(path), "doctor", *options])


def secrets_of(deployment):
    named = ("SECRET", "PEPPER", "PASSPHRASE")
    return [
        value for name, value in deployment.environ.items() if any(each in name for each in named)
    ]


def test_no_two_checks_have_a_name():
    assert len(set(NAMES)) == len(NAMES) >= 25


def test_a_whole_deployment_is_good_in_every_line(deployment):
    result = run(deployment.settings_file())
    lines = result.output.splitlines()
    assert [line for line in lines if ": good: " not in line and ": not used: " not in line] == []
    assert [line.split(": ")[0] for line in lines] == NAMES
    assert result.exit_code == 0
    unused = [line.split(": ")[0] for line in lines if ": not used: " in line]
    assert unused == [
        *("certificate", "workers", "mail", "witnesses"),
        *("scanner", "recovery", "emergency keys"),
    ]


def test_a_program_reads_the_same_as_json_and_one_fault_gives_another_exit_code(deployment):
    deployment.provider.graph.fails("/identity/*", refusing(403))
    result = run(deployment.settings_file(), "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert [each["check"] for each in told] == NAMES
    assert {tuple(each) for each in told} == {("check", "state", "found", "advice")}
    wrong = {each["check"]: each for each in told if each["state"] == "wrong"}
    assert set(wrong) == {"permissions", "step-up"}
    assert all(each["advice"] for each in wrong.values())


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_settings_that_cannot_be_used_are_told_one_by_one_with_a_code_of_their_own(
    deployment, options
):
    result = run(deployment.settings_file(tenant="common", database_url=None), *options)
    assert result.exit_code == 2
    if options:
        assert {each["check"] for each in json.loads(result.stdout)} == {"settings"}
    assert "PORTAL_DATABASE_URL is missing" in result.output
    assert "PORTAL_TENANT is not usable" in result.output
    assert "et it to a GUID, not a domain name" in result.output


def test_a_settings_file_that_cannot_be_read_is_told_with_the_same_code(tmp_path):
    result = run(tmp_path / "absent.env")
    assert result.exit_code == 2
    assert "cannot be read as a settings file" in result.output


def test_nothing_secret_is_printed_however_much_is_wrong(deployment):
    closed = open_door()
    closed.close()
    nowhere = deployment.folder / "nowhere"
    outputs = [
        run(deployment.settings_file(), "--json").output,
        run(
            deployment.settings_file(
                identity_provider="http://127.0.0.1:9",
                base_url="http://localhost:9",
                database_url="postgresql://portal:hunter2@127.0.0.1:9/record",
                papers=nowhere,
                root_key_file=nowhere,
            ),
        ).output,
    ]
    assert "record database: wrong" in outputs[1]
    assert "hunter2" not in outputs[1]
    assert [each for each in secrets_of(deployment) if any(each in out for out in outputs)] == []


def test_what_does_not_end_is_left_behind_and_told(deployment):
    never = threading.Event()
    checks = (
        Check(name="hangs", about="", examine=lambda _: good(str(never.wait())), unfinished="So."),
        Check(name="breaks", about="", examine=lambda _: good(str(1 // 0))),
        Check(name="serves", about="", examine=lambda _: good("well")),
    )
    hangs, breaks, serves = examine(deployment.patient(), checks, patience=0.2)
    never.set()
    assert (hangs.state, hangs.found, hangs.advice) == (
        State.WRONG,
        "no answer within 0.2 seconds",
        "So.",
    )
    assert (breaks.state, breaks.found) == (State.WRONG, "the check broke off (ZeroDivisionError)")
    assert "report it" in breaks.advice
    assert serves.state is State.GOOD


def test_a_provider_and_a_portal_that_take_a_call_and_say_nothing_do_not_keep_it(deployment):
    with open_door() as provider, open_door() as silent:
        patient = deployment.patient(
            identity_provider=address_of(provider), base_url=address_of(silent)
        )
        begun = time.monotonic()
        found = examine(patient, CHECKS, patience=1.0)
        assert time.monotonic() - begun < 10
    states = {each.check: each.state for each in found}
    assert list(states) == NAMES
    assert states["discovery"] is State.WRONG
    assert states["portal"] is State.WRONG
    assert states["tenant"] is State.GOOD


def test_the_doctor_says_when_it_has_fallen_behind_the_settings(deployment, monkeypatch):
    monkeypatch.setattr(
        stores, "documented", lambda: {"PORTAL_SMTP_HOST": "", "PORTAL_WITNESSES": ""}
    )
    assert "PORTAL_SMTP_HOST" in deployment.answer("mail").found
    assert deployment.answer("witnesses").state is State.WRONG
