"""``portal keys``: says what it would do, does it once, and says what that cures and what not."""

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from portal.cli import portal
from portal.cli.keys import cures
from portal.records.tables import CompartmentKey
from tests.services.keys.killing import settings_over
from tests.services.keys.stock import epochs
from tests.support.furnishing import SLUG

GENERAL = f"{SLUG}/general"


@pytest.fixture
def run(tmp_path, record_engine, log_engine, stocked):
    """Give a way to run a command, that says how it ended and what it said."""
    del stocked
    settings = tmp_path / "settings.env"
    chosen = settings_over(tmp_path, record_engine, log_engine)
    settings.write_text("\n".join(f"{name}={value}" for name, value in chosen.items()))

    def keys(*arguments):
        command = ["--settings", str(settings), "keys", *arguments]
        result = CliRunner().invoke(portal, command)
        return result.exit_code, result.output

    return keys


def test_a_compartment_is_turned_over(run, operator, general):
    number = epochs(operator(), general)[1]
    assert (
        f"{GENERAL}: epoch 2 would follow epoch 1."
        in run("rotate-compartment", GENERAL, "--dry-run")[1]
    )
    code, said = run("rotate-compartment", GENERAL)
    assert (code, f"{GENERAL}: epoch 2 follows epoch 1." in said) == (0, True)
    assert cures.ROTATE_COMPARTMENT in said
    assert "nothing was sealed in epoch 2 yet" in run("rotate-compartment", GENERAL)[1]
    assert f"{GENERAL}: {number} would be done." in run("rewrap", GENERAL, "--dry-run")[1]
    assert epochs(operator(), general) == {1: number}
    assert run("close", GENERAL)[0] == 1
    code, said = run("rewrap", GENERAL, "--close")
    assert f"{GENERAL}: {number} done, 0 left." in said
    assert f"{GENERAL}: epochs up to 1 are closed." in said
    assert (code, cures.REWRAP in said) == (0, True)
    assert f"{GENERAL}: 0 done, 0 left." in run("rewrap", "--all")[1]
    assert f"{GENERAL}: epochs up to 1 were closed already." in run("close", "--all")[1]


def test_it_is_sealed_anew(run, operator, general):
    number = epochs(operator(), general)[1]
    assert f"{GENERAL}: 0 done, 0 left." in run("reencrypt", GENERAL)[1]
    run("rotate-compartment", GENERAL)
    assert f"{GENERAL}: {number} would be done." in run("reencrypt", GENERAL, "--dry-run")[1]
    code, said = run("reencrypt", GENERAL, "--close")
    assert f"{GENERAL}: {number} done, 0 left." in said
    assert (code, cures.REENCRYPT in said) == (0, True)
    code, said = run("list")
    assert code == 0
    assert f"{GENERAL} epoch 1" in said
    assert f"newest: wraps the keys of {number}, {number} sealed in it" in said


def test_the_root_is_changed(run, tmp_path):
    new, old = tmp_path / "next.env", tmp_path / "old.env"
    new.write_text(f"PORTAL_ROOT_KEY_FILE={tmp_path / 'next.key'}\n")
    old.write_text(f"PORTAL_ROOT_KEY_FILE={tmp_path / 'root.key'}\n")
    assert "A root would be made" in run("rotate-root", "--to", str(new), "--dry-run")[1]
    assert not (tmp_path / "next.key").exists()
    assert run("rotate-root", "--to", str(new))[0] == 0
    assert "0 keys would be wrapped" in run("rotate-root", "--to", str(new), "--dry-run")[1]
    settings = tmp_path / "settings.env"
    settings.write_text(settings.read_text() + "\n" + new.read_text())
    assert "4 keys would be left" in run("rotate-root", "--finish", "--dry-run")[1]
    code, said = run("rotate-root", "--finish", "--destroy", str(old))
    assert (code, "take a new one now" in said, cures.ROTATE_ROOT in said) == (0, True, True)
    assert run("list")[0] == 0


def test_a_key_that_is_not_the_pinned_one_is_told_and_nothing_is_moved(
    run, operator, general, office
):
    run("rotate-compartment", GENERAL)
    before = epochs(operator(), general)
    own = office.door.new_compartment_key(general, epoch=1)
    work = operator()
    work.session.execute(
        update(CompartmentKey)
        .where(CompartmentKey.compartment_id == general, CompartmentKey.epoch == 1)
        .values(wrapped=own.wrapped, check_value=own.check_value)
    )
    work.session.commit()
    code, said = run("list")
    assert (code, "THE RECORD'S CHECK VALUE IS NOT THE LOG'S" in said) == (1, True)
    code, said = run("rewrap", GENERAL)
    assert (code, "A key is not the one that the log pinned" in said) == (1, True)
    assert epochs(operator(), general) == before


@pytest.mark.parametrize(
    ("arguments", "saying"),
    [
        (("rewrap",), "or say --all"),
        (("rewrap", GENERAL, "--all"), "or say --all"),
        (("rewrap", "nobody/general"), "There is no compartment nobody/general"),
        (("rotate-root",), "Say one of"),
        (("rotate-root", "--give-up", "--finish"), "Say one of"),
    ],
)
def test_what_makes_no_sense_is_said(run, arguments, saying):
    code, said = run(*arguments)
    assert (code, saying in said) == (2, True)


def test_a_change_of_root_can_be_given_up(run, tmp_path):
    new = tmp_path / "next.env"
    new.write_text(f"PORTAL_ROOT_KEY_FILE={tmp_path / 'next.key'}\n")
    run("rotate-root", "--to", str(new))
    assert "4 keys are left to local:" in run("rotate-root", "--give-up")[1]
    assert run("list")[0] == 0
