"""The clerk's import review over the web: for whoever may review, and by forms of ours alone."""

import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.policy import Jurisdiction, Office, Regime
from portal.records.tables import (
    ImportBatch,
    ImportDoubt,
    ImportState,
    Meeting,
    OfficeHolding,
    Person,
)
from portal.services import agendas, membership
from portal.services.imports.page import read_page
from portal.services.imports.storing import apply_publication
from portal.services.sign_in.sessions import find_session
from portal.web import clerk, csrf, gate
from portal.web.sign_in.cookies import SESSION
from tests.services.imports.closed_texts import closed_texts
from tests.services.imports.published import invented
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    CLERK,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    NOW,
    STRANGER,
    furnish,
    open_an_office,
)
from tests.web.conftest import LIMITS, World, app_over
from tests.web.member.visiting import WAYS, told

pytestmark = pytest.mark.slow

SOURCE = invented("meeting-page.txt")
FOUND = read_page(SOURCE)
LIST = "/clerk/imports"
OTHERS = (MEMBER, MONITORING_OFFICER, AUDITOR, ADMINISTRATOR, STRANGER)
FOUNDED_ON = date(2020, 1, 1)
WARDEN = "clerk of the harbour board"


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
def warden(world):
    """Read a page in for another board than the furnished one, and give its clerk."""
    work = world.office.work_of(None)
    rules = agendas.Rules(regime=Regime.ADOPTED, jurisdiction=Jurisdiction.ENG)
    body = agendas.found_body(
        work,
        slug="harbour",
        name="Harbour and Fells Safety Board",
        purpose="",
        legal_basis="",
        clerk=("", "", ""),
        rules=rules,
        from_on=FOUNDED_ON,
    )
    person = membership.enrol_person(work, WARDEN)
    membership.appoint(work, person, Office.CLERK, FOUNDED_ON, body)
    work.commit()
    operator = world.office.journal.pseudonyms.of_operator("tester")
    back_door = world.office.work_for(work.principal, operator)
    apply_publication(back_door, "harbour", FOUND, SOURCE)
    for each in (work, back_door):
        each.session.close()
    return person


@pytest.fixture
def batch(world, warden):
    del warden
    with Session(world.record) as session:
        return session.scalars(select(ImportBatch.id)).one()


def clerk_of(world):
    (person,) = stored(world, select(Person.id).where(Person.name == WARDEN))
    return person


def stored(world, query):
    with Session(world.record) as session:
        return session.scalars(query).all()


def token_of(client, batch):
    page = client.get(f"{LIST}/{batch}").text
    return re.search(rf'name="{csrf.FIELD}" value="([0-9a-f]+)"', page)[1]


def addresses(world, batch):
    (doubt, *_) = stored(world, select(ImportDoubt.id).order_by(ImportDoubt.position))
    below = ("", f"/doubts/{doubt}", "/accept", "/leaks", "/leaks/0/accept")
    return tuple(f"{LIST}/{batch}{each}" for each in below)


def settle_all(world, client, batch):
    data = {csrf.FIELD: token_of(client, batch)}
    for doubt in stored(world, select(ImportDoubt.id)):
        answer = client.post(f"{LIST}/{batch}/doubts/{doubt}", data=data)
        assert (answer.status_code, answer.location) == (303, f"{LIST}/{batch}#doubt-{doubt}")
    return data


def settle_text(client, batch, data):
    """Have what the public would read looked into, and accept what is found."""
    at = f"{LIST}/{batch}/leaks"
    answer = client.post(at, data=data)
    assert (answer.status_code, answer.location) == (303, at)
    for number in re.findall(rf'action="{at}/(\d+)/accept"', client.get(at).text):
        said = {**data, "reason": "It was published by the board."}
        assert client.post(f"{at}/{number}/accept", data=said).status_code == 303


def test_the_clerk_finds_the_import_looks_settles_and_publishes(world, warden, batch):
    client = world.client(warden)
    assert f'href="{LIST}/{batch}"' in client.get(LIST).text
    page = unescape(client.get(f"{LIST}/{batch}").text)
    assert all(each.sentence in page for each in FOUND.doubts)
    assert "Closed heading" in page
    assert "Only that an item is withheld" in page
    data = settle_all(world, client, batch)
    early = client.post(f"{LIST}/{batch}/accept", data=data)
    assert (early.status_code, "has not been looked into" in early.text) == (400, True)
    assert "Look into it now" in client.get(f"{LIST}/{batch}").text
    settle_text(client, batch, data)
    assert "Look into it now" not in client.get(f"{LIST}/{batch}").text
    answer = client.post(f"{LIST}/{batch}/accept", data=data)
    assert (answer.status_code, answer.location) == (303, f"{LIST}/{batch}")
    after = client.get(f"{LIST}/{batch}").text
    assert "Published." in after
    assert '<form method="post" action="/clerk' not in after
    assert stored(world, select(ImportBatch.state)) == [ImportState.ACCEPTED]
    entry = world.office.journal.latest(Verb.MEETING_PUBLISHED, stored(world, of_import())[0])
    assert entry.actor == world.office.journal.pseudonyms.of_person(warden)


def of_import():
    return select(Meeting.id).where(Meeting.import_batch_id.is_not(None))


def test_nothing_closed_is_on_the_clerks_pages(world, warden, batch):
    client = world.client(warden)
    pages = [unescape(client.get(each).text) for each in (LIST, f"{LIST}/{batch}")]
    assert [each for each in closed_texts(FOUND) if any(each in page for page in pages)] == []


