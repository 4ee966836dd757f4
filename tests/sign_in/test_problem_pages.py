"""Whoever cannot sign in reads why in plain words, with a reference and whom to ring."""

from urllib.parse import urlencode

import pytest
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.records.engines import engine_for
from portal.records.tables import Body
from portal.services.sign_in.refusals import Check
from tests.sign_in.front_half import query, told

# The sentences of the design's table, by the provider's codes.
SAYS = {
    "50020": "This account has not been invited yet. Try the address the clerk wrote to, or ask"
    " for an invitation.",
    "50034": "This account has not been invited yet. Try the address the clerk wrote to, or ask"
    " for an invitation.",
    "50105": "You are signed in, but not yet a member of a board here.",
    "50076": "Your organisation asks for a second step. Finish it and come back.",
    "50079": "Your organisation asks for a second step. Finish it and come back.",
    "50158": "Your organisation asks for a second step. Finish it and come back.",
    "53003": "Your organisation's rules stop this device. Use a work device or network.",
    "53000": "Your organisation's rules stop this device. Use a work device or network.",
    "90071": "You may be signed in with another account. Sign out and choose your work account.",
    "90072": "You may be signed in with another account. Sign out and choose your work account.",
    "50057": "This work account has been disabled.",
    "700016": "We could not sign you in.",
}


@pytest.fixture
def database_kind():
    """On SQLite alone: no database decides about it."""
    return "sqlite"


@pytest.fixture
def clerk(portal):
    engine = engine_for(str(portal.app.config["SQLALCHEMY_DATABASE_URI"]))
    with Session(engine) as session:
        session.add(
            Body(
                slug="harbour",
                name="Harbour Partnership",
                clerk_name="Wynn Adeyemi",
                clerk_telephone="01632 960 200",
            )
        )
        session.commit()
    engine.dispose()


def words_of(page):
    """Give the words of a page, in one line."""
    main = page.text.partition("<main")[2].partition("</main>")[0]
    text = "".join(part.partition(">")[2] for part in main.split("<"))
    return " ".join(text.replace("&#39;", "'").split())


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize("code", SAYS)
def test_each_case_has_its_own_words_a_reference_and_whom_to_ring(portal, provider, code):
    described = f"AADSTS{code}: Ngozi.Barrow@example.org was refused. Trace ID: 1 <b>x</b>"
    provider.answers["authorize"] = lambda request: Response(
        status=302,
        headers={
            "Location": f"{request.args['redirect_uri']}?"
            + urlencode(
                {
                    "error": "access_denied",
                    "error_description": described,
                    "state": request.args["state"],
                }
            )
        },
    )
    browser = portal.browser()

    answer = portal.sign_in(browser)

    _, check = told(portal, browser, answer)
    assert check == Check.ANSWER
    words = words_of(browser.get(answer.headers["Location"]))
    assert SAYS[code] in words
    assert f"give this reference: {query(answer.headers['Location'])['reference']}" in words
    assert "01632 960 200: Wynn Adeyemi, Harbour Partnership" in words
    assert "Barrow" not in words
    assert code not in words


def test_no_two_causes_have_the_same_words():
    assert len(set(SAYS.values())) == 7  # of twelve codes
