"""Who can see this, and who could have, over the web; and why can I, for the reader."""

import csv
import io
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from portal.audit import Verb
from portal.errors import Refused
from portal.services.explaining.moments import moment_of
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    CANARY,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    CONFLICTED,
    GUEST,
    HELD,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    NOW,
    OPEN_PAPER,
    PREVENT_MEMBER,
    SENSITIVE_PAPER,
    STRANGER,
)
from tests.web.member.visiting import reader

pytestmark = pytest.mark.slow

NOWHERE = UUID(int=1)
CLOSED = f"/ig/who/paper/{CLOSED_PAPER}"
WHY = f"/papers/{CLOSED_PAPER}/why"


@pytest.fixture
def database_kind():
    return "sqlite"


def names_on(page):
    return {name for name in NAMES.values() if name in page.text}


@pytest.mark.parametrize("address", ["/ig/who", CLOSED, f"/ig/who/paper/{NOWHERE}"])
def test_a_stranger_is_sent_to_sign_in(whole_world, address):
    answer = whole_world.client().get(address)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")


@pytest.mark.parametrize("person", [MEMBER, CLERK, ADMINISTRATOR, STRANGER, GUEST])
@pytest.mark.parametrize("address", ["/ig/who", CLOSED, f"{CLOSED}?as=csv"])
def test_to_anybody_else_there_is_nothing_there(whole_world, person, address):
    client = whole_world.client(person)
    there, nowhere = client.get(address), client.get("/ig/nothing")
    assert (there.status_code, there.data) == (404, nowhere.data)


@pytest.mark.parametrize(
    "address", [f"/ig/who/paper/{NOWHERE}", f"/ig/who/elephant/{CLOSED_PAPER}",
                f"/ig/who/item/{CLOSED_PAPER}"],
)  # fmt: skip
def test_what_is_not_there_is_not_there_for_an_auditor_either(whole_world, address):
    assert whole_world.client(AUDITOR).get(address).status_code == 404


@pytest.mark.parametrize("person", [AUDITOR, MONITORING_OFFICER])
def test_whoever_may_explain_finds_the_way_by_notices(whole_world, person):
    client = whole_world.client(person)
    page = client.get("/ig/who")
    assert page.status_code == 200
    assert CLOSED in page.text
    assert CANARY not in page.text
    assert client.get(CLOSED).status_code == 200


def test_an_auditor_sees_who_can_read_why_and_until_when_and_never_the_title(whole_world):
    page = whole_world.client(AUDITOR).get(CLOSED)
    assert CANARY not in page.text
    assert names_on(page) >= {NAMES[MEMBER], NAMES[PREVENT_MEMBER], NAMES[CLERK]}
    assert not names_on(page) & {NAMES[CONFLICTED], NAMES[STRANGER], NAMES[AUDITOR], NAMES[GUEST]}
    assert "As a member for a partner organisation" in page.text
    assert "Seat, Information-sharing agreement" in page.text
    assert "R082" in page.text
    assert "No one opened it" in page.text


def test_a_permission_s_last_day_is_told(whole_world):
    page = whole_world.client(AUDITOR).get(f"/ig/who/paper/{SENSITIVE_PAPER}")
    assert "1 June 2026" in page.text
    assert names_on(page) == {NAMES[PREVENT_MEMBER]}


def test_who_did_stands_beside_who_can(whole_world):
    reader(whole_world, MEMBER, CLOSED_PAPER).get(f"/papers/{CLOSED_PAPER}/read")
    page = whole_world.client(MONITORING_OFFICER).get(CLOSED)
    assert "It was opened 1 time." in page.text


def test_looking_it_up_is_written_down(whole_world):
    whole_world.client(AUDITOR).get(CLOSED)
    entry = whole_world.office.journal.latest(Verb.ACCESS_EXPLAINED, CLOSED_PAPER)
    assert entry is not None
    assert entry.actor == whole_world.office.journal.pseudonyms.of_person(AUDITOR)
    assert int(entry.detail["count"]) >= 4


def test_before_it_was_put_there_it_was_not_there(whole_world):
    day = (NOW - timedelta(days=3)).date()
    page = whole_world.client(AUDITOR).get(f"{CLOSED}?on={day}&at=10:00")
    assert page.status_code == 200
    assert "It was not there yet" in page.text


