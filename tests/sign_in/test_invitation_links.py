"""A link that cannot be taken up answers as one that never was, in every byte."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.records.tables import Person
from tests.sign_in.conftest import START
from tests.sign_in.inviting import invited, somebody

NEVER = "A" * 43
FORGED = (
    *("x", "A" * 42, "A" * 44, "A" * 5000, "%00", "A" * 42 + "%00", "%C3%A9" * 43, ".."),
    *("A" * 42 + "=", "A" * 42 + "+", "%F0%9F%90%A6", "%0A" + "A" * 42, "A" * 43 + "%0A"),
)
WAYS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND")


@pytest.fixture
def database_kind():
    """Take one kind: what is compared are pages."""
    return "sqlite"


@pytest.fixture
def ended(portal, record_engine):
    """Give one link of each that serves no more, by how it ended."""
    links = {
        "used": {"accepted_at": START},
        "withdrawn": {"withdrawn_at": START},
        "run out": {"expires_at": START},
    }
    made = {
        how: invited(record_engine, somebody(record_engine), portal.person, **told)
        for how, told in links.items()
    }
    for how, change in (("closed", "closed_at"), ("suspended", "suspended_at")):
        person = somebody(record_engine)
        made[how] = invited(record_engine, person, portal.person)
        with Session(record_engine) as session:
            session.execute(update(Person).where(Person.id == person).values({change: START}))
            session.commit()
    return made


def everything(answer, *secrets):
    headers = [(name, value) for name, value in answer.headers if name != "Date"]
    for secret in secrets:
        assert secret not in answer.text
    return answer.status_code, headers, answer.data


@pytest.mark.parametrize("signed_in", [False, True])
def test_every_ended_or_forged_link_is_one_page(portal, client, ended, signed_in):
    if signed_in:
        portal.sign_in(client)
    for method in WAYS:
        never = everything(client.open(f"/invitations/{NEVER}", method=method))
        assert never[0] == 404
        for link in [*ended.values(), *(FORGED if method in {"GET", "HEAD"} else FORGED[:6])]:
            found = everything(client.open(f"/invitations/{link}", method=method))
            assert found == never, f"{method} {link[:60]}"


def test_the_page_says_whom_to_ask_and_is_kept_by_nobody(client):
    page = client.get(f"/invitations/{NEVER}")
    assert "has been used, has run out or was withdrawn. Ask the clerk" in page.text
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_the_button_of_an_ended_or_forged_link_leads_nowhere(client, provider, ended):
    never = everything(client.post(f"/invitations/{NEVER}/accept"))
    assert never[0] == 404
    for link in [*ended.values(), *FORGED]:
        assert everything(client.post(f"/invitations/{link}/accept")) == never, link[:60]
    assert provider.times_asked("authorize") == 0
    assert "Set-Cookie" not in dict(never[1])


def test_by_any_other_way_a_good_link_is_like_none(portal, client, record_engine):
    good = invited(record_engine, somebody(record_engine), portal.person)
    for method in WAYS:
        for end in ("/accept", "/", ""):
            if (method, end) in {("GET", ""), ("HEAD", ""), ("POST", "/accept")}:
                continue
            there, nowhere = (
                everything(client.open(f"/invitations/{link}{end}", method=method))
                for link in (good, NEVER)
            )
            assert there == nowhere, f"{method} {end}"
    assert client.get(f"/invitations/{good}").status_code == 200
