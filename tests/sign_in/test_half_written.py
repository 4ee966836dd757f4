"""Signing in again leads back to what was half written, its writer and nobody else."""

from uuid import UUID

from tests.sign_in.conftest import invite
from tests.sign_in.front_half import csrf_of

ADDRESS = "/me/substitutes"
WRITTEN = {"seat": "mine", "person": "theirs", "why": "I am away that week."}
PAGE = "/me/half-written"
ANOTHER = UUID("aaaaaaaa-bbbb-4ccc-8ddd-ffffffffffff")


def write(portal, client) -> None:
    """Sign in, write, time out, and press the button."""
    portal.sign_in(client)
    token = csrf_of(client)
    portal.clock.move(minutes=40)
    answer = client.post(ADDRESS, data={**WRITTEN, "csrf_token": token})
    assert answer.status_code == 403
    assert "What you had written is kept" in answer.text


def test_whoever_wrote_it_is_led_to_it(portal, client):
    write(portal, client)
    assert portal.sign_in(client).headers["Location"] == PAGE
    page = client.get(PAGE).text
    assert WRITTEN["why"] in page
    assert f'action="{ADDRESS}"' in page


def test_somebody_else_is_led_home(portal, client, session, provider):
    invite(session, name="Another Person", object_id=ANOTHER)
    write(portal, client)
    provider.tell = lambda occasion: occasion.token(oid=str(ANOTHER), sub="another subject")
    arrived = portal.sign_in(client)
    assert arrived.headers["Location"] == "/me"
    assert WRITTEN["why"] not in client.get(PAGE).text
