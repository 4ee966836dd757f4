"""The pages of the meeting desk, of releases and of mistaken publications."""

import re

import pytest

from portal.web import csrf
from tests.services.life.closing_items import close_something
from tests.support.furnishing import (
    AUDITOR,
    CANARY,
    CLERK,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    NEXT,
    NEXT_ITEM,
    OPEN_PAPER,
    STRANGER,
    named,
)
from tests.support.furnishing.on_the_day import let_a_meeting_begin

pytestmark = pytest.mark.slow

DESK = f"/clerk/meetings/{NEXT}/desk"


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def closed(whole_world):
    work = whole_world.office.work_of(CLERK)
    let_a_meeting_begin(work.session)
    made = close_something(work, whole_world.furnished)
    work.session.close()
    return made


def send(client, page, address, **answers):
    """Send a form as the page that offers it would."""
    found = re.search(rf'name="{csrf.FIELD}" value="([0-9a-f]+)"', client.get(page).text)
    return client.post(address, data={csrf.FIELD: found[1], **answers})


def followed(answer):
    assert answer.status_code == 303, answer.text[:3000]
    return answer.headers["Location"]


def test_a_lost_vote_goes_from_the_desk_to_the_public(whole_world, closed):
    clerk = whole_world.client(CLERK)
    choice = f"{NEXT_ITEM}:{closed.restriction}"
    followed(send(clerk, DESK, f"{DESK}/exclusions", choices=choice))
    motion = re.search(rf"{DESK}/exclusions/[0-9a-f-]+", clerk.get(DESK).text)[0]
    assert "Schedule 12A" in clerk.get(motion).text
    refused = send(clerk, motion, f"{motion}/words", words="That the public leave.")
    assert refused.status_code == 422
    assert "Name the item in the resolution" in refused.text
    assert "That the public leave." in refused.text
    wrong = send(clerk, motion, f"{motion}/vote", state="lost", votes_for="many")
    assert (wrong.status_code, "as numbers" in wrong.text) == (422, True)
    voted = {"moved_by": "Cllr Lanyon", "seconded_by": "Supt Ashdown", "closed_from": "11:40"}
    followed(send(clerk, motion, f"{motion}/vote", state="lost", then="taken_open", **voted))

    public = whole_world.client()
    before = public.get(f"/meetings/{NEXT}/items/{NEXT_ITEM}").text
    assert CANARY not in before
    release = re.search(r"/clerk/releases/[0-9a-f-]+", clerk.get("/clerk/releases").text)[0]
    assert "another person must confirm" in clerk.get(release).text
    mine = send(clerk, DESK, f"{release}/confirm", sure="yes")
    assert mine.status_code == 422
    officer = whole_world.client(MONITORING_OFFICER)
    page = officer.get(release).text
    assert f"{CANARY} report" in page
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)[1]
    assert send(officer, release, f"{release}/confirm", seen=seen).status_code == 422
    assert send(officer, release, f"{release}/confirm", seen="0", sure="yes").status_code == 422
    followed(send(officer, release, f"{release}/confirm", seen=seen, sure="yes"))
    assert f"{CANARY} report" in public.get(f"/meetings/{NEXT}/items/{NEXT_ITEM}").text


def test_a_release_is_asked_for_in_part_and_refused(whole_world, closed):
    clerk = whole_world.client(CLERK)
    ask = f"/clerk/restrictions/{closed.restriction}/release"
    assert f"{CANARY} report" in clerk.get(ask).text
    wanting = send(clerk, ask, ask, how="part", parts=f"paper:{closed.paper}")
    assert (wanting.status_code, "will be told" in wanting.text) == (422, True)
    none = send(clerk, ask, ask, how="part", announcement="The report.", parts="nonsense")
    assert none.status_code == 422
    release = followed(
        send(clerk, ask, ask, how="part", parts=f"paper:{closed.paper}", announcement="The report.")
    )
    officer = whole_world.client(MONITORING_OFFICER)
    assert send(officer, release, f"{release}/refuse", because="").status_code == 422
    followed(send(officer, release, f"{release}/refuse", because="The trial goes on."))
    assert "The trial goes on." in clerk.get(release).text


