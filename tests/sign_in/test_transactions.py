"""A sign-in under way belongs to one browser, is used once, and lasts ten minutes."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.records.tables import LoginTransaction
from portal.services.sign_in import transactions
from portal.services.sign_in.refusals import Check, Problem, SignInRefused
from portal.services.sign_in.transactions import Purpose
from tests.sign_in.conftest import START
from tests.sign_in.forging import TENANT

BROWSER, OTHER_BROWSER = "a browser's cookie", "another browser's cookie"
MINUTE = timedelta(minutes=1)


def begin(session, *, browser=BROWSER, return_to="/boards", at=START):
    purpose = Purpose(return_to=return_to)
    begun = transactions.begin(session, browser=browser, tenant=TENANT, purpose=purpose, at=at)
    session.commit()
    return begun


def take(session, state, *, browser=BROWSER, at=START):
    return transactions.take(session, browser=browser, state=state, at=at)


def refusal(session, state, **given):
    with pytest.raises(SignInRefused) as refused:
        take(session, state, **given)
    assert refused.value.check is Check.TRANSACTION
    return refused.value.problem


def test_what_was_begun_is_what_is_taken(session):
    begun = begin(session)

    assert take(session, begun.state, at=START + 9 * MINUTE) == begun
    assert begun.return_to == "/boards"


def test_nothing_is_the_same_twice(session):
    one, two = begin(session), begin(session)

    secrets = {one.state, one.nonce, one.verifier, two.state, two.nonce, two.verifier}
    assert len(secrets) == 6
    assert all(len(secret) >= 43 for secret in secrets)  # 256 bits; RFC 7636 wants as many letters


def test_the_table_holds_no_state_and_no_cookie(session):
    begun = begin(session)

    row = session.execute(select(LoginTransaction.__table__)).one()

    assert begun.state not in str(row)
    assert BROWSER not in str(row)


def test_a_transaction_is_taken_once(session):
    begun = begin(session)
    take(session, begun.state)

    assert refusal(session, begun.state) is Problem.START_AGAIN


def test_a_transaction_of_another_browser_is_refused_and_stays(session):
    begun = begin(session)

    assert refusal(session, begun.state, browser=OTHER_BROWSER) is Problem.START_AGAIN
    assert take(session, begun.state) == begun


def test_a_transaction_lasts_ten_minutes_and_is_then_gone(session):
    begun = begin(session)

    assert refusal(session, begun.state, at=START + 10 * MINUTE) is Problem.START_AGAIN
    assert refusal(session, begun.state, at=START) is Problem.START_AGAIN


@pytest.mark.parametrize("state", ["", "unheard of", "x" * 5000, "\ud800", "\x00"])
def test_a_state_that_was_never_given_is_refused(session, state):
    begin(session)

    assert refusal(session, state) is Problem.START_AGAIN


@pytest.mark.parametrize("browser", ["", "x" * 5000])
def test_a_browser_without_its_cookie_is_told_about_cookies(session, browser):
    begun = begin(session)

    assert refusal(session, begun.state, browser=browser) is Problem.COOKIES


def test_a_browser_has_five_transactions_and_the_oldest_goes(session):
    begun = [begin(session, at=START + each * timedelta(seconds=1)) for each in range(6)]

    assert refusal(session, begun[0].state) is Problem.START_AGAIN
    for each in begun[1:]:
        assert take(session, each.state, at=START + MINUTE) == each


def test_one_browser_does_not_push_out_another(session):
    theirs = begin(session, browser=OTHER_BROWSER)
    for second in range(1, 21):
        begin(session, at=START + second * timedelta(seconds=1))

    assert take(session, theirs.state, browser=OTHER_BROWSER) == theirs


def test_what_is_over_is_swept_away(session):
    for each in range(5):
        begin(session, browser=f"browser {each}")
    begin(session, at=START + 11 * MINUTE)

    assert session.scalar(select(func.count()).select_from(LoginTransaction)) == 1


def test_a_path_that_leads_elsewhere_is_not_kept(session):
    assert begin(session, return_to="//elsewhere.example/").return_to == "/me"
