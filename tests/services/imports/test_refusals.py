"""Files that are no publication: each gets one sentence, quickly, and changes nothing."""

import os
import signal
from contextlib import contextmanager, suppress

import pytest

from portal.errors import Refused
from portal.services.imports.page import read_page
from portal.services.imports.reading import LARGEST, MOST_LINES, decoded, read_text
from portal.services.imports.source import Source

PATIENCE = 60  # seconds of work after which a text counts as one that never ends


@contextmanager
def ends_within(seconds):
    """Break off what never ends; how fast it ends is for a benchmark to say."""

    def give_up(*_):
        pytest.fail("reading did not end")

    former = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)


def one_sentence(refusal: pytest.ExceptionInfo[Refused]) -> str:
    said = str(refusal.value)
    assert said.endswith(".")
    assert said[0].isupper() or said[0] == "/"
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n\t\xc2\xa0\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"PK\x03\x04word/document.xml", "Word, Excel or zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Word or Excel"),
        (b"{\\rtf1\\ansi hello}", "rich text"),
        (b"\x89PNG\r\n", "picture"),
        (b"<!DOCTYPE html><title>Agenda</title>", "web page"),
        (b"  <html><body>Agenda", "web page"),
        (b'{"version": 1, "kind": "page"}', "JSON"),
        (b'[{"a": 1}]', "JSON"),
        ("Agenda\n31.\n".encode("utf-16"), "UTF-16"),
        ("Agenda\n31.\n".encode("utf-16-le"), "zero bytes"),
        ("Agenda\ncaf\u00e9".encode("latin-1"), "not in UTF-8 (line 2)"),
        (b"Agenda\x00and minutes", "zero bytes"),
        (b"Agenda\x1b[2Jand minutes", "control characters"),
        ("Agenda \x9b2J".encode(), "control characters"),
    ],
)
def test_what_is_not_a_text_is_refused_in_one_sentence(tmp_path, content, says):
    path = tmp_path / "given.txt"
    path.write_bytes(content)
    with pytest.raises(Refused) as refusal:
        read_text(path)
    assert says in one_sentence(refusal)


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in ("missing", ".", "pipe", "x" * 300, "a" + "/b" * 3000):
        with pytest.raises(Refused) as refusal:
            read_text(tmp_path / name)
        one_sentence(refusal)


@pytest.mark.parametrize(("size", "said"), [(50_000_000, "50"), (10**12, "1000000")])
def test_noise_is_refused_unread_however_long_it_is(tmp_path, size, said):
    path = tmp_path / "noise"
    with path.open("wb") as file:
        file.truncate(size)
    with pytest.raises(Refused, match=rf"{said}\.0 MB"):
        read_text(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Dear all,\n\nsee you on Tuesday.\n", "no line is an item's number"),
        ("1.\n\nHeading\n", "no name of a board"),
        ("Agenda and minutes\n\nMonday 3 June 2024\n\n1.\n\nHeading\n", "no name of a board"),
        ("A Board\n\nA G E N D A\n\n1. Welcome\tChair\n", "`portal import pack`"),
        ("A Board\n\n3 June 2024\n\n1.\n\nX\n\nDocument is Restricted\n", "`portal import pack`"),
        ("\n".join(f"{n % 900}.\n" for n in range(3000)), "thousands of its lines"),
    ],
)
def test_a_text_of_another_kind_is_refused_in_one_sentence(text, says):
    with pytest.raises(Refused) as refusal:
        read_page(Source(text))
    assert says in one_sentence(refusal)


HEAD = "A Board\nMonday, 3 June 2024 2:00 pm\n\n1.\n\nHeading\n\nMinutes:\n\n"
HOSTILE = {
    "spaces": HEAD + "x" + " " * (LARGEST - 500) + "y",
    "blank lines": HEAD + " \n" * (LARGEST // 2 - 200),
    "open brackets": HEAD + "(" * (LARGEST - 500),
    "dashes": HEAD + "- " * (LARGEST // 2 - 200),
    "dash lines": HEAD + "- \n" * (LARGEST // 3 - 200),
    "bullets": HEAD + "\u00b7 a\n" * (LARGEST // 5 - 200),
    "actions": HEAD + "ACTION \u2013 Ann to go\n" * (LARGEST // 24),
    "one long action": HEAD + "ACTION \u2013 " + "Ann to go. " * (LARGEST // 11 - 100),
    "owners": HEAD + "ACTION \u2013 " + "Ann, Bob and " * (LARGEST // 13 - 100),
    "restricted lines": HEAD + "- RESTRICTED: the same title\n" * (LARGEST // 29 - 100),
    "restricted titles": HEAD + "".join(f"- RESTRICTED: a b {n}\n\n" for n in range(200_000)),
    "weekdays": HEAD + "Monday 31 February " * (LARGEST // 19 - 100),
    "spaced letters": HEAD + "R E S T R I C T E D " * (LARGEST // 20 - 100),
    "joiners": HEAD + "\u200d" * (LARGEST // 3 - 200),
    "digits": HEAD + "1" * (LARGEST - 500),
    "numbers": HEAD + "10:00 " * (LARGEST // 6 - 100),
    "one line": "A Board Monday 3 June 2024 " * (LARGEST // 27),
    "quotes of the end": HEAD + "... view the full minutes text for item " * (LARGEST // 41 - 10),
    "contact": HEAD.replace("1.", "Contact: " + "a@" * (LARGEST // 2 - 100) + "\n\n1.", 1),
    "date": "A Board\n" + "Monday, " * (LARGEST // 8 - 100) + "\n3 June 2024\n\n1.\n\nHeading\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_that_is_accepted_is_read_for_ever(name):
    content = "".join(HOSTILE[name].splitlines(keepends=True)[:MOST_LINES]).encode()
    assert len(content) <= LARGEST
    with suppress(Refused), ends_within(PATIENCE):
        read_page(Source(decoded(content)))


def test_more_lines_than_a_publication_has_are_refused():
    with pytest.raises(Refused) as refusal:
        decoded(b"- \n" * (MOST_LINES + 1))
    assert "20,000 lines" in one_sentence(refusal)