@pytest.mark.usefixtures("closed")
def test_an_item_is_added_deferred_and_summed_up_at_the_desk(whole_world):
    clerk = whole_world.client(CLERK)
    urgent = {"number": "9", "heading": "Flooding", "arrival": "urgent"}
    refused = send(clerk, DESK, f"{DESK}/items", **urgent)
    assert (refused.status_code, "special circumstances" in refused.text) == (422, True)
    said = {"because": "A flood.", "opinion_of": "The chair"}
    followed(send(clerk, DESK, f"{DESK}/items", **urgent, **said))
    assert "Flooding" in whole_world.client().get(f"/meetings/{NEXT}").text
    item = f"{DESK}/items/{NEXT_ITEM}"
    assert send(clerk, item, f"{item}/outcome", outcome="deferred").status_code == 422
    followed(send(clerk, item, f"{item}/outcome", outcome="deferred", because="No time."))
    assert send(clerk, item, f"{item}/summary", summary="Too short.").status_code == 422
    account = "The board compared the bids it had received and chose one of them."
    followed(send(clerk, item, f"{item}/summary", summary=account))
    assert account in whole_world.client().get(f"/meetings/{NEXT}/items/{NEXT_ITEM}").text
    followed(send(clerk, DESK, f"{DESK}/minutes", minutes="held"))
    followed(send(clerk, DESK, f"{DESK}/minutes", minutes="draft"))


def test_something_published_by_mistake_comes_down(whole_world):
    clerk, public = whole_world.client(CLERK), whole_world.client()
    assert public.get(f"/papers/{OPEN_PAPER}").status_code == 200
    page = f"/clerk/papers/{OPEN_PAPER}/withdraw"
    general = str(whole_world.furnished.compartments["general"])
    when = {"aware-day": "12", "aware-month": "3", "aware-year": "2026", "aware-time": "09:00"}
    assert send(clerk, page, page, place=general).status_code == 422
    assert send(clerk, page, page, **when).status_code == 422
    file = followed(send(clerk, page, page, place=general, **when))
    shown = clerk.get(file).text
    assert "9am on Sunday 15 March 2026" in shown
    assert "is not recorded" in shown
    never = public.get(f"/papers/{named('no paper')}")
    gone = public.get(f"/papers/{OPEN_PAPER}")
    assert (gone.status_code, gone.data) == (never.status_code, never.data)
    assert "Neighbourhood crime, October" not in public.get(f"/meetings/{NEXT}").text
    followed(send(clerk, file, f"{file}/officer"))
    assert send(clerk, file, f"{file}/close").status_code == 422
    followed(send(clerk, file, f"{file}/reported", reported="no", because="Nobody is named."))
    followed(send(clerk, file, f"{file}/notes", notes="Rang at noon."))
    followed(send(clerk, file, f"{file}/close"))
    assert clerk.get("/clerk/mistakes").status_code == 200


@pytest.mark.parametrize("person", [MEMBER, AUDITOR, STRANGER])
def test_to_everybody_else_none_of_these_pages_is_there(whole_world, closed, person):
    client = whole_world.client(person)
    absent = client.get(f"/clerk/{named('nothing')}")
    for address in (
        DESK,
        f"{DESK}/items/{NEXT_ITEM}",
        "/clerk/releases",
        f"/clerk/restrictions/{closed.restriction}/release",
        "/clerk/mistakes",
        f"/clerk/papers/{OPEN_PAPER}/withdraw",
        f"/clerk/papers/{CLOSED_PAPER}/withdraw",
    ):
        answer = client.get(address)
        assert (answer.status_code, answer.data) == (404, absent.data)


def test_a_closed_paper_cannot_be_told_from_none_by_withdrawing_it(whole_world):
    clerk = whole_world.client(CLERK)
    closed = clerk.get(f"/clerk/papers/{CLOSED_PAPER}/withdraw")
    unknown = clerk.get(f"/clerk/papers/{named('no paper')}/withdraw")
    assert (closed.status_code, closed.data) == (404, unknown.data)


def test_what_the_desk_prepares_changes_no_byte_of_the_public(whole_world, closed):
    """Drafting a motion, asking for a release and refusing it are nobody's business yet."""
    clerk, officer = whole_world.client(CLERK), whole_world.client(MONITORING_OFFICER)
    addresses = ("/", "/meetings", f"/meetings/{NEXT}", f"/meetings/{NEXT}/items/{NEXT_ITEM}")

    def shown():
        return [
            (answer.data, answer.headers.get("ETag"))
            for answer in map(whole_world.client().get, (*addresses, "/restricted"))
        ]

    before = shown()
    choice = f"{NEXT_ITEM}:{closed.restriction}"
    followed(send(clerk, DESK, f"{DESK}/exclusions", choices=choice))
    assert shown() == before
    ask = f"/clerk/restrictions/{closed.restriction}/release"
    release = followed(send(clerk, ask, ask, announcement="The report is published."))
    assert shown() == before
    followed(send(officer, release, f"{release}/refuse", because="The trial goes on."))
    assert shown() == before
