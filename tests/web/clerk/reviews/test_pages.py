"""Reviews over the web: the questions asked, what is kept when they go wrong, and who may look."""

from html import unescape

from portal.audit import Verb
from portal.records.tables import Opinion, Restriction, RestrictionState, Review, ReviewOutcome
from tests.support.furnishing import (
    AUDITOR,
    CANARY,
    CLERK,
    CLOSED_NOTICE,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
)
from tests.support.reviews import FRESH, KEPT, TODAY, put_review, set_review
from tests.web.clerk.reviews.sending import HEADING, KEEP, LIST, send, stored
from tests.web.member.visiting import lines_about, told


def test_the_list_says_what_is_due_to_whoever_watches(world, review):
    set_review(world.office, world.furnished.restrictions["dhr"], None, event="the trial ends")
    for person, acts in ((CLERK, True), (MONITORING_OFFICER, True), (AUDITOR, False)):
        page = world.client(person).get(LIST).text
        assert HEADING in page
        assert "31 days overdue" in page
        assert "the trial ends" in page
        assert ("Record an event" in page) is acts
        assert CANARY not in page
        assert f"{LIST}/{review}" in page


def test_nothing_overdue_is_said_with_its_date(world):
    assert "None overdue on Thursday 12 March 2026." in world.client(CLERK).get(LIST).text
    assert (
        "None overdue on Thursday 12 March 2026." in world.client(AUDITOR).get("/ig/reviews").text
    )


def test_whoever_watches_over_access_sees_what_is_overdue(world, review):
    for person in (AUDITOR, MONITORING_OFFICER):
        page = world.client(person).get("/ig/reviews").text
        assert HEADING in page
        assert "31 days overdue" in page
        assert NAMES[MONITORING_OFFICER] in page
        assert CANARY not in page
    nowhere = world.client(CLERK).get("/ig/nothing")
    assert told(world.client(CLERK).get("/ig/reviews")) == told(nowhere)
    del review


def test_a_review_whose_date_has_come_is_begun_by_a_button(world, general):
    client = world.client(CLERK)
    answer = send(client, f"{LIST}/restrictions/{general}", LIST)
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert HEADING in page
    assert "31 days overdue" in page
    assert "Decide this review" not in page


def test_an_event_begins_a_review_and_an_empty_one_is_asked_again(world):
    dhr = world.furnished.restrictions["dhr"]
    client, address = world.client(CLERK), f"{LIST}/restrictions/{dhr}/event"
    wrong = send(client, address, event=" ")
    assert wrong.status_code == 422
    assert "<title>Error: Record an event" in wrong.text
    assert 'href="#event"' in wrong.text
    answer = send(client, address, event="The trial ended")
    assert answer.status_code == 303
    assert "The trial ended" in client.get(answer.location).text


def test_each_answer_has_a_page_of_its_own(world, review):
    client = world.client(MONITORING_OFFICER)
    ask = f"{LIST}/{review}/decide"
    assert client.get(ask).status_code == 200
    wrong = client.get(f"{ask}?outcome=")
    assert wrong.status_code == 422
    assert "Choose what is to become of the restriction." in wrong.text
    for outcome in ReviewOutcome:
        answer = client.get(f"{ask}?outcome={outcome.value}")
        assert (answer.status_code, answer.location) == (303, f"{ask}/{outcome.value}")
        assert client.get(answer.location).status_code == 200
    assert client.get(f"{ask}/anything").status_code == 404


def test_what_was_typed_is_kept_when_a_reason_is_missing(world, review):
    client = world.client(MONITORING_OFFICER)
    address = f"{LIST}/{review}/decide/maintained"
    wrong = send(client, address, **(KEEP | {"reason": "", "next_on-month": "13"}))
    assert wrong.status_code == 422
    assert "as numbers" in wrong.text
    assert KEPT in unescape(wrong.text)
    assert 'href="#next_on-day"' in wrong.text
    assert 'value="13"' in wrong.text
    wrong = send(client, address, **(KEEP | {"reason": "", "next_on-year": "2031"}))
    assert 'href="#reason"' in wrong.text
    assert "on or before 12 March 2027" in wrong.text


def test_a_copied_reason_is_refused_and_a_fresh_one_keeps_it(world, general, review):
    client = world.client(MONITORING_OFFICER)
    answer = send(client, f"{LIST}/{review}/decide/maintained", **KEEP)
    assert (answer.status_code, answer.location) == (303, f"{LIST}/{review}")
    assert "Kept" in client.get(answer.location).text
    again = put_review(world.office, general)
    address = f"{LIST}/{again}/decide/maintained"
    copied = send(client, address, **(KEEP | {"reason": FRESH.upper()}))
    assert copied.status_code == 422
    assert "a copy of a reason given before" in copied.text
    assert FRESH.upper() in unescape(copied.text)
    other = KEEP | {"reason": "One bidder left; the other two still negotiate about the price."}
    assert send(client, address, **other).status_code == 303
    assert stored(world, Restriction, general).state is RestrictionState.MAINTAINED
    public = world.client().get(f"/restricted/{CLOSED_NOTICE}").text
    assert KEPT in unescape(public)
    assert "3 September 2026" in public
    assert FRESH not in unescape(public)


