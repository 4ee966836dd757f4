"""Malformed forms (TEST-11): cut at every offset, split at every offset, lied about, overfull."""

import random
import tracemalloc

import pytest
from werkzeug.test import EnvironBuilder

from portal.services.uploads.faults import RULES, NotTaken
from portal.web import arriving
from portal.web.asked import FormRequest
from portal.web.csrf import Forged
from tests.uploads.sending import EDGE, END, Cut, part

TOKEN = "a token"
LINE = b"\r\n"
CONTENT = b"\r\n--edge-of-a-par\r\n-- words \n\r\r\n" + bytes(range(256))
FORM = part("csrf_token", TOKEN.encode()) + part("file", CONTENT, "plan.pdf") + END
MOST = 1_000_000


def check(token):
    if token != TOKEN:
        raise Forged


def taken(*pieces, length=None, kind=f"multipart/form-data; boundary={EDGE}", most=MOST):
    """Read a form as the door does; give the file's name and content."""
    environ = EnvironBuilder(method="POST").get_environ()
    environ["wsgi.input"] = Cut(*pieces)
    environ["CONTENT_TYPE"] = kind
    environ["CONTENT_LENGTH"] = str(sum(map(len, pieces)) if length is None else length)
    request = FormRequest(environ)
    request.max_content_length = most
    arriving.announce(request)
    form = arriving.read_form(request, check)
    content = b"".join(form.pieces)
    return form.sent_as, content


def refusal(*pieces, **named):
    """Give the rule by which a form is refused; nothing, if it is taken."""
    try:
        taken(*pieces, **named)
    except NotTaken as refused:
        (fault,) = refused.faults
        assert fault.words == RULES[fault.rule]
        return fault.rule
    except Forged:
        return "forged"
    return ""


def test_a_file_comes_whole_wherever_the_form_is_split():
    for at in range(len(FORM) + 1):
        assert taken(FORM[:at], FORM[at:]) == ("plan.pdf", CONTENT), at
    assert taken(*(FORM[at : at + 1] for at in range(len(FORM)))) == ("plan.pdf", CONTENT)


def test_a_form_that_is_cut_off_anywhere_is_refused():
    head = len(part("csrf_token", TOKEN.encode()))
    for at in range(len(FORM) - 2):
        told = refusal(FORM[:at])
        assert told in {"form.broken", "form.broken-off", "forged"}, at
        assert refusal(FORM[:at], length=len(FORM)) == "form.broken-off" or at < head, at


def test_a_form_that_brings_more_or_less_than_it_ought_is_refused():
    token, file = part("csrf_token", TOKEN.encode()), part("file", b"words", "plan.pdf")
    many = b"".join(part(f"field-{number}", b"x") for number in range(1_001))
    wrong = {
        "too many parts": token + many + file + END,
        "too many parts behind": token + file + many + END,
        "two files": token + file + file + END,
        "the token twice": token + token + file + END,
        "a field behind": token + file + part("more", b"x") + END,
        "no name": token + part("", b"words", "plan.pdf") + END,
        "another name": token + part("other", b"words", "plan.pdf") + END,
        "a long field": token + part("field", b"x" * 5_000) + file + END,
        "a token that is no text": part("csrf_token", b"\xff\xfe") + file + END,
        "no line after the head": token + file.replace(LINE + LINE, LINE) + END,
        "no lines at all": (token + file + END).replace(LINE, b""),
        "noise before it": b"noise" + token + file + END,
        "noise after it": token + file + END + b"noise",
        "a head without end, and no more": f"--{EDGE}\r\nX: y\r\n\r\n".encode() + END,
        "a head that never ends": f"--{EDGE}\r\nContent-Disposition: ".encode() + b"x" * 300_000,
        "no disposition": token + f"--{EDGE}\r\nX: y\r\n\r\nwords\r\n".encode() + END,
        "a head that is no text": token
        + b"--"
        + EDGE.encode()
        + b"\r\n\xff\xfe: x\r\n\r\nw\r\n"
        + END,
        "a start that never comes": b"x" * 500_000,
    }
    for what, body in wrong.items():
        assert refusal(body) in {"form.broken", "form.broken-off"}, what
    assert refusal(token + END) == "file.none"
    assert refusal(file + token + END) == "forged"
    assert refusal(file + END) == "forged"
    assert refusal(END) == "form.broken"
    assert refusal(part("csrf_token", b"another") + file + END) == "forged"


def test_what_is_no_such_form_at_all_is_refused():
    for kind in (
        "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
        "multipart/form-data; boundary=", f"multipart/mixed; boundary={EDGE}",
        f"multipart/form-data; boundary={'x' * 300}", 'multipart/form-data; boundary="\xff"',
    ):  # fmt: skip
        assert refusal(FORM, kind=kind) == "form.broken", kind


def test_a_length_that_is_a_lie_is_found_out():
    assert refusal(FORM, length=len(FORM) + 1) == "form.broken-off"
    assert refusal(FORM, length=len(FORM) - 3) == "form.broken-off"
    assert refusal(FORM, length=0) == "form.broken-off"
    assert refusal(FORM, length=10**9) == "file.size"
    assert refusal(FORM, length="many") == "form.broken-off"


def test_names_with_signs_and_of_any_length_come_through_to_be_judged():
    token = part("csrf_token", TOKEN.encode())
    for name in ("a\0b.pdf", "n" * 9_000, "..\\..\\x.pdf", "/etc/passwd", "ü\u202e.pdf"):
        sent, content = taken(token + part("file", b"words", name) + END)
        assert content == b"words"
        assert len(sent) > 3
    assert refusal(token + part("file", b"words", "n" * 65_536) + END) == "form.broken"


def test_noise_in_a_form_is_refused_or_is_the_file_and_breaks_nothing():
    draw = random.Random(11)  # noqa: S311 -- the same forms each time
    for _ in range(400):
        body = bytearray(FORM)
        for _ in range(draw.randrange(1, 5)):
            at = draw.randrange(len(body))
            body[at : at + draw.randrange(3)] = draw.randbytes(draw.randrange(3))
        assert refusal(bytes(body)) in {*RULES, "forged", ""}


def test_a_hundred_megabytes_pass_with_the_memory_of_two_pieces():
    piece = bytes(1_000_000)
    body = [part("csrf_token", TOKEN.encode()), part("file", b"", "plan.pdf")[:-2], *[piece] * 100]
    body += [b"\r\n", END]
    environ = EnvironBuilder(method="POST").get_environ()
    environ["wsgi.input"] = Cut(*body)
    environ["CONTENT_TYPE"] = f"multipart/form-data; boundary={EDGE}"
    environ["CONTENT_LENGTH"] = str(sum(map(len, body)))
    request = FormRequest(environ)
    request.max_content_length = 100_000_000
    tracemalloc.start()
    arriving.announce(request)
    size = sum(map(len, arriving.read_form(request, check).pieces))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size == 100_000_000
    # The two pieces of a megabyte are the test's own.
    assert peak < 2 * len(piece) + 10 * arriving.PIECE


def test_a_file_larger_than_may_be_sent_is_refused_before_it_is_read():
    with pytest.raises(NotTaken) as refused:
        taken(FORM, length=100_000, most=1_000)
    assert refused.value.faults[0].rule == "file.size"
