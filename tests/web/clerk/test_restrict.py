"""The form for a restriction: one question a page, kept sealed, shown before it is saved."""

import re
from html import unescape

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.records.tables import Restriction, RestrictionDraft, RestrictionState
from portal.web import clerk, gate
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    CLERK,
    DRAFT_ITEM,
    MEMBER,
    MONITORING_OFFICER,
    NEXT,
    NEXT_ITEM,
    STRANGER,
    furnish,
    open_an_office,
)
from tests.web.clerk.restricting_by_form import (
    ANSWERS,
    FORM,
    PRIVATE_FOR,
    fill_in,
    save,
    send,
    token,
)
from tests.web.conftest import World, app_over

pytestmark = pytest.mark.slow

OTHERS = (MEMBER, MONITORING_OFFICER, AUDITOR, ADMINISTRATOR, STRANGER)
NOWHERE = "5e0c3f0a-7c1d-4f0b-9a39-3f7d4d1f6b52"


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def world(record_engine, log_engine, tmp_path):
    office = open_an_office(record_engine, log_engine, tmp_path)
    furnished = furnish(office)
    app = app_over(office, record_engine)
    for room in clerk.BLUEPRINTS:
        app.register_blueprint(room)
    gate.hang(app)
    return World(app=app, office=office, furnished=furnished, record=record_engine, log=log_engine)


@pytest.fixture
def client(world):
    return world.client(CLERK)


def stored(world, query):
    with Session(world.record) as session:
        return session.scalars(query).all()


def in_clear(*engines):
    found = []
    for engine in engines:
        with engine.connect() as connection:
            for table in inspect(engine).get_table_names():
                rows = connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608 -- names of our own tables
                found += [str(value) for row in rows for value in row]
    return "\n".join(found)


def test_the_form_leads_from_question_to_question_and_saves_what_was_checked(world, client):
    assert fill_in(client) == f"{FORM}/check"
    page = unescape(client.get(f"{FORM}/check").text)
    assert "Not for publication by virtue of" in page or "has adopted the access rules" in page
    assert "Support services: a contract" in page
    assert f'href="{FORM}/reason?change=1"' in page
    answer = save(client)
    assert answer.status_code == 303
    (kept,) = stored(world, select(Restriction).where(Restriction.item_id == DRAFT_ITEM))
    assert answer.location == f"/clerk/restrictions/{kept.id}"
    assert (kept.state, kept.paragraphs, kept.negotiation) == (RestrictionState.PROPOSED, "3", True)
    assert kept.covers == "minutes,papers"
    assert not kept.member_right
    assert stored(world, select(RestrictionDraft.id)) == []


def test_nothing_private_stands_in_clear_while_it_is_written_or_afterwards(world, client):
    fill_in(client)
    assert "Wryneck" not in in_clear(world.record, world.log)
    save(client)
    assert "Wryneck" not in in_clear(world.record, world.log)


def test_leaving_and_coming_back_keeps_what_was_written_for_its_author_alone(world, client):
    fill_in(client, until="against")
    assert "You last wrote on this" in client.get(FORM).text
    page = unescape(client.get(f"{FORM}/for").text)
    assert PRIVATE_FOR in page
    (draft,) = stored(world, select(RestrictionDraft))
    assert world.office.journal.latest(Verb.DRAFT_OPENED, draft.id)
    assert client.get(f"{FORM}/check").location == f"{FORM}/against"
    answer = client.post(f"{FORM}/delete", data={"csrf_token": token(client, f"{FORM}/delete")})
    assert (answer.status_code, answer.location) == (303, FORM)
    assert stored(world, select(RestrictionDraft.id)) == []
    assert "Start now" in client.get(FORM).text


def test_a_question_cannot_be_reached_before_those_ahead_of_it(client):
    answer = client.get(f"{FORM}/ground")
    assert (answer.status_code, answer.location) == (303, f"{FORM}/what")
    assert client.get(f"{FORM}/nothing-of-the-kind").status_code == 404


