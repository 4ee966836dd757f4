"""Set-up does its work, or says in one sentence what is missing."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.tree import ROOT

PROGRAM = ROOT / "tools/set_up.py"
NOWHERE = "http://127.0.0.1:9"  # the port of RFC 863, where nobody listens


def say(words: str, cwd: Path = ROOT / "tools", **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", words],
        cwd=cwd,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def the_one_sentence(stopped: subprocess.CompletedProcess[str]) -> str:
    assert stopped.returncode == 1, stopped.stderr
    assert stopped.stderr.count("\n") == 1, stopped.stderr
    assert stopped.stderr.startswith("Set-up stopped. ")
    assert stopped.stderr.endswith("then run the same command again.\n")
    return stopped.stderr


def test_a_python_too_old_for_the_portal_can_still_read_the_set_up():
    ast.parse(PROGRAM.read_text(), feature_version=(3, 6))
    with pytest.raises(SyntaxError):
        ast.parse("if (n := 1): pass", feature_version=(3, 6))


def test_an_old_python_is_told_apart():
    stopped = say("import set_up; set_up.OLDEST = (99, 0); raise SystemExit(set_up.main())")
    assert "Python 99.0 or newer is needed" in the_one_sentence(stopped)


def test_a_python_without_venv_is_told_what_to_install():
    stopped = say(
        "import sys; sys.modules['venv'] = None; import set_up; raise SystemExit(set_up.main())"
    )
    assert "python3-venv" in the_one_sentence(stopped)


@pytest.mark.slow
def test_a_machine_without_network_is_told_so(tmp_path):
    for name in ("tools", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name)
    stopped = say(
        "import set_up; raise SystemExit(set_up.main())",
        cwd=tmp_path / "tools",
        PIP_INDEX_URL=NOWHERE,
        PIP_EXTRA_INDEX_URL="",
        PIP_FIND_LINKS="",
        PIP_CONFIG_FILE=os.devnull,
        PIP_NO_CACHE_DIR="1",
    )
    assert "no package index answered" in the_one_sentence(stopped)
    assert "Making a Python environment" in stopped.stdout


def test_a_machine_without_chromium_is_told_what_will_be_left_out(tmp_path):
    told = say("import set_up; set_up.find_browser()", PATH=str(tmp_path))
    assert told.stdout == "There is no Chromium here, so the browser tests will be left out.\n"


def test_the_command_works_from_any_folder(tmp_path):
    answer = subprocess.run(  # noqa: S603 -- our own program
        [Path(sys.prefix) / "bin/portal", "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert "Usage: portal" in answer.stdout


@pytest.mark.parametrize(("environ", "ending"), [({"CI": "true"}, 1), ({"CI": ""}, 0)])
def test_in_ci_a_skipped_test_is_a_failure(tmp_path, environ, ending):
    (tmp_path / "test_it.py").write_text(
        "import pytest\n\n\ndef test_it():\n    pytest.skip('no reason')\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "tests.support.left_out", "-p", "no:randomly"]
    command += ["-c", os.devnull, "--rootdir", str(tmp_path), str(tmp_path / "test_it.py")]
    ran = subprocess.run(  # noqa: S603 -- our own program
        command,
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == ending, ran.stdout
    assert ("CI leaves nothing out" in ran.stdout) is bool(ending)