def test_a_moment_of_today_gives_who_could(whole_world):
    client = whole_world.client(AUDITOR)
    page = client.get(f"{CLOSED}?on={NOW:%Y-%m-%d}&at={NOW:%H:%M}")
    assert "Who could have seen this?" in page.text
    assert NAMES[MEMBER] in page.text


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("on=2026-02-30&at=10:00", "Give the day as"),
        ("at=10:00", "Give a day too"),
        ("on=2025-03-30&at=01:30", "went forward"),
        ("on=2099-01-01&at=10:00", "has not come yet"),
    ],
)
def test_a_moment_that_makes_no_sense_is_told_and_kept(whole_world, query, fault):
    page = whole_world.client(AUDITOR).get(f"{CLOSED}?{query}")
    assert page.status_code == 422
    assert page.text.count(fault) == 2
    if "on=" in query:
        assert f'value="{query[3:13]}"' in page.text


def test_an_hour_that_came_twice_says_which(whole_world):
    client = whole_world.client(AUDITOR)
    first = client.get(f"{CLOSED}?on=2025-10-26&at=01:30")
    second = client.get(f"{CLOSED}?on=2025-10-26&at=01:30&second=yes")
    assert "first, in summer time" in first.text
    assert "second, in winter time" in second.text


def test_the_two_are_an_hour_apart():
    first, second = (moment_of("2025-10-26", "01:30", second=each) for each in (False, True))
    assert (first.twice, second.twice) == (True, True)
    assert second.at - first.at == timedelta(hours=1)
    assert not moment_of("2025-10-26", "03:30").twice


@pytest.mark.parametrize("clock", ["25:00", "ten", "10:00+01:00"])
def test_what_is_no_time_is_refused(clock):
    with pytest.raises(Refused):
        moment_of("2026-03-31", clock)


def test_the_list_comes_as_a_table_for_programs_too(whole_world):
    answer = whole_world.client(AUDITOR).get(f"{CLOSED}?as=csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {each["person"] for each in rows} >= {NAMES[MEMBER], NAMES[CLERK]}
    assert {each["rule"] for each in rows} >= {"R082", "R100"}


def test_what_is_open_is_open_to_everybody(whole_world):
    page = whole_world.client(AUDITOR).get(f"/ig/who/paper/{OPEN_PAPER}")
    assert "everybody could read it" in page.text


@pytest.mark.parametrize("noun", ["item"])
def test_an_item_may_be_asked_about(whole_world, noun):
    page = whole_world.client(AUDITOR).get(f"/ig/who/{noun}/{CLOSED_ITEM}")
    assert page.status_code == 200
    assert NAMES[MEMBER] in page.text


def test_a_reader_is_told_the_rule_its_authority_and_until_when(whole_world):
    page = whole_world.client(MEMBER).get(WHY)
    assert page.status_code == 200
    assert CANARY not in page.text
    for told in ("R082", "Seat, Information-sharing agreement", "No end date", "Schedule 12A"):
        assert told in page.text, told


def test_the_way_there_is_on_the_paper_s_page(whole_world):
    page = reader(whole_world, MEMBER, CLOSED_PAPER).get(f"/papers/{CLOSED_PAPER}/read")
    assert f'href="{WHY}"' in page.text


@pytest.mark.parametrize("person", [STRANGER, AUDITOR, ADMINISTRATOR, GUEST])
def test_why_is_told_to_nobody_who_cannot(whole_world, person):
    client = whole_world.client(person)
    there, nowhere = client.get(WHY), client.get(f"/papers/{uuid4()}/why")
    assert (there.status_code, there.data) == (404, nowhere.data)
    assert re.sub(r"\s", "", str(there.headers)) == re.sub(r"\s", "", str(nowhere.headers))


def test_a_stranger_who_asks_why_is_sent_to_sign_in(whole_world):
    for address in (WHY, f"/papers/{uuid4()}/why", f"/papers/{OPEN_PAPER}/why"):
        assert whole_world.client().get(address).headers["Location"] == "/sign-in"


def test_the_way_there_is_on_the_item_s_page_too(whole_world):
    address = f"/meetings/{HELD}/items/{CLOSED_ITEM}"
    assert f'href="{WHY}"' in whole_world.client(MEMBER).get(address).text
    assert "/why" not in whole_world.client().get(address).text