@pytest.mark.parametrize(
    ("question", "answers", "said"),
    [
        ("what", {}, "Choose what is closed"),
        ("class", {}, "Choose why it is closed"),
        ("ground", {}, "at least one paragraph"),
        ("qualifications", {"registrable": "yes", "own_development": "no"}, "Take paragraph 3 out"),
        ("reason", {"reason": "\u200b \n"}, "Enter the reason"),
        ("against", {"against": ANSWERS["reason"]["reason"]}, "the public will read"),
        ("review", {"review_day": "31", "review_month": "2", "review_year": "2026"}, "a real date"),
        ("review", {"review_day": "1", "review_month": "1", "review_year": "2029"}, "12 months"),
        ("public", {"public_title": "DHR of Marian Quell", "public_balance": "It was."}, "names"),
        (
            "public",
            {"public_title": "A contract", "public_balance": PRIVATE_FOR},
            "copied from the private balance",
        ),
    ],
)
def test_each_fault_is_told_at_its_question_and_what_was_typed_is_kept(
    client, question, answers, said
):
    fill_in(client, until=question)
    answer = send(client, question, **answers)
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert "There is a problem" in page
    assert said in page
    for name in re.findall(r'<a href="#([^"]+)">', page):
        assert f'id="{name}"' in page
    for typed in answers.values():
        assert typed.strip() in page


def test_q08_a_police_force_is_offered_another_class(client):
    confidential = {"class": {"class": "CONF"}, "ground": {"ground": ["C-a"]}}
    fill_in(client, until="source", **confidential)
    source = {
        "source_by": "The county force",
        "source_kind": "police",
        "source_terms": "In confidence",
        "source_contact": "The force's own office",
    }
    page = unescape(send(client, "source", **source).text)
    assert "1, 2 or 7" in page
    assert "a partner's confidence" in page
    answer = send(client, "source", **(source | {"source_kind": "department"}))
    assert answer.location == f"{FORM}/reason"
    assert send(client, "reason", **ANSWERS["reason"]).location == f"{FORM}/decider"


def test_changing_an_answer_asks_what_follows_from_it_and_comes_back(client):
    fill_in(client)
    data = {"csrf_token": token(client, f"{FORM}/ground?change=1"), "change": "1"}
    answer = client.post(f"{FORM}/ground", data=data | {"ground": ["1", "3"]})
    assert answer.location == f"{FORM}/check"
    answer = client.post(f"{FORM}/class", data=data | {"class": "PART"})
    assert answer.location == f"{FORM}/paired?change=1"


def test_what_was_changed_in_another_window_is_shown_before_it_is_saved(world, client):
    fill_in(client)
    page = client.get(f"{FORM}/check").text
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)[1]
    send(client, "reason", reason="Another reason altogether.")
    data = {"csrf_token": token(client, f"{FORM}/check"), "seen": seen}
    answer = client.post(f"{FORM}/check", data=data)
    assert answer.status_code == 422
    assert "check them again" in answer.text
    assert "Another reason altogether." in answer.text
    assert stored(world, select(Restriction).where(Restriction.item_id == DRAFT_ITEM)) == []


@pytest.mark.parametrize("person", OTHERS)
def test_the_form_is_absent_for_everybody_else(world, person):
    client = world.client(person)
    nowhere = client.get(f"/clerk/items/{NOWHERE}/restrict")
    for end in ("", "/what", "/check", "/delete"):
        answer = client.get(f"{FORM}{end}")
        assert (answer.status_code, answer.data) == (404, nowhere.data)


def test_the_link_is_shown_to_whoever_may_propose_and_nobody_else(world):
    address = f"/meetings/{NEXT}/items/{NEXT_ITEM}"
    assert f"/clerk/items/{NEXT_ITEM}/restrict" in world.client(CLERK).get(address).text
    for person in (*OTHERS, None):
        assert "/restrict" not in world.client(person).get(address).text.replace("/restricted", "")


def test_a_draft_that_cannot_be_opened_shuts_the_form(client, log_engine):
    fill_in(client, until="for")
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    assert client.get(f"{FORM}/reason").status_code == 503
