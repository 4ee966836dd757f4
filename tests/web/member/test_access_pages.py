"""The pages about who may read: whom they are for, and what they do without a script."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from portal.policy import Office
from portal.records.tables import OfficeHolding, Person
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    CANARY,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    CONFLICTED,
    HELD,
    HIDDEN_ITEM,
    MEMBER,
    MIXED_ITEM,
    MONITORING_OFFICER,
    NEXT,
    NOW,
    PREVENT_MEMBER,
    SLUG,
    STRANGER,
)

TODAY = NOW.date()
ITEM = f"/meetings/{HELD}/items/{CLOSED_ITEM}"
DECLARE = f"/me/interests/declare/{CLOSED_ITEM}"
OFFICERS = (CLERK, MONITORING_OFFICER)
PAGES = {
    "/me/interests": {MEMBER, STRANGER, CLERK, MONITORING_OFFICER, ADMINISTRATOR, AUDITOR},
    "/me/substitutes": {MEMBER, STRANGER, CLERK, MONITORING_OFFICER, ADMINISTRATOR, AUDITOR},
    "/me/need-to-know": {MEMBER, STRANGER, CLERK, MONITORING_OFFICER, ADMINISTRATOR, AUDITOR},
    "/clerk/membership": {CLERK},
    f"/clerk/membership/{SLUG}": {CLERK},
    f"/clerk/membership/{SLUG}/fill": {CLERK},
    f"/clerk/membership/{SLUG}/guests": {CLERK},
    "/ig/permissions": {CLERK, MONITORING_OFFICER},
    "/ig/permissions/ask": {CLERK, MONITORING_OFFICER},
    "/ig/break-glass": {MONITORING_OFFICER, ADMINISTRATOR},
    "/ig/access-reviews": {MONITORING_OFFICER},
    "/ig/interests": {CLERK, MONITORING_OFFICER},
    f"/ig/interests/impose/{CLOSED_ITEM}": {CLERK, MONITORING_OFFICER},
    "/ig/need-to-know": {MONITORING_OFFICER},
}
EVERYBODY = (MEMBER, STRANGER, CLERK, MONITORING_OFFICER, ADMINISTRATOR, AUDITOR)


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def post(whole_world):
    """Send a form as somebody, with the token of their session."""

    def send(person, address, /, **fields):
        client = whole_world.client(person)
        page = client.get("/sign-out").get_data(as_text=True)
        token = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page).group(1)
        return client.post(address, data={"csrf_token": token, **fields})

    return send


def day(name, value):
    return {f"{name}-day": value.day, f"{name}-month": value.month, f"{name}-year": value.year}


@pytest.fixture
def proper_officer(whole_world):
    with Session(whole_world.record) as session:
        session.add(
            OfficeHolding(
                person_id=STRANGER,
                office=Office.PROPER_OFFICER,
                body_id=BOARD,
                from_on=date(2025, 1, 1),
            )
        )
        session.commit()
    return STRANGER


def test_each_page_is_for_its_people_and_absent_for_others(whole_world):
    missing = whole_world.client(MEMBER).get("/ig/no-such-page").data
    for address, whose in PAGES.items():
        for person in EVERYBODY:
            answer = whole_world.client(person).get(address)
            assert answer.status_code == (200 if person in whose else 404), (address, person)
        assert whole_world.client().get(address).status_code == 303
    assert whole_world.client(MEMBER).get("/ig/permissions").data == missing


def test_an_interest_shows_its_effect_then_closes_and_tells_why(whole_world, post):
    client = whole_world.client(MEMBER)
    assert f'href="{DECLARE}"' in client.get(ITEM).get_data(as_text=True)
    assert CANARY in client.get(DECLARE).get_data(as_text=True)
    told = {"kind": "pecuniary", "nature": "A share in the firm.", "will_leave": "yes"}
    checked = post(MEMBER, DECLARE, **told)
    assert checked.status_code == 200
    assert "Declare this interest" in checked.get_data(as_text=True)
    assert whole_world.client(MEMBER).get(f"/papers/{CLOSED_PAPER}/read").status_code == 200
    assert post(MEMBER, DECLARE, **told, confirmed="yes").status_code == 303
    closed = whole_world.client(MEMBER).get(f"/papers/{CLOSED_PAPER}/read")
    assert closed.status_code == 403
    assert "An interest is recorded for you" in closed.get_data(as_text=True)
    assert CANARY not in closed.get_data(as_text=True)
    for address in ("/me", ITEM, f"/meetings/{HELD}", "/me/access", "/me/interests"):
        assert str(CLOSED_PAPER) not in whole_world.client(MEMBER).get(address).get_data(
            as_text=True
        )
    lacking = post(MEMBER, f"/me/interests/declare/{MIXED_ITEM}", confirmed="yes")
    assert lacking.status_code == 422
    assert "There is a problem" in lacking.get_data(as_text=True)


def test_the_public_sees_no_byte_of_an_interest(whole_world, post):
    addresses = ("/", f"/boards/{SLUG}", f"/meetings/{HELD}", ITEM, "/restricted", "/meetings")
    before = [whole_world.client().get(each).data for each in addresses]
    told = {"kind": "other", "nature": "My brother.", "will_leave": "no", "confirmed": "yes"}
    post(MEMBER, DECLARE, **told)
    assert [whole_world.client().get(each).data for each in addresses] == before


def test_a_hidden_item_cannot_be_declared_about_by_whoever_does_not_know_it(whole_world):
    stranger = whole_world.client(STRANGER)
    hidden = stranger.get(f"/me/interests/declare/{HIDDEN_ITEM}")
    assert hidden.status_code == 404
    assert hidden.data == stranger.get("/me/interests/declare/" + str(NEXT)).data


def test_asked_approved_twice_and_ended(whole_world, post, proper_officer):
    compartment = whole_world.furnished.compartments["prevent"]
    until = TODAY + timedelta(days=30)
    refused = post(CLERK, "/ig/permissions/ask", person=MEMBER, purpose="")
    assert refused.status_code == 422
    asked = {"person": MEMBER, "compartment": compartment, "purpose": "Sits on the panel"}
    assert post(CLERK, "/ig/permissions/ask", **asked, **day("until_on", until)).status_code == 303
    page = whole_world.client(MONITORING_OFFICER).get("/ig/permissions").get_data(as_text=True)
    approve = re.search(r'action="(/ig/permissions/[0-9a-f-]+/approve)"', page).group(1)
    mine = whole_world.client(CLERK).get("/ig/permissions").get_data(as_text=True)
    assert approve not in mine
    assert post(CLERK, approve).status_code == 404
    assert post(MONITORING_OFFICER, approve).location.endswith("done=first")
    assert post(MONITORING_OFFICER, approve).status_code == 404
    assert post(proper_officer, approve).location.endswith("done=granted")
    mine = whole_world.client(MEMBER).get("/me/access").get_data(as_text=True)
    assert "Sits on the panel" in mine


def test_a_substitute_is_named_and_approved(whole_world, post):
    named = post(MEMBER, "/me/substitutes", meeting=NEXT, person=PREVENT_MEMBER)
    assert named.status_code == 303
    assert post(MEMBER, "/me/substitutes", meeting=NEXT, person=CLERK).status_code == 422
    page = whole_world.client(CLERK).get("/clerk/membership").get_data(as_text=True)
    approve = re.search(r'action="(/clerk/membership/substitutes/[^"]+/approve)"', page).group(1)
    assert post(CLERK, approve).status_code == 303
    assert "Approved" in whole_world.client(MEMBER).get("/me/substitutes").get_data(as_text=True)


def test_membership_is_kept_by_forms(whole_world, post):
    fill = f"/clerk/membership/{SLUG}/fill"
    seat = {"person": STRANGER, "capacity": "member", "role": "partner", "post_title": "Director"}
    assert post(CLERK, fill, **seat).status_code == 422
    assert post(CLERK, fill, **seat, **day("from_on", TODAY)).status_code == 303
    page = whole_world.client(CLERK).get(f"/clerk/membership/{SLUG}").get_data(as_text=True)
    assert "Dilys Penhale" in page
    end = re.findall(r'href="(/clerk/membership/seats/[^"]+/end)"', page)[-1]
    assert whole_world.client(CLERK).get(end).status_code == 200
    assert post(CLERK, end, vacant="yes").status_code == 303
    leave = f"/clerk/membership/people/{MEMBER}/leave"
    assert whole_world.client(CLERK).get(leave).status_code == 200
    token = whole_world.client(MEMBER)
    assert token.get("/me").status_code == 200
    assert post(CLERK, leave).status_code == 303
    assert token.get("/me").status_code == 303, "the session ended with the account"


def test_a_guest_is_asked_in_and_shown_out(whole_world, post):
    page = whole_world.client(CLERK).get(f"/clerk/membership/{SLUG}/guests").get_data(as_text=True)
    item = re.search(r'<option value="([0-9a-f-]{36})">25 March', page).group(1)
    told = {"item": item, "person": STRANGER, **day("until_on", TODAY + timedelta(days=9))}
    assert post(CLERK, f"/clerk/membership/{SLUG}/guests", **told).status_code == 303
    page = whole_world.client(CLERK).get(f"/clerk/membership/{SLUG}").get_data(as_text=True)
    end = re.search(r'action="(/clerk/membership/[^"]+/guests/[^"]+/end)"', page).group(1)
    assert post(CLERK, end).status_code == 303


def test_broken_glass_is_announced_and_reviewed(whole_world, post, proper_officer):
    asked = post(ADMINISTRATOR, "/ig/break-glass", item="nonsense", reason="It is on fire.")
    assert asked.status_code == 422
    asked = post(
        ADMINISTRATOR, "/ig/break-glass", item=f"https://portal.example{ITEM}", reason="Fire."
    )
    assert asked.status_code == 303
    page = whole_world.client(MONITORING_OFFICER).get("/ig/break-glass").get_data(as_text=True)
    one = re.search(r'href="(/ig/break-glass/[0-9a-f-]+)"', page).group(1)
    assert "Fire." in whole_world.client(MONITORING_OFFICER).get(one).get_data(as_text=True)
    assert whole_world.client(ADMINISTRATOR).get(one).status_code == 404
    for person in (MONITORING_OFFICER, proper_officer):
        assert post(person, one + "/approve").status_code == 303
    opened = whole_world.client(ADMINISTRATOR).get(f"/papers/{CLOSED_PAPER}/read")
    assert opened.status_code == 200
    for person in (MEMBER, CLERK, PREVENT_MEMBER):
        page = whole_world.client(person).get(ITEM).get_data(as_text=True)
        assert "Emergency opening" in page
        assert "Emergency opening" in whole_world.client(person).get("/me").get_data(as_text=True)
    assert "Emergency opening" not in whole_world.client().get(ITEM).get_data(as_text=True)
    assert post(MONITORING_OFFICER, one + "/review", findings="Needed.").status_code == 422


def test_an_access_review_keeps_and_ends(whole_world, post):
    begun = post(MONITORING_OFFICER, "/ig/access-reviews", body=BOARD)
    assert begun.status_code == 303
    page = whole_world.client(MONITORING_OFFICER).get(begun.location).get_data(as_text=True)
    assert "Yours: somebody else decides" in page
    lines = re.findall(r'name="decision-([0-9a-f-]+)" value="keep"', page)
    line = f"{begun.location}/lines/{lines[0]}"
    assert post(MONITORING_OFFICER, line).status_code == 422
    assert post(MONITORING_OFFICER, line, **{f"decision-{lines[0]}": "keep"}).status_code == 303
    assert post(MONITORING_OFFICER, begun.location + "/close").status_code == 422


def test_a_councillor_asks_and_is_refused_with_the_way_on(whole_world, post):
    with Session(whole_world.record) as session:
        session.get_one(Person, STRANGER).councillor = True
        session.commit()
    address = f"/me/need-to-know/{CLOSED_ITEM}"
    assert whole_world.client(STRANGER).get(address).status_code == 200
    assert post(STRANGER, address, reason="").status_code == 422
    assert post(STRANGER, address, reason="I chair housing.").status_code == 303
    page = whole_world.client(MONITORING_OFFICER).get("/ig/need-to-know").get_data(as_text=True)
    one = re.search(r'href="(/ig/need-to-know/[0-9a-f-]+)"', page).group(1)
    opened = whole_world.client(MONITORING_OFFICER).get(one).get_data(as_text=True)
    assert "I chair housing." in opened
    assert post(MONITORING_OFFICER, one + "/refuse", because="").status_code == 422
    assert post(MONITORING_OFFICER, one + "/refuse", because="No duty.").status_code == 303
    told = whole_world.client(STRANGER).get("/me/need-to-know").get_data(as_text=True)
    assert "No duty." in told
    assert "full council" in told


def test_officers_lift_interests_and_grant_dispensations(whole_world, post):
    page = whole_world.client(MONITORING_OFFICER).get("/ig/interests").get_data(as_text=True)
    one = re.search(r'href="(/ig/interests/[0-9a-f-]{36})"', page).group(1)
    assert whole_world.client(MONITORING_OFFICER).get(one).status_code == 200
    grant = one + "/dispensation"
    assert post(MONITORING_OFFICER, grant, reason="").status_code == 422
    days = {**day("from_on", TODAY), **day("until_on", TODAY)}
    assert post(MONITORING_OFFICER, grant, reason="Quorum.", **days).status_code == 303
    reads = whole_world.client(CONFLICTED).get(f"/papers/{CLOSED_PAPER}/read")
    assert reads.status_code == 200
    assert post(MONITORING_OFFICER, grant + "/end").status_code == 303
    assert whole_world.client(CONFLICTED).get(f"/papers/{CLOSED_PAPER}/read").status_code == 403
    assert post(MONITORING_OFFICER, one + "/lift").status_code == 303
