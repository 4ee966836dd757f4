"""The sandbox: what a child may use, what it cannot do, and that the portal goes on."""

import hashlib
import platform
from pathlib import Path

import pytest

from portal.inspection import sandbox
from portal.inspection.lock_in import REFUSED
from portal.inspection.sandbox import Limits, NotInspected
from portal.inspection.tasks import TASKS
from tests.inspection.probing import FORBIDDEN

HERE = "tests.inspection.probing"
LOCKED = platform.machine() in REFUSED
BRIEF = Limits(seconds=20, memory=400_000_000, answer=100_000)
CHILD = """
import sys
from portal.inspection import child, tasks
tasks.TASKS = child.TASKS = {**tasks.TASKS, "probe": sys.argv.pop(1)}
sys.argv[1] = "probe"
import os
code = child.main()
os._exit(code)
"""


@pytest.fixture
def run(monkeypatch):
    """Run a task of the tests' own, in the same child and within the same limits."""

    def running(task, content=b"file", asked=None, limits=BRIEF):
        popen = sandbox.subprocess.Popen

        def started(command, **named):
            at = command.index("-m")
            told = command[at + 3 :]
            return popen([*command[:at], "-c", CHILD, f"{HERE}:{task}", "probe", *told], **named)

        monkeypatch.setattr(sandbox.subprocess, "Popen", started)
        try:
            return sandbox.run(task, (content,), asked, limits)
        finally:
            monkeypatch.setattr(sandbox.subprocess, "Popen", popen)

    return running


def memory_files():
    return [
        each
        for each in Path("/proc/self/fd").iterdir()
        if each.is_symlink() and "memfd:paper" in str(each.readlink())
    ]


def test_a_task_is_done():
    content = [b"one ", b"", b"two"]
    assert sandbox.run("measure", content) == {
        "size": 7,
        "sha256": hashlib.sha256(b"one two").hexdigest(),
    }
    assert sandbox.run("measure", ())["size"] == 0
    assert memory_files() == []


def test_a_child_knows_nothing_of_the_portal(run, monkeypatch):
    monkeypatch.setenv("PORTAL_ROOT_PASSPHRASE", "an invented phrase")
    said = run("says", asked={"one": [1, {"two": None}]})
    assert set(said["environment"]) <= {"LC_ALL", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
    assert said["asked"] == {"one": [1, {"two": None}]}
    kinds = {each.partition(":")[0] for each in said["opened"]}
    assert kinds == {"pipe", "/memfd"}, "its pipes, and memory"
    assert said["group"]
    assert not LOCKED or said["dumpable"] == 0


@pytest.mark.skipif(not LOCKED, reason="the kernel's filter is written for x86-64 and AArch64")
def test_a_child_can_do_nothing_but_answer(run):
    ended = {what: run("tries", asked={"what": what})["refused"] for what in FORBIDDEN}
    assert {what for what, refused in ended.items() if refused is None} == set()
    assert not Path("/tmp/left-behind").exists()  # noqa: S108 -- what the child tried to write


@pytest.mark.parametrize(
    ("task", "cause", "seconds"),
    [
        ("spins", "time", 1),
        ("sleeps", "time", 1),
        ("swells", "memory", 20),
        ("breaks", "crash", 20),
        ("raises", "crash", 20),
        ("lies", "crash", 20),
        ("nests", "crash", 20),
    ],
)
def test_a_child_that_gives_no_answer_is_ended_and_the_portal_goes_on(run, task, cause, seconds):
    limits = Limits(seconds=seconds, memory=400_000_000, answer=1_000_000)
    with pytest.raises(NotInspected) as refused:
        run(task, limits=limits)
    assert refused.value.cause == cause
    assert memory_files() == []


def test_an_answer_that_is_too_long_is_cut_off(run):
    assert len(run("babbles", asked={"length": 99_000})["words"]) == 99_000
    with pytest.raises(NotInspected) as refused:
        run("babbles", asked={"length": 2_000_000})
    assert refused.value.cause == "answer"


def test_what_breaks_says_nothing_of_the_file_to_whoever_asked(run):
    with pytest.raises(NotInspected) as refused:
        run("raises", b"a secret")
    assert "secret" not in str(refused.value)


def test_a_source_that_breaks_off_leaves_nothing():
    def broken():
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        sandbox.run("measure", broken())
    assert memory_files() == []


def test_every_task_is_there_and_can_be_locked_in():
    for task in TASKS:
        asked = {"ending": ".txt", "access": "public", "names": [], "media_type": "text/plain"}
        asked |= {"page": 1, "width": 100, "mark": {"line": "A"}, "title": "A", "language": "en"}
        try:
            sandbox.run(task, (b"A text.",), asked)
        except NotInspected as refused:
            raise AssertionError(task) from refused
