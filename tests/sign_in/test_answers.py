"""Whatever the browser or the provider answers, there is one page and one entry in the log."""

from urllib.parse import urlencode

import pytest
from werkzeug.wrappers import Response

from portal.services.sign_in.refusals import Check
from tests.sign_in.front_half import query, told
from tests.sign_in.hostile_provider import in_json


@pytest.fixture
def database_kind():
    """On SQLite alone: the database plays no part in reading an answer."""
    return "sqlite"


def answer(portal, client, **parameters) -> str:
    """Come back with a good state and whatever else."""
    state = query(portal.leave(client))["state"]
    return "/sign-in/callback?" + urlencode({"state": state, **parameters}, doseq=True)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ("other", Check.ANSWER)),
        ({"code": ""}, ("other", Check.ANSWER)),
        ({"code": "x" * 9000}, ("other", Check.ANSWER)),
        ({"code": "never given"}, ("other", Check.EXCHANGE)),
        ({"code": "\udcff\n"}, ("other", Check.EXCHANGE)),
        ({"code": "x", "iss": "https://issuer.example/v2.0"}, ("other", Check.ANSWER)),
        ({"code": ["one", "two"]}, ("start-again", Check.TRANSACTION)),
        ({"state": ["one", "two"], "code": "x"}, ("start-again", Check.TRANSACTION)),
        ({"error": "access_denied"}, ("changed-mind", Check.ANSWER)),
        ({"error": "server_error"}, ("out-of-order", Check.ANSWER)),
        (
            {"error": "access_denied", "error_description": "AADSTS50105: not assigned"},
            ("not-a-member", Check.ANSWER),
        ),
        (
            {"error": "invalid_request", "error_description": "AADSTS50020: not here"},
            ("not-invited", Check.ANSWER),
        ),
        ({"error": "x", "error_description": "<script>"}, ("other", Check.ANSWER)),
        ({"error": "x", "code": "y"}, ("other", Check.ANSWER)),
    ],
)
def test_an_answer_without_a_good_code_is_refused(portal, client, parameters, expected):
    address = answer(portal, client, **{
        name: value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
        for name, value in parameters.items()
    })  # fmt: skip

    assert told(portal, client, client.get(address)) == expected
    assert len(portal.entries()) == 1


@pytest.mark.parametrize(
    "respond",
    [
        lambda _: Response("", 200),
        lambda _: Response("null", 200, content_type="application/json"),
        lambda _: Response("[]", 200, content_type="application/json"),
        lambda _: Response('"token"', 200, content_type="application/json"),
        lambda _: Response("<html>", 200),
        lambda _: Response("\xff", 200, content_type="application/json"),
        lambda _: Response("{", 400),
        lambda _: in_json({}),
        lambda _: in_json({"error": "invalid_client"}, 401),
        lambda _: in_json({"error": {"of": "another kind"}}, 400),
        lambda _: in_json({"id_token": "a.b.c", "expires_in": "soon", "expires_at": "never"}),
        lambda _: Response(status=302, headers={"Location": "/elsewhere"}),
        lambda _: Response(status=307, headers={"Location": "https://elsewhere.example/"}),
        lambda _: Response("{}", 200, headers={"Content-Encoding": "gzip"}),
        lambda _: Response(" " * 300_000 + "{}", 200),
        lambda _: Response(status=500),
    ],
)
def test_whatever_the_token_endpoint_says_there_is_one_page_and_one_entry(
    portal, client, provider, respond
):
    provider.answers["token"] = respond

    about, check = told(portal, client, portal.sign_in(client))

    assert (about, check) in {
        ("other", Check.EXCHANGE),
        ("other", Check.FORM),
        ("out-of-order", Check.PROVIDER),
    }
    assert len(portal.entries()) == 1
    assert provider.times_asked("/elsewhere") == 0
