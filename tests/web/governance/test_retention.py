"""Retention, by its pages: set, held, asked for, approved, certified; and nothing for others."""

import json
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from sqlalchemy.orm import Session

from portal.policy import Office
from portal.records.tables import Meeting, OfficeHolding, Paper, Person
from portal.services.submitting import PDF, add_version
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD_NAME,
    CANARY,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    HELD,
    MEMBER,
    MONITORING_OFFICER,
    NOW,
    OPEN_ITEM,
    OPEN_PAPER,
    SLUG,
    STRANGER,
    named,
    touch,
)
from tests.web.member.writing import forms_on

PROPER_OFFICER = named("proper officer")
HOME = "/ig/retention"
BOARD_PAGE = f"{HOME}/{SLUG}"
PUBLIC = (
    "/",
    "/meetings",
    f"/meetings/{HELD}",
    f"/meetings/{HELD}/items/{OPEN_ITEM}",
    f"/meetings/{HELD}/items/{CLOSED_ITEM}",
    f"/papers/{CLOSED_PAPER}",
    f"/papers/{CLOSED_PAPER}/read",
    f"/boards/{SLUG}",
    f"/boards/{SLUG}/actions",
    "/restricted",
)


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def aged(whole_world):
    """Let the meeting have been eight years ago, with a second officer and two files."""
    with Session(whole_world.record) as session:
        touch(session, Meeting, HELD, starts_at=datetime(2018, 2, 7, 10, 30, tzinfo=UTC))
        session.add(Person(id=PROPER_OFFICER, name="Hal Winterbourne", created_at=NOW))
        session.flush()
        session.add(
            OfficeHolding(
                person_id=PROPER_OFFICER,
                office=Office.PROPER_OFFICER,
                body_id=None,
                from_on=date(2025, 1, 6),
            )
        )
        session.commit()
    work = whole_world.office.work_of(CLERK)
    for paper in (OPEN_PAPER, CLOSED_PAPER):
        add_version(work, paper, file_name="p.pdf", media_type=PDF, pieces=[b"%PDF-1.7 Kestrel"])
    work.commit()
    work.session.close()
    return whole_world


def send(client, page, action, **typed):
    """Fill in one form of a page, as it stands there, and send it."""
    (form,) = [each for each in forms_on(client.get(page).text) if each.action == action]
    return client.post(action, data={**form.fields, **typed})


def set_rule(world, access, years="6"):
    address = f"{BOARD_PAGE}/rules/report/{access}"
    told = {"keep": "years", "years": years, "source": "Schedule 4.2"}
    return send(world.client(CLERK), address, address, **told)


def asked(world, of, paper):
    address = f"{BOARD_PAGE}/dispose"
    answer = send(
        world.client(CLERK), f"{address}?of={of}", address, papers=str(paper), reason="Over."
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].split("?")[0]


def approve(world, person, page):
    return send(world.client(person), page, f"{page}/approve")


def headers(answer):
    """Give an answer's headers but for the time of day."""
    return {name: value for name, value in answer.headers.items() if name != "Date"}


def disposed(world, of, paper):
    page = asked(world, of, paper)
    assert approve(world, MONITORING_OFFICER, page).headers["Location"].endswith("done=first")
    assert approve(world, PROPER_OFFICER, page).headers["Location"].endswith("done=disposed")
    return page


def test_a_closed_paper_goes_and_no_public_byte_changes(aged):
    set_rule(aged, "closed")
    before = {address: aged.client().get(address) for address in PUBLIC}
    general = aged.furnished.compartments["general"]
    page = disposed(aged, general, CLOSED_PAPER)
    for address, told in before.items():
        now = aged.client().get(address)
        assert (now.status_code, now.data) == (told.status_code, told.data), address
        assert headers(now) == headers(told), address

    member = aged.client(MEMBER)
    tombstone = member.get(f"/papers/{CLOSED_PAPER}/read").text
    assert "disposed of on" in tombstone
    assert "6 years from the meeting (Schedule 4.2)" in tombstone
    agenda = member.get(f"/meetings/{HELD}").text
    assert "Report, disposed of on" in agenda
    assert "cannot be opened at the moment" not in agenda
    absent = aged.client(STRANGER)
    gone, never = (
        absent.get(f"/papers/{each}/read") for each in (CLOSED_PAPER, named("never there"))
    )
    assert (gone.status_code, gone.data) == (never.status_code, never.data)
    assert never.status_code == 404

    told = aged.client(AUDITOR).get(page).text
    assert "is not in root" in told
    assert CANARY not in told


