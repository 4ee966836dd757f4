"""Groups give roles only by the directory's word, asked at the portal's own address (AUTH-11).

What a token says of groups, or of an address at which to ask for them, is never followed: the
address here is a server on loopback that counts who comes.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import pytest
from werkzeug.wrappers import Response

from portal.audit import Verb
from portal.services.sign_in.refusals import Check
from tests.sign_in.forging import OBJECT, OTHER_TENANT, Occasion
from tests.sign_in.front_half import Portal, open_portal, told
from tests.sign_in.graph_at_work import (
    cut,
    cut_short,
    half_of,
    next_page_at,
    refusing,
    saying,
    serving,
    throttled,
)

MEMBERS = UUID("5a0e4c11-6f6e-4a7b-8b2d-2f0d8f3c9a01")
CLERKS = UUID("5a0e4c11-6f6e-4a7b-8b2d-2f0d8f3c9a02")
ROLE = "Portal.Member"
MEMBER_OBJECTS = f"/users/{OBJECT}/getMemberObjects"


@pytest.fixture
def database_kind():
    """On SQLite alone: the database plays no part in whom the directory is asked about."""
    return "sqlite"


@dataclass
class Lure:
    """An address that a token names, and how many came to it."""

    address: str
    visits: list[str]


@pytest.fixture
def lure() -> Iterator[Lure]:
    visits: list[str] = []

    def answer(environ, start_response):
        visits.append(environ["PATH_INFO"])
        told = json.dumps({"value": [str(MEMBERS), str(CLERKS)]})
        return Response(told, content_type="application/json")(environ, start_response)

    with serving(answer) as address:
        yield Lure(address, visits)


@pytest.fixture
def grouped(provider, record_url, log_url, tmp_path, clock) -> Iterator[Portal]:
    """A portal where two groups give roles; the person has no role but through them."""
    provider.graph.directory.take_role(OBJECT, ROLE)
    groups = f"{MEMBERS}=Portal.Member, {CLERKS}=Portal.Clerk"
    with open_portal(
        provider.authority, record_url, log_url, tmp_path, clock, group_roles=groups
    ) as portal:
        yield portal


def overage(lure: Lure, occasion: Occasion, **claims) -> str:
    """A token of somebody in too many groups, as Entra ID writes it; its address is the lure."""
    source = {"endpoint": f"{lure.address}/users/{OBJECT}/getMemberObjects", "access_token": "x"}
    names = {"groups": "src1", "roles": "src1"}
    return occasion.token(
        **{
            "roles": ...,
            "_claim_names": names,
            "_claim_sources": {"src1": source},
            "hasgroups": True,
            **claims,
        }
    )


def test_the_address_in_a_token_is_not_followed_where_groups_give_nothing(portal, provider, lure):
    provider.tell = partial(overage, lure)
    browser = portal.browser()
    assert told(portal, browser, portal.sign_in(browser)) == ("not-a-member", Check.ROLES)

    provider.tell = partial(overage, lure, roles=[ROLE])
    assert portal.sign_in(portal.browser()).headers["Location"] == "/me"

    assert lure.visits == []
    assert provider.graph.times_asked("*/getMemberObjects") == 0


def test_the_address_in_a_token_is_not_followed_where_groups_give_roles(grouped, provider, lure):
    provider.tell = partial(overage, lure)
    browser = grouped.browser()
    assert told(grouped, browser, grouped.sign_in(browser)) == ("not-a-member", Check.ROLES)

    provider.graph.directory.change(OBJECT, groups=(MEMBERS,))
    browser = grouped.browser()
    assert grouped.sign_in(browser).headers["Location"] == "/me"
    assert browser.get("/me").status_code == 200

    assert lure.visits == []
    assert provider.graph.times_asked(MEMBER_OBJECTS) == 2


@pytest.mark.parametrize(
    "claims",
    [
        {"groups": [str(MEMBERS)]},
        {"groups": [str(MEMBERS)] * 201},
        {"groups": str(MEMBERS)},
        {"groups": {str(MEMBERS): True}},
        {"groups": [ROLE]},
        {"hasgroups": "true", "groups": [str(MEMBERS)]},
        {"wids": [str(MEMBERS)]},
    ],
    ids=" and ".join,
)
def test_groups_in_a_token_are_not_read(grouped, provider, claims):
    provider.tell = lambda occasion: occasion.token(roles=..., **claims)
    browser = grouped.browser()

    assert told(grouped, browser, grouped.sign_in(browser)) == ("not-a-member", Check.ROLES)


def test_a_role_in_the_token_that_the_directory_does_not_give_does_not_count(grouped):
    browser = grouped.browser()

    assert told(grouped, browser, grouped.sign_in(browser)) == ("not-a-member", Check.ROLES)


def test_somebody_in_hundreds_of_groups_has_the_roles_of_two(grouped, provider):
    provider.tell = lambda occasion: occasion.token(roles=...)
    others = [UUID(int=OTHER_TENANT.int + number) for number in range(900)]
    provider.graph.directory.change(OBJECT, groups=(*others, MEMBERS, CLERKS))
    browser = grouped.browser()

    assert grouped.sign_in(browser).headers["Location"] == "/me"
    assert len(grouped.entries(Verb.SIGN_IN_COMPLETED)) == 1


def test_leaving_the_group_ends_the_session_in_five_minutes(grouped, provider, clock):
    provider.graph.directory.change(OBJECT, groups=(MEMBERS,))
    browser = grouped.browser()
    grouped.sign_in(browser)
    provider.graph.directory.change(OBJECT, groups=())
    clock.move(minutes=5)

    assert browser.get("/me").status_code == 303
    assert grouped.entries(Verb.SESSION_ENDED)[0].detail["reason"] == "directory"


FAULTS = {
    "is busy": throttled(120),
    "is out of service": refusing(503),
    "has failed": refusing(500),
    "does not allow it": refusing(403, "Authorization_RequestDenied"),
    "does not know us": refusing(401),
    "hangs up": cut,
    "hangs up in the middle": cut_short,
    "breaks off": half_of({"value": [str(MEMBERS)]}),
    "says nothing": saying({}),
    "says nonsense": saying({"value": str(MEMBERS)}),
    "says a list": saying([str(MEMBERS)]),
    "sends elsewhere": refusing(302, Location="http://127.0.0.1:9/"),
    "says there is no such account": refusing(404),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_without_the_directorys_word_groups_give_no_role(grouped, provider, fault):
    provider.graph.directory.change(OBJECT, groups=(MEMBERS,))
    provider.graph.fails(MEMBER_OBJECTS, FAULTS[fault])
    browser = grouped.browser()

    response = grouped.sign_in(browser)

    assert told(grouped, browser, response) == ("out-of-order", Check.ROLES)
    page = browser.get(response.headers["Location"]).text
    assert "does not answer at the moment" in page
    assert browser.get("/me").status_code == 303


@pytest.mark.parametrize("path", ["/users/*", "/servicePrincipals*", "*/appRoleAssignments"])
def test_without_any_other_word_of_the_directory_there_is_no_role_either(grouped, provider, path):
    provider.graph.directory.change(OBJECT, groups=(MEMBERS,))
    provider.graph.fails(path, refusing(500))
    browser = grouped.browser()

    assert told(grouped, browser, grouped.sign_in(browser)) == ("out-of-order", Check.ROLES)


def test_a_next_page_elsewhere_is_not_fetched(grouped, provider, lure):
    provider.graph.directory.change(OBJECT, groups=(MEMBERS,))
    provider.graph.fails("*/appRoleAssignments", next_page_at(f"{lure.address}/graph/v1.0/next"))
    browser = grouped.browser()

    assert told(grouped, browser, grouped.sign_in(browser)) == ("out-of-order", Check.ROLES)
    assert lure.visits == []


def test_roles_that_nobody_knows_are_dropped_and_only_counted(portal, provider, caplog):
    unknown = ["Wheatear.Administrator", "Portal.Wheatear", "Portal.Wheatear"]
    provider.tell = lambda occasion: occasion.token(roles=[*unknown, ROLE])

    with caplog.at_level(logging.WARNING, logger="portal"):
        assert portal.sign_in(portal.browser()).headers["Location"] == "/me"

    (line,) = [each for each in caplog.records if "unknown" in each.getMessage()]
    assert line.count == 2
    assert "Wheatear" not in str(vars(line))
    assert "Wheatear" not in str(portal.entries())


def test_nothing_but_the_id_token_says_who_it_is(portal, provider):
    provider.tells_of_itself = {
        "userinfo_endpoint": f"{provider.authority}/userinfo",
        "check_session_iframe": f"{provider.authority}/frame",
    }
    provider.answers["userinfo"] = lambda _: Response('{"oid": "another", "roles": []}')
    browser = portal.browser()

    assert portal.sign_in(browser).headers["Location"] == "/me"
    assert "Ngozi Barrow" in browser.get("/me").text
    assert provider.times_asked("userinfo") == 0


def test_an_address_that_is_somebodys_does_not_make_one_them(portal, provider):
    portal.sign_in(portal.browser())
    known = {"email": "ngozi.barrow@example.org", "preferred_username": "ngozi.barrow@example.org"}
    provider.tell = lambda occasion: occasion.token(
        oid=str(OTHER_TENANT), upn="ngozi.barrow@example.org", unique_name="Ngozi Barrow", **known
    )
    browser = portal.browser()

    assert told(portal, browser, portal.sign_in(browser)) == ("not-a-member", Check.PERSON)
