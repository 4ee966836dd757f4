"""A key is enrolled by a link from the host, for an administrator who can read nothing."""

from datetime import date

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.errors import NotFound, Refused
from portal.policy import Office, Role
from portal.records.tables import (
    Body,
    EmergencyEnrolment,
    EmergencyKey,
    OfficeHolding,
    Person,
    Seat,
)
from portal.services.emergency import enrolling
from portal.services.emergency.refusing import KeyRefused
from tests.emergency.conftest import BROWSER, held_by
from tests.emergency.software_key import (
    ATTESTED,
    COPIED,
    ELIGIBLE,
    PRESENT,
    VERIFIED,
    Lie,
    SoftwareKey,
)
from tests.support.furnishing import ADMINISTRATOR, NAMES, NOW

pytestmark = pytest.mark.slow

LYING = {
    "another origin": Lie(origin="https://evil.example"),
    "another relying party": Lie(host="evil.example"),
    "no user verification": Lie(flags=PRESENT | ATTESTED),
    "no user presence": Lie(flags=VERIFIED | ATTESTED),
    "no credential": Lie(flags=PRESENT | VERIFIED),
    "a key that may be copied": Lie(flags=PRESENT | VERIFIED | ATTESTED | ELIGIBLE),
    "a key that was copied": Lie(flags=PRESENT | VERIFIED | ATTESTED | ELIGIBLE | COPIED),
    "another challenge": Lie(challenge=bytes(32)),
    "a sign-in": Lie(kind="webauthn.get"),
    "a frame of another site": Lie(client={"crossOrigin": True}),
    "a cut key": Lie(cut=1),
    "more behind the key": Lie(more=b"\0"),
    "another credential's name": Lie(answer={"id": "AAAA", "rawId": "AAAA"}),
    "an algorithm nobody asked for": Lie(algorithm=-35),
    "an algorithm that is none": Lie(algorithm=-65000),
    "the algorithm of another key": Lie(algorithm=-8),
}


def keys_of(bench) -> int:
    with Session(bench.record) as session:
        return session.scalar(select(func.count(EmergencyKey.id))) or 0


def begin(bench, secret: str, browser: str = BROWSER) -> str:
    with (work := bench.work()).session:
        return enrolling.begin(work, bench.party, secret, browser)


def finish(bench, secret: str, answer: str, browser: str = BROWSER) -> None:
    with (work := bench.work()).session:
        enrolling.finish(work, bench.party, secret, browser, answer)


@pytest.mark.parametrize("name", LYING)
def test_a_key_that_lies_is_not_enrolled(bench, name):
    with pytest.raises(KeyRefused):
        bench.enrol(SoftwareKey(), lie=LYING[name])
    assert keys_of(bench) == 0


def test_a_refused_answer_leaves_the_link_to_be_tried_again(bench):
    secret, key = bench.offer(), SoftwareKey()
    with pytest.raises(KeyRefused):
        finish(bench, secret, key.register(begin(bench, secret), Lie(flags=PRESENT | ATTESTED)))
    finish(bench, secret, key.register(begin(bench, secret)))
    assert keys_of(bench) == 1


def test_a_link_serves_for_a_quarter_of_an_hour(bench):
    secret = bench.offer()
    bench.clock.move(minutes=14, seconds=59)
    answer = SoftwareKey().register(begin(bench, secret))
    bench.clock.move(seconds=1)
    for tried in (lambda: begin(bench, secret), lambda: finish(bench, secret, answer)):
        with pytest.raises(NotFound):
            tried()
    bench.offer()
    with Session(bench.record) as session:
        assert session.scalar(select(func.count(EmergencyEnrolment.token_hash))) == 1


@pytest.mark.parametrize("secret", ["", "x" * 129, "an invented secret"])
def test_a_link_that_was_never_made_leads_nowhere(bench, secret):
    for tried in (lambda: begin(bench, secret), lambda: finish(bench, secret, "{}")):
        with pytest.raises(NotFound):
            tried()


def test_a_challenge_to_enrol_is_of_one_link_and_of_one_browser(bench, key):
    one, other = bench.offer(), bench.offer()
    new = SoftwareKey()
    with pytest.raises(KeyRefused):
        finish(bench, other, new.register(begin(bench, one)))
    with pytest.raises(KeyRefused):
        finish(bench, one, new.register(begin(bench, one)), browser="another mark")
    with pytest.raises(KeyRefused):  # nor is one to sign in one to enrol, or the other way round
        finish(bench, one, key.prove(bench.ask()))
    begin(bench, one)
    with pytest.raises(KeyRefused):
        bench.answer(key.prove(begin(bench, one)))
    assert keys_of(bench) == 1


def test_the_same_credential_is_not_enrolled_twice(bench, key):
    with pytest.raises(KeyRefused):
        bench.enrol(key, bench.administrator())
    assert keys_of(bench) == 1


def put_seat(session: Session) -> None:
    body = Body(slug="an-invented-board", name="An invented board", purpose="", legal_basis="")
    session.add(body)
    session.flush()
    session.add(
        Seat(body_id=body.id, person_id=ADMINISTRATOR, role=Role.PARTNER, from_on=date(2027, 1, 1))
    )


UNFIT = {
    "nobody": lambda session: session.execute(update(Person).values(name="Somebody else")),
    "a member": put_seat,
    "a councillor": lambda session: session.execute(update(Person).values(councillor=True)),
    "an auditor besides": lambda session: session.add(held_by(ADMINISTRATOR, Office.AUDITOR)),
    "an officer from next year": lambda session: session.add(
        OfficeHolding(
            person_id=ADMINISTRATOR, office=Office.MONITORING_OFFICER, from_on=date(2027, 1, 1)
        )
    ),
    "no administrator": lambda session: session.execute(
        update(OfficeHolding).values(until_on=date(2026, 1, 1))
    ),
    "suspended": lambda session: session.execute(update(Person).values(suspended_at=NOW)),
    "closed": lambda session: session.execute(update(Person).values(closed_at=NOW)),
    "one of two of that name": lambda session: session.add(
        Person(name=NAMES[ADMINISTRATOR], created_at=NOW)
    ),
}


def make_unfit(bench, why: str) -> None:
    with Session(bench.record) as session:
        UNFIT[why](session)
        session.commit()


@pytest.mark.parametrize("why", UNFIT)
def test_whoever_may_not_have_a_key_is_offered_none(bench, why):
    make_unfit(bench, why)
    with (work := bench.work()).session, pytest.raises(Refused) as refused:
        enrolling.offer(work, NAMES[ADMINISTRATOR], "in the safe")
    assert str(refused.value)


@pytest.mark.parametrize("why", ["a member", "an auditor besides", "suspended", "no administrator"])
def test_whoever_may_not_have_a_key_any_more_gets_none_by_an_old_link(bench, why):
    secret = bench.offer()
    answer = SoftwareKey().register(begin(bench, secret))
    make_unfit(bench, why)
    with pytest.raises(KeyRefused):
        finish(bench, secret, answer)
    assert keys_of(bench) == 0


@pytest.mark.parametrize("label", ["", " ", "x" * 101])
def test_a_key_has_a_label(bench, label):
    with pytest.raises(Refused):
        bench.offer(label=label)


def test_what_a_key_shows_of_its_holder_is_no_name(bench):
    asked = begin(bench, bench.offer())
    assert "Marlowe" not in asked
    assert '"userVerification": "required"' in asked