def test_an_open_paper_leaves_a_tombstone_for_everybody_and_a_certificate_for_the_auditor(aged):
    set_rule(aged, "open")
    public = aged.client()
    assert "Burglary fell" in public.get(f"/papers/{OPEN_PAPER}").text
    page = disposed(aged, "open", OPEN_PAPER)
    told = public.get(f"/papers/{OPEN_PAPER}").text
    assert "This paper has been disposed of" in told
    assert "Schedule 4.2" in told
    assert "Neighbourhood crime, October" not in told
    assert "disposed of on" in public.get(f"/meetings/{HELD}").text

    auditor = aged.client(AUDITOR)
    written = auditor.get(f"{page}/certificate.json")
    certificate = json.loads(written.data)
    assert certificate["papers"][0]["id"] == str(OPEN_PAPER)
    digest = sha256(written.data).hexdigest()
    assert digest in auditor.get(f"{page}/certificate.txt").text
    journal = aged.office.journal
    assert any(line.entry.detail.get("certificate") == digest for line in journal.about(OPEN_PAPER))
    for person in (MEMBER, STRANGER, ADMINISTRATOR, None):
        for address in (page, f"{page}/certificate.json", f"{page}/certificate.txt"):
            assert aged.client(person).get(address).status_code in {302, 303, 404}


def test_no_rule_is_shorter_than_the_law_and_no_form_loses_what_was_typed(aged):
    answer = set_rule(aged, "open", "5")
    assert answer.status_code == 422
    assert "no rule can be shorter" in answer.text
    assert "Schedule 4.2" in answer.text
    for years in ("", "-1", "six", "9" * 50, "0"):
        assert set_rule(aged, "closed", years).status_code == 422
    assert set_rule(aged, "closed", "1").status_code == 303
    assert aged.client(CLERK).get(f"{BOARD_PAGE}/rules/nonsense/open").status_code == 404


def test_a_hold_is_placed_and_stops_what_was_asked_for(aged):
    set_rule(aged, "closed")
    general = aged.furnished.compartments["general"]
    page = asked(aged, general, CLOSED_PAPER)
    address = f"{BOARD_PAGE}/hold"
    clerk = aged.client(CLERK)
    assert send(clerk, address, address, on="", reason="x").status_code == 422
    placed = send(
        clerk,
        address,
        address,
        on="thing",
        address=f"https://portal.example/papers/{CLOSED_PAPER}",
        reason="A claim has been threatened.",
    )
    assert placed.status_code == 303
    refused = approve(aged, MONITORING_OFFICER, page)
    assert refused.status_code == 422
    assert "legal hold" in refused.text
    assert "Held" in clerk.get(page).text
    with Session(aged.record) as session:
        assert session.get_one(Paper, CLOSED_PAPER).disposed_at is None


def test_whoever_approved_is_told_in_words_that_another_must(aged):
    set_rule(aged, "closed")
    page = asked(aged, aged.furnished.compartments["general"], CLOSED_PAPER)
    officer = aged.client(MONITORING_OFFICER)
    first = [each for each in forms_on(officer.get(page).text) if each.action.endswith("approve")]
    assert officer.post(first[0].action, data=first[0].fields).status_code == 303
    again = officer.post(first[0].action, data=first[0].fields)
    assert again.status_code == 422
    assert "somebody else must" in again.text


@pytest.mark.parametrize("person", [MEMBER, STRANGER, ADMINISTRATOR])
def test_whoever_has_no_such_office_finds_nothing(aged, person):
    client = aged.client(person)
    for address in (HOME, BOARD_PAGE, f"{BOARD_PAGE}/hold", f"{BOARD_PAGE}/dispose"):
        assert client.get(address).status_code == 404
    assert BOARD_NAME in aged.client(AUDITOR).get(HOME).text
    assert aged.client(AUDITOR).get(f"{BOARD_PAGE}/hold").status_code == 404
