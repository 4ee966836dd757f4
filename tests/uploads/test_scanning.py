"""The scanner: a real clamd with one signature of ours, asked through its socket."""

import socket
import threading

import pytest

from portal.inspection.clamd import NotScanned, Scanner
from portal.records.tables import UploadState
from tests.support.clamd import HARM
from tests.uploads.sending import a_pdf, begin, blobs, only, press, rules_on, send


def pieces(content, size=65_536):
    return (content[start : start + size] for start in range(0, len(content), size))


def with_scanner(world, address):
    object.__setattr__(
        world.app.extensions["portal"], "scanner", Scanner.at(address) if address else None
    )


def test_it_finds_what_it_knows_wherever_it_lies_and_nothing_else(clamd):
    scanner = Scanner.at(clamd.address)
    assert scanner.is_clean([])
    assert scanner.is_clean(pieces(b"words of no meaning " * 50_000))
    assert not scanner.is_clean(pieces(b"x" * 70_000 + HARM + b"y" * 70_000))
    assert not scanner.is_clean([HARM[:9], b"", HARM[9:]])
    assert clamd.is_emptied()


@pytest.mark.parametrize("answer", [b"", b"stream: OK", b"UNKNOWN\0", b"x" * 9000, None])
def test_what_gives_no_plain_answer_is_not_taken_for_one(answer):
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve():
            with door.accept()[0] as client:
                if answer is not None:
                    client.recv(14, socket.MSG_WAITALL)  # the command and the end of no file
                    client.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        scanner = Scanner.at(f"127.0.0.1:{door.getsockname()[1]}")
        if answer == b"stream: OK":
            assert scanner.is_clean([])  # the end of the answer is an end as well
        else:
            with pytest.raises(NotScanned):
                scanner.is_clean([b"some words"])
        thread.join()


def test_an_address_elsewhere_is_none(tmp_path):
    for address in ("10.0.0.1:3310", "clamd.example:3310", "relative", "", "127.0.0.1"):
        with pytest.raises(ValueError) as refused:  # noqa: PT011 -- the message is the address
            Scanner.at(address)
        assert str(refused.value) == address
    with pytest.raises(NotScanned):
        Scanner.at(str(tmp_path / "nothing")).is_clean([])


def test_what_it_finds_is_refused_and_nothing_is_left(whole_world, clerk, tmp_path, clamd):
    with_scanner(whole_world, clamd.address)
    before = blobs(tmp_path)
    at = begin(clerk)
    answer = send(clerk, at, "minutes.txt", b"It was said: " + HARM)
    assert (answer.status_code, rules_on(answer)) == (422, ["scan.infected"])
    assert blobs(tmp_path) == before
    assert list(clamd.temporary.iterdir()) == []
    assert send(clerk, at, "plan.pdf", a_pdf()).status_code == 303
    assert only(whole_world).state is UploadState.CHECKED


def test_while_it_is_out_of_reach_a_file_waits_and_says_so(whole_world, clerk, tmp_path, clamd):
    with_scanner(whole_world, str(tmp_path / "nothing"))
    at = begin(clerk)
    assert send(clerk, at, "minutes.txt", b"It was well.").status_code == 303
    assert only(whole_world).state is UploadState.WAITING
    assert "does not answer" in clerk.get(at).text
    assert press(clerk, f"{at}/publish").status_code == 422
    with_scanner(whole_world, clamd.address)
    assert press(clerk, f"{at}/check").status_code == 303
    assert only(whole_world).state is UploadState.CHECKED
    assert press(clerk, f"{at}/publish").status_code == 303
