"""Every root is made and looked after from the command line, by the settings alone."""

import io
import subprocess
import sys
from datetime import date

import click
import pytest
from click.testing import CliRunner

from portal.cli import portal
from portal.cli.back_door import BackDoor
from portal.cli.demo import write_settings
from portal.cli.doctor.examining import answer_of
from portal.cli.doctor.findings import State
from portal.cli.doctor.patient import Patient
from portal.cli.doctor.stores import CHECKS
from portal.policy import Jurisdiction, Regime
from portal.records import migrating
from portal.services.agendas import Rules, found_body
from portal.services.compartments import create_standard_compartments
from tests.support.tree import ROOT
from tests.vault.roots.key_vault import Credential
from tests.vault.roots.softhsm import LABEL

PASSPHRASE = "an invented passphrase of the root"
ASLEEP = "import sys, portal.app; print(sorted({'hvac', 'azure', 'pkcs11'} & set(sys.modules)))"
BY_NAME = {check.name: check for check in CHECKS}


@pytest.fixture(params=["local", "pkcs11", "transit", "azure"])
def settings(request, tmp_path, monkeypatch):
    """Write the settings of an installation with each kind of root."""
    path = write_settings(tmp_path, 8000)
    lines = dict(each.split("=", 1) for each in path.read_text().splitlines())
    kind = request.param
    lines["PORTAL_ROOT"] = kind
    if kind != "local":
        del lines["PORTAL_ROOT_KEY_FILE"]
        lines["PORTAL_ROOT_NAME"] = "clear-days-by-command"
        lines["PORTAL_ROOT_SOCKETS"] = str(tmp_path / "workers")
    if kind == "pkcs11":
        token = request.getfixturevalue("token")
        lines["PORTAL_ROOT_MODULE"] = str(token.module)
        lines["PORTAL_ROOT_TOKEN"] = LABEL
        lines["PORTAL_ROOT_PIN_FILE"] = str(token.pin_file)
    elif kind == "transit":
        bao = request.getfixturevalue("bao")
        lines["PORTAL_ROOT_ADDRESS"] = bao.address
        lines["PORTAL_ROOT_TOKEN_FILE"] = str(bao.token_file)
    elif kind == "azure":
        vault = request.getfixturevalue("vault")
        lines["PORTAL_ROOT_ADDRESS"] = vault.address
        lines["PORTAL_ROOT_AUTHORITY_FILE"] = str(vault.certificate)
        monkeypatch.setattr("azure.identity.ManagedIdentityCredential", Credential)
    path.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    return path


def run(settings, *arguments, typed=None):
    return CliRunner().invoke(portal, ["--settings", str(settings), *arguments], input=typed)


def finding(settings, check):
    return answer_of(BY_NAME[check], Patient(door=BackDoor(settings_file=settings)))


def test_a_root_is_made_once_used_and_examined(settings):
    told = finding(settings, "root key")
    assert told.state is State.WRONG
    assert "restricted papers are shut" in told.found
    assert "portal keys create" in told.advice

    made = run(settings, "keys", "create")
    assert made.exit_code == 0, made.output
    again = run(settings, "keys", "create")
    assert (again.exit_code, "left as it" in again.output) == (1, True)

    told = finding(settings, "root key")
    assert told.state is State.GOOD, told
    assert finding(settings, "workers").state is State.NOT_USED
    door = BackDoor(settings_file=settings)
    for chain, engine in (("record", door.record_engine), ("log", door.log_engine)):
        migrating.upgrade(engine, chain)
    work = door.office().work_of(None)
    body = found_body(
        work,
        slug="board",
        name="Board",
        purpose="",
        legal_basis="",
        clerk=("", "", ""),
        rules=Rules(regime=Regime.ADOPTED, jurisdiction=Jurisdiction.ENG),
        from_on=date(2020, 1, 1),
    )
    create_standard_compartments(work, body)
    work.commit()
    work.session.close()
    assert finding(settings, "compartment keys").state is State.GOOD
    root = made.output.partition("Root ")[2].split()[0].removeprefix("key ")
    assert root in run(settings, "keys", "list").output + made.output


def test_only_a_file_is_made_with_a_passphrase_that_is_asked_for(settings, monkeypatch):
    local = "PORTAL_ROOT=local" in settings.read_text()
    made = run(settings, "keys", "create", "--ask", typed=PASSPHRASE + "\n")
    if not local:
        assert (made.exit_code, "Only a root in a file" in made.output) == (2, True)
        return
    assert made.exit_code == 0, made.output
    assert "starts sealed" in made.output
    told = finding(settings, "root key")
    assert (told.state, "wants its passphrase" in told.found) == (State.GOOD, True)
    door = BackDoor(settings_file=settings)
    migrating.upgrade(door.record_engine, "record")
    assert "wants its passphrase" in door.office().switch.shut_because
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSPHRASE + "\n"))
    assert not door.unsealed_office().switch.shut_because
    monkeypatch.setattr("sys.stdin", io.StringIO("another passphrase\n"))
    with pytest.raises(click.ClickException, match="does not open"):
        door.unsealed_office()
    refused = run(settings, "keys", "unseal", typed="something else\n")
    assert (refused.exit_code, "Nothing was unsealed" in refused.output) == (1, True)


def test_a_portal_that_starts_wakes_no_library_of_a_root_it_does_not_have():
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", ASLEEP], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
