"""Sign-ins that come to nothing: used, late, of another browser, of nobody, or unrecorded."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.audit import Verb
from portal.records.tables import LoginTransaction, Person, SignInSession
from portal.services.sign_in.refusals import Check
from tests.sign_in.forging import OBJECT, OTHER_TENANT
from tests.sign_in.front_half import told
from tests.sign_in.hostile_provider import in_json

SESSION = "__Host-portal"


def test_a_state_serves_once(portal, client):
    back = portal.go_and_come_back(client)
    client.get(back)

    assert told(portal, client, client.get(back)) == ("start-again", Check.TRANSACTION)


def test_a_state_of_another_browser_is_refused_and_serves_its_own(portal, client):
    back = portal.go_and_come_back(client)
    attacker = portal.browser()
    portal.leave(attacker)

    assert told(portal, attacker, attacker.get(back)) == ("start-again", Check.TRANSACTION)
    assert client.get(back).headers["Location"] == "/me"


def test_a_browser_that_lost_its_cookie_is_told_about_cookies(portal, client):
    back = portal.go_and_come_back(client)

    assert told(portal, client, portal.browser().get(back)) == ("cookies", Check.TRANSACTION)


def test_after_ten_minutes_one_starts_again(portal, client, clock, provider):
    back = portal.go_and_come_back(client)
    clock.move(minutes=10)

    assert told(portal, client, client.get(back)) == ("start-again", Check.TRANSACTION)
    assert not provider.times_asked("/token")


def test_a_sign_in_under_way_for_another_tenant_is_not_finished_for_ours(
    portal, client, record_engine
):
    back = portal.go_and_come_back(client)
    with Session(record_engine) as session:
        session.execute(update(LoginTransaction).values(tenant=str(OTHER_TENANT)))
        session.commit()

    assert told(portal, client, client.get(back)) == ("start-again", Check.TRANSACTION)


def test_the_transaction_is_gone_before_the_code_is_exchanged(
    portal, client, provider, record_engine
):
    seen = []

    def look(_request):
        with Session(record_engine) as session:
            seen.append(session.scalar(select(func.count()).select_from(LoginTransaction)))
        return in_json({"error": "invalid_grant"}, 400)

    back = portal.go_and_come_back(client)
    provider.answers["token"] = look

    assert told(portal, client, client.get(back)) == ("other", Check.EXCHANGE)
    assert seen == [0]


def test_a_provider_out_of_reach_is_said_to_be(portal, client, provider):
    provider.answers["openid-configuration"] = lambda _: Response(status=503)

    response = client.post("/sign-in/start")

    assert told(portal, client, response) == ("out-of-order", Check.PROVIDER)


def test_a_provider_that_became_another_is_not_visited(portal, client, provider):
    provider.tells_of_itself = {"token_endpoint": "https://elsewhere.example/token"}

    response = client.post("/sign-in/start")

    assert told(portal, client, response) == ("out-of-order", Check.PROVIDER)


def test_an_identity_nobody_invited_gets_no_session(portal, client, provider, record_engine):
    provider.tell = lambda occasion: occasion.token(oid=str(OTHER_TENANT))

    assert told(portal, client, portal.sign_in(client)) == ("not-a-member", Check.PERSON)
    assert client.get_cookie(SESSION) is None
    with Session(record_engine) as session:
        assert (
            session.scalar(
                select(func.count())
                .select_from(SignInSession)
                .where(SignInSession.ended_at.is_(None))
            )
            == 0
        )
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_known_identity_under_another_subject_is_refused_and_told_to_the_operator(
    portal, client, provider, caplog
):
    portal.sign_in(client)
    provider.tell = lambda occasion: occasion.token(sub="another subject")

    assert told(portal, client, portal.sign_in(client)) == ("other", Check.KNOWN_SUBJECT)
    (alarm,) = [record for record in caplog.records if record.levelname == "CRITICAL"]
    assert "another subject" in alarm.message
    assert str(OBJECT) not in caplog.text


def test_nobody_is_signed_in_while_the_log_cannot_be_written(portal, client, log_engine):
    back = portal.go_and_come_back(client)
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO log_head_elsewhere")

    response = client.get(back)

    assert response.status_code == 503
    assert client.get_cookie(SESSION) is None


def test_of_many_that_bring_one_answer_at_once_one_is_let_in(portal, client):
    back = portal.go_and_come_back(client)
    clients = [portal.browser() for _ in range(6)]
    for each in clients:
        each.set_cookie("__Host-browser", client.get_cookie("__Host-browser").value)
    together = threading.Barrier(len(clients))

    def come_back(each):
        together.wait(10)
        return each.get(back).headers["Location"]

    with ThreadPoolExecutor(len(clients)) as threads:
        arrived = list(threads.map(come_back, clients))

    assert arrived.count("/me") == 1
    assert len(portal.entries(Verb.SIGN_IN_REFUSED)) == 5


def test_many_sign_ins_at_once_leave_three_sessions(portal, record_engine):
    clients = [portal.browser() for _ in range(6)]
    backs = [portal.go_and_come_back(each) for each in clients]
    together = threading.Barrier(len(clients))

    def come_back(each, back):
        together.wait(10)
        return each.get(back).headers["Location"]

    with ThreadPoolExecutor(len(clients)) as threads:
        assert set(threads.map(come_back, clients, backs)) == {"/me"}
    with Session(record_engine) as session:
        assert (
            session.scalar(
                select(func.count())
                .select_from(SignInSession)
                .where(SignInSession.ended_at.is_(None))
            )
            == 3
        )