def test_another_bodys_clerk_has_an_empty_list_and_the_common_404(world, batch):
    client = world.client(CLERK)
    listing = client.get(LIST)
    assert listing.status_code == 200
    assert "Nothing has been imported" in listing.text
    assert str(batch) not in listing.text
    never = uuid4()
    nowhere = told(client.get("/clerk/nothing"))
    for address in addresses(world, batch):
        absent = address.replace(str(batch), str(never))
        for method in WAYS:
            there, missing = (client.open(each, method=method) for each in (address, absent))
            assert told(there, batch, never) == told(missing, batch, never)
        assert told(client.get(address)) == nowhere


def test_the_common_404_comes_even_with_a_good_form(world, batch):
    token = world.token(CLERK)
    client = world.app.test_client()
    client.set_cookie(SESSION, token, domain="portal.example", secure=True, path="/")
    with Session(world.record) as session:
        data = {csrf.FIELD: find_session(session, token, LIMITS, NOW).csrf.hex()}
    nowhere = told(client.get("/clerk/nothing"))
    for address in addresses(world, batch)[1:]:
        assert told(client.post(address, data=data)) == nowhere
    assert stored(world, select(ImportDoubt.settled_at).distinct()) == [None]
    assert stored(world, select(ImportBatch.state)) == [ImportState.AWAITING_REVIEW]


@pytest.mark.parametrize("person", OTHERS, ids=lambda each: NAMES[each])
def test_whoever_reviews_no_imports_gets_the_common_404(world, batch, person):
    client = world.client(person)
    nowhere = told(client.get(f"/nowhere/{uuid4()}"))
    size = world.office.journal.checkpoint().size
    for address in (LIST, *addresses(world, batch)):
        for method in WAYS:
            found = told(client.open(address, method=method))
            assert found[:2] == nowhere[:2], (method, address)
            assert found[2] == (b"" if method == "HEAD" else nowhere[2])
    assert world.office.journal.checkpoint().size == size
    assert stored(world, select(ImportDoubt.settled_at).distinct()) == [None]


def test_a_stranger_is_sent_to_sign_in(world, batch):
    client = world.client()
    for address in (LIST, *addresses(world, batch), "/clerk/nothing"):
        for method in WAYS:
            assert client.open(address, method=method).location == "/sign-in"


def test_an_office_that_has_ended_opens_the_room_no_longer(world, warden, batch):
    client = world.client(warden)
    assert client.get(LIST).status_code == 200
    with Session(world.record) as session:
        held = select(OfficeHolding).where(OfficeHolding.person_id == warden)
        session.scalars(held).one().until_on = NOW.date() - timedelta(days=1)
        session.commit()
    assert client.get(LIST).status_code == 404
    assert client.get(f"{LIST}/{batch}").status_code == 404


@pytest.mark.parametrize(
    ("headers", "right"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "https://elsewhere.example"}, True),
        ({"Origin": "null"}, True),
    ],
    ids=str,
)
def test_a_form_that_is_not_ours_is_refused_and_changes_nothing(world, batch, headers, right):
    client = world.client(clerk_of(world))
    data = {csrf.FIELD: token_of(client, batch) if right else "0" * 64}
    size = world.office.journal.checkpoint().size
    for address in addresses(world, batch)[1:]:
        for form in (data,) if right else (data, {}):
            answer = client.post(address, data=form, headers=headers)
            assert answer.status_code == 400
            assert "was not sent from a page of this session" in answer.text
            assert answer.headers["Cache-Control"] == "private, no-store"
    assert stored(world, select(ImportDoubt.settled_at).distinct()) == [None]
    assert stored(world, select(ImportBatch.state)) == [ImportState.AWAITING_REVIEW]
    assert world.office.journal.checkpoint().size == size


def test_publishing_before_every_doubt_was_seen_is_refused_in_one_sentence(world, warden, batch):
    client = world.client(warden)
    answer = client.post(f"{LIST}/{batch}/accept", data={csrf.FIELD: token_of(client, batch)})
    assert answer.status_code == 400
    assert "Look at every doubt first, and mark each as seen." in answer.text
    assert stored(world, select(Meeting.published_at).where(Meeting.id.in_(of_import()))) == [None]


def test_publishing_twice_is_refused_in_one_sentence(world, warden, batch):
    client = world.client(warden)
    data = settle_all(world, client, batch)
    settle_text(client, batch, data)
    assert client.post(f"{LIST}/{batch}/accept", data=data).status_code == 303
    answer = client.post(f"{LIST}/{batch}/accept", data=data)
    assert answer.status_code == 400
    assert "published already" in answer.text


def test_with_the_log_shut_nothing_is_settled_or_published(world, warden, batch):
    client = world.client(warden)
    data = settle_all(world, client, batch)
    settle_text(client, batch, data)
    with world.log.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    assert client.post(f"{LIST}/{batch}/accept", data=data).status_code == 503
    assert client.get(f"{LIST}/{batch}").status_code == 200
    assert stored(world, select(ImportBatch.state)) == [ImportState.AWAITING_REVIEW]
    assert world.client().get(f"/meetings/{stored(world, of_import())[0]}").status_code == 404


def test_the_hub_offers_the_room_to_whoever_reviews_and_to_nobody_else(world, warden):
    for person, offered in ((warden, True), (CLERK, True), (MEMBER, False), (AUDITOR, False)):
        assert ('href="/clerk"' in world.client(person).get("/").text) is offered
        assert (f'href="{LIST}"' in world.client(person).get("/clerk").text) is offered
    assert 'href="/clerk"' not in world.client().get("/").text
