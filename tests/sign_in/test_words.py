"""Paths, references and the provider's codes: what is let through, and what is made of them."""

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.services.sign_in import references
from portal.services.sign_in.compact import Malformed, canonical, json_object
from portal.services.sign_in.refusals import Check, Problem, problem_named_by
from portal.services.sign_in.return_path import return_path
from tests.sign_in.forging import b64

PORTAL = "https://papers.example"


@pytest.mark.parametrize(
    "path", ["/", "/me", "/boards/safer-streets", "/papers/3f-1/read?page=2&x=a+b", "/a.b~c_d:@,"]
)
def test_a_plain_path_of_ours_is_kept(path):
    assert return_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "me",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "/a//elsewhere.example",
        "https://elsewhere.example/",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: b",
        "/a%0d%0ab",
        "/\uff0felsewhere.example",
        "/sign-in",
        "/sign-in/callback?code=x",
        "/sign-out",
        "/" + "a" * 600,
    ],
)
def test_any_other_path_leads_home(path):
    assert return_path(path) == "/me"


@given(st.text())
@example("/\x00")
def test_no_path_leads_to_another_host(path):
    arrived = urlsplit(urljoin(PORTAL, return_path(path)))

    assert (arrived.scheme, arrived.netloc) == ("https", "papers.example")


def test_a_reference_is_short_and_names_one_attempt():
    one, two = references.new(), references.new()

    assert re.fullmatch("[0-9A-F]{4}-[0-9A-F]{4}", one)
    assert one != two
    assert references.is_reference(one)
    assert references.attempt(one) == references.attempt(one) != references.attempt(two)


@pytest.mark.parametrize("text", ["", "1A2B-3C4", "1a2b-3c4d", "1A2B-3C4D\n", "<b>x</b>"])
def test_what_is_not_a_reference_is_not_taken_for_one(text):
    assert not references.is_reference(text)
    with pytest.raises(ValueError, match="two groups"):
        references.attempt(text)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("50020", Problem.NOT_INVITED),
        ("50034", Problem.NOT_INVITED),
        ("50105", Problem.NOT_A_MEMBER),
        ("50076", Problem.SECOND_STEP),
        ("50079", Problem.SECOND_STEP),
        ("50158", Problem.SECOND_STEP),
        ("50057", Problem.DISABLED),
        ("65004", Problem.CHANGED_MIND),
        ("53003", Problem.DEVICE),
        ("53000", Problem.DEVICE),
        ("90071", Problem.OTHER_ACCOUNT),
        ("90072", Problem.OTHER_ACCOUNT),
        ("500201", Problem.OTHER),
        ("5002", Problem.OTHER),
        ("99999", Problem.OTHER),
    ],
)
def test_the_providers_code_says_what_went_wrong(code, problem):
    told = f"AADSTS{code}: User account from identity provider does not exist. Trace ID: 1"

    assert problem_named_by("invalid_request", told) is problem


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        ("access_denied", Problem.CHANGED_MIND),
        ("server_error", Problem.OUT_OF_ORDER),
        ("temporarily_unavailable", Problem.OUT_OF_ORDER),
        ("invalid_scope", Problem.OTHER),
        ("", Problem.OTHER),
    ],
)
def test_without_a_code_the_error_says_it(error, problem):
    assert problem_named_by(error, "50020 without its prefix") is problem


@given(st.binary(min_size=1, max_size=40))
def test_what_was_encoded_canonically_is_decoded(raw):
    assert canonical(b64(raw)) == raw


@given(st.text(alphabet="ABCDwxyz0189-_+/= \n", max_size=12))
def test_only_one_spelling_is_decoded(segment):
    try:
        decoded = canonical(segment)
    except Malformed:
        return
    assert b64(decoded) == segment


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b'"a"', b"{", b"{}{}", b' {"a":1}', b'{"a":1} ', b'{"a":1,"a":1}',
     b'{"a":{"b":1,"b":2}}', b'{"a":NaN}', b'{"a":-Infinity}', b'{"a":"\xff"}',
     b"\xef\xbb\xbf{}", b'{"a":' + b"[" * 9000 + b"]" * 9000 + b"}",
     b'{"a":' + b"9" * 5000 + b"}"],
)  # fmt: skip
def test_what_is_not_one_plain_json_object_is_malformed(text):
    with pytest.raises(Malformed):
        json_object(text)


def test_the_operator_can_look_up_every_check():
    lines = (Path(__file__).parents[2] / "docs/operations.md").read_text().splitlines()

    told = [int(line.split("|")[1]) for line in lines if re.match(r"\| \d+ \|", line)]
    assert told == [int(check) for check in Check]
