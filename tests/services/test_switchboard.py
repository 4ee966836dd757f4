"""The switchboard is private: its folder, its callers, and what it is asked."""

import json
import os
import socket
import threading

import pytest

from portal.errors import KeysUnavailable
from portal.services.switchboard import (
    Switchboard,
    call_each,
    is_sealed,
    keep_sealed,
    let_open,
    listening,
)
from portal.services.switchboard.folder import asked_by


class Switch:
    """A worker's switch, whose passphrase is known."""

    def __init__(self):
        self.shut_because = "it began so"
        self.turned = []

    def seal(self):
        self.turned.append("seal")
        self.shut_because = "sealed"

    def unseal(self, passphrase):
        self.turned.append("unseal")
        if passphrase != "the passphrase":
            raise KeysUnavailable("not the right one")
        self.shut_because = ""


@pytest.fixture
def folder(tmp_path):
    # Longer than a socket's address may be.
    return tmp_path / ("a folder with a long name " * 6) / "workers"


@pytest.fixture
def switch():
    return Switch()


@pytest.fixture
def board(folder, switch):
    listens = Switchboard(folder, switch)
    listens.start()
    yield listens
    listens.stop()


def test_a_worker_is_asked_sealed_and_unsealed(board, folder, switch):
    del board
    (worker,) = call_each(folder, "state")
    assert (worker.process, worker.answered, worker.is_open) == (os.getpid(), True, False)
    assert worker.because == "it began so"
    (worker,) = call_each(folder, "unseal", "another")
    assert (worker.is_open, worker.because) == (False, "not the right one")
    (worker,) = call_each(folder, "unseal", "the passphrase")
    assert (worker.is_open, worker.because) == (True, "")
    (worker,) = call_each(folder, "seal")
    assert (worker.is_open, worker.because) == (False, "sealed")
    assert switch.turned == ["unseal", "unseal", "seal"]


def test_the_folder_and_what_is_in_it_are_private(board, folder):
    keep_sealed(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    board.stop()
    assert [each.name for each in folder.iterdir()] == ["sealed"]


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o777])
def test_a_folder_that_others_may_enter_is_not_used(folder, switch, mode, caplog):
    folder.mkdir(parents=True)
    folder.chmod(mode)
    Switchboard(folder, switch).start()
    assert list(folder.iterdir()) == []
    assert "cannot reach this worker" in caplog.text
    for act in (lambda: call_each(folder, "state"), lambda: keep_sealed(folder)):
        with pytest.raises(KeysUnavailable, match="others may enter"):
            act()


def test_a_link_in_the_folders_place_is_not_followed(folder, tmp_path, switch):
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder.parent.mkdir()
    folder.symlink_to(tmp_path / "elsewhere")
    Switchboard(folder, switch).start()
    assert list((tmp_path / "elsewhere").iterdir()) == []
    with pytest.raises(KeysUnavailable, match="cannot be entered"):
        call_each(folder, "state")


def test_the_kernel_says_who_calls():
    one, other = socket.socketpair(socket.AF_UNIX)
    with one, other:
        assert asked_by(one) == os.geteuid()


def test_another_user_is_not_listened_to(board, folder, switch, monkeypatch, caplog):
    del board
    monkeypatch.setattr(listening, "asked_by", lambda _connection: os.geteuid() + 4711)
    (worker,) = call_each(folder, "seal")
    assert not worker.answered
    assert switch.turned == []
    assert "not listened to" in caplog.text


def test_somebody_else_who_listens_is_given_no_passphrase(folder, monkeypatch):
    keep_sealed(folder)
    heard = []
    opened = os.open(folder, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as impostor:
        impostor.bind(f"/proc/self/fd/{opened}/4711.socket")
        impostor.listen()
        monkeypatch.setattr(
            "portal.services.switchboard.calling.asked_by", lambda _line: os.geteuid() + 4711
        )
        with pytest.raises(KeysUnavailable, match="somebody else listens as worker 4711"):
            call_each(folder, "unseal", "the passphrase")
        caller, _ = impostor.accept()
        with caller:
            heard.append(caller.recv(100))
    os.close(opened)
    assert heard == [b""]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"seal\n",
        b"[]\n",
        b"{}\n",
        b"null\n",
        b'{"do": 7}\n',
        b"\xff\xfe\n",
        b"{" * 20_000,
        b'{"do": "unseal", "passphrase": ["the passphrase"]}\n',
    ],
)
def test_what_cannot_be_read_changes_nothing(board, folder, switch, line):
    del board
    opened = os.open(folder, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as calling:
        calling.connect(f"/proc/self/fd/{opened}/{os.getpid()}.socket")
        calling.settimeout(20)
        try:
            calling.sendall(line)
            calling.shutdown(socket.SHUT_WR)
            said = calling.recv(1000)
        except OSError:
            said = b""
    os.close(opened)
    assert not said or json.loads(said)["open"] is False
    assert switch.shut_because == "it began so"


def test_a_worker_that_says_nothing_is_told_of_and_one_that_is_gone_is_cleared_away(folder):
    keep_sealed(folder)
    opened = os.open(folder, os.O_RDONLY)
    silent = socket.socket(socket.AF_UNIX)
    silent.bind(f"/proc/self/fd/{opened}/1.socket")
    silent.listen()
    gone = socket.socket(socket.AF_UNIX)
    gone.bind(f"/proc/self/fd/{opened}/2.socket")
    gone.close()
    (worker,) = call_each(folder, "state", patience=0.1)
    assert (worker.process, worker.answered) == (1, False)
    silent.close()
    assert call_each(folder, "state") == ()
    assert [each.name for each in folder.iterdir()] == ["sealed"]
    os.close(opened)


def test_a_worker_that_starts_while_the_host_is_being_sealed_seals_itself(folder, switch):
    keep_sealed(folder)
    assert is_sealed(folder)
    listens = Switchboard(folder, switch)
    listens.start()
    listens.stop()
    assert switch.turned == ["seal"]
    let_open(folder)
    let_open(folder)
    assert not is_sealed(folder)


def test_a_child_listens_under_its_own_name(board, folder, switch):
    del board
    gate, ready = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(ready[1], b"1")
            os.read(gate[0], 1)
            os._exit(0 if switch.turned == ["seal"] else 1)
        finally:
            os._exit(2)
    os.read(ready[0], 1)
    answered = {each.process: each.answered for each in call_each(folder, "seal")}
    os.write(gate[1], b"1")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert answered == {os.getpid(): True, child: True}
    for each in (*gate, *ready):
        os.close(each)


def test_many_may_call_at_once(board, folder):
    del board
    answers = []
    calling = [
        threading.Thread(target=lambda: answers.extend(call_each(folder, "state")))
        for _ in range(8)
    ]
    for each in calling:
        each.start()
    for each in calling:
        each.join()
    assert [each.answered for each in answers] == [True] * 8