def test_a_part_is_chosen_by_what_it_is(world, review):
    client = world.client(MONITORING_OFFICER)
    address = f"{LIST}/{review}/decide/release_part"
    assert CANARY not in client.get(address).text
    wrong = send(client, address, parts="paper:nothing", **KEEP)
    assert "Choose what is to be released." in wrong.text
    answer = send(client, address, parts=f"paper:{CLOSED_PAPER}", **KEEP)
    assert answer.status_code == 303
    assert "Another person confirms" in client.get(answer.location).text
    assert "Waiting for a second person" in client.get(LIST).text
    assert world.client().get(f"/papers/{CLOSED_PAPER}").status_code == 303


def test_what_is_never_released_is_not_offered_for_release(world):
    dhr = world.furnished.restrictions["dhr"]
    review = put_review(world.office, dhr)
    client = world.client(MONITORING_OFFICER)
    page = client.get(f"{LIST}/{review}/decide").text
    assert 'value="release"' not in page
    assert 'value="maintained"' in page
    wrong = send(client, f"{LIST}/{review}/decide/release", **KEEP)
    assert wrong.status_code == 422
    assert "published version" in wrong.text


def test_what_was_replaced_gets_its_reason_afterwards(world, general, review):
    client, address = world.client(MONITORING_OFFICER), f"{LIST}/{review}/decide/superseded"
    assert "First record the new restriction" in client.get(address).text
    with world.office.session() as session:
        session.get_one(Restriction, general).state = RestrictionState.SUPERSEDED
        session.get_one(Restriction, world.furnished.restrictions["dhr"]).supersedes_id = general
        session.commit()
    assert "has taken the place of this one" in client.get(f"{LIST}/{review}").text
    assert send(client, address, reason=FRESH).status_code == 303
    assert stored(world, Review, review).outcome is ReviewOutcome.SUPERSEDED


def test_private_reasons_are_a_click_of_their_own_with_its_entry(world, general, review):
    client = world.client(CLERK)
    assert CANARY not in client.get(f"{LIST}/{review}").text
    before = len(lines_about(world, general))
    page = client.get(f"{LIST}/{review}/reasons")
    assert CANARY in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    newest = lines_about(world, general)
    assert len(newest) == before + 1
    assert newest[0].entry.verb is Verb.REASON_OPENED
    assert world.client(AUDITOR).get(f"{LIST}/{review}/reasons").status_code == 404
    assert (
        "You cannot open the private reasons" in world.client(AUDITOR).get(f"{LIST}/{review}").text
    )


def test_a_clerk_records_an_opinion(world, review):
    client, address = world.client(CLERK), f"{LIST}/{review}/opinion"
    wrong = send(client, address, words="")
    assert wrong.status_code == 422
    assert 'href="#opinion"' in wrong.text
    assert send(client, address, opinion="keep", words="Still private.").status_code == 303
    assert "Keep it closed" in client.get(f"{LIST}/{review}").text


def test_the_author_finds_the_question_at_home_and_answers(world, general, review):
    author, mine = world.client(MEMBER), f"/me/opinions/{review}"
    assert "Nothing that you wrote" in author.get("/me/opinions").text
    assert author.get(mine).status_code == 404
    with world.office.session() as session:
        session.get_one(Restriction, general).proposed_by_id = MEMBER
        session.commit()
    assert 'href="/me/opinions"' in author.get("/me").text
    assert f'href="{mine}"' in author.get("/me/opinions").text
    assert send(author, mine, opinion="x", words="").status_code == 422
    assert send(author, mine, opinion="release", words="It can go.").status_code == 303
    assert "Your opinion is asked" not in author.get("/me").text
    assert stored(world, Review, review).opinion is Opinion.RELEASE


def test_a_decision_taken_twice_is_refused_in_a_sentence(world, review):
    client = world.client(MONITORING_OFFICER)
    address = f"{LIST}/{review}/decide/maintained"
    assert send(client, address, **KEEP).status_code == 303
    assert "decided already" in send(client, address, **KEEP).text


def test_the_hubs_lead_here(world):
    assert f'href="{LIST}"' in world.client(CLERK).get("/clerk").text
    assert 'href="/ig/reviews"' in world.client(AUDITOR).get("/ig").text
    assert TODAY.year == 2026
