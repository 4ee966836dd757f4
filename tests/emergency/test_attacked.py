"""Answers that no honest key gives, each as the first that ever came and as the second."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.records.engines import engine_for
from portal.records.tables import EmergencyKey, OfficeHolding, Person, SignInSession
from portal.services.emergency import keys
from portal.services.emergency.ceremonies import LONGEST
from portal.services.emergency.refusing import KeyRefused
from portal.services.sign_in.references import attempt
from portal.services.sign_in.refusals import Check
from tests.emergency.conftest import BROWSER, Bench, Clock, bench_over
from tests.emergency.software_key import (
    ATTESTED,
    COPIED,
    ELIGIBLE,
    EXTENDED,
    PRESENT,
    VERIFIED,
    Lie,
    SoftwareKey,
)
from tests.web.conftest import NOWHERE

pytestmark = pytest.mark.slow


@dataclass
class Attack:
    """Somebody with a key that was good, or a key of their own, and a portal to get into."""

    bench: Bench
    key: SoftwareKey
    person: UUID

    def lies(self, **lie) -> str:
        return self.key.prove(self.bench.ask(), Lie(**lie))

    def record(self, statement) -> None:
        with Session(self.bench.record) as session:
            session.execute(statement)
            session.commit()


LYING = {
    "another origin": {"origin": "https://portal.example.evil.example"},
    "an origin below ours": {"origin": "https://papers.portal.example"},
    "our host without encryption": {"origin": "http://portal.example"},
    "our host on another port": {"origin": "https://portal.example:8443"},
    "an origin with a path": {"origin": "https://portal.example/"},
    "another relying party": {"host": "example"},
    "no user verification": {"flags": PRESENT},
    "no user presence": {"flags": VERIFIED},
    "no flag at all": {"flags": 0},
    "a key that may be copied": {"flags": PRESENT | VERIFIED | ELIGIBLE},
    "a key that was copied": {"flags": PRESENT | VERIFIED | ELIGIBLE | COPIED},
    "another challenge": {"challenge": b"\x5a" * 32},
    "no challenge": {"challenge": b""},
    "a registration": {"kind": "webauthn.create"},
    "a payment": {"kind": "payment.get"},
    "a frame of another site": {"client": {"crossOrigin": True}},
    "a frame of another site in other words": {"client": {"crossOrigin": "false"}},
    "a page above ours": {"client": {"topOrigin": "https://evil.example"}},
    "cut authenticator data": {"cut": 1},
    "authenticator data with more behind it": {"more": b"\0"},
    "attested data that is cut": {"flags": PRESENT | VERIFIED | ATTESTED, "more": bytes(20)},
    "extensions that are cut": {"flags": PRESENT | VERIFIED | EXTENDED, "more": b"\xa1\x61"},
    "extensions without end": {"flags": PRESENT | VERIFIED | EXTENDED, "more": b"\x81" * 4000},
    "extensions of no size": {"flags": PRESENT | VERIFIED | EXTENDED, "more": b"\x5b\xff\xff"},
    "extensions that are none": {"flags": PRESENT | VERIFIED | EXTENDED, "more": b"\x01"},
    "another holder": {"holder": bytes(16)},
    "no holder": {"holder": None},
    "something else signed": {"signed": b"something else"},
    "another credential's name": {"answer": {"id": "AAAA", "rawId": "AAAA"}},
    "two names for one credential": {"answer": {"id": "AAAA"}},
    "a credential of another kind": {"answer": {"type": "password"}},
    "no response": {"answer": {"response": None}},
    "a response that is a list": {"answer": {"response": []}},
    "much more than a key says": {"answer": {"more": "x" * LONGEST}},
}  # fmt: skip


def lying(name: str) -> Callable[[Attack], str]:
    return lambda attack: attack.lies(**LYING[name])


def backwards(attack: Attack) -> str:
    attack.key.count = 0
    return attack.lies()


def standing_still(attack: Attack) -> str:
    return attack.lies(count=attack.key.count)


def no_longer_counting(attack: Attack) -> str:
    return attack.lies(count=0)


def expired(attack: Attack) -> str:
    answer = attack.lies()
    attack.bench.clock.move(minutes=5)
    return answer


def never_asked(attack: Attack) -> str:
    answer = attack.lies()
    attack.bench.ask()
    return answer


def of_another_browser(attack: Attack) -> str:
    return attack.key.prove(attack.bench.ask("the mark of another browser"))


def never_enrolled(attack: Attack) -> str:
    own = SoftwareKey()
    own.holder = attack.person.bytes
    return own.prove(attack.bench.ask())


def anothers_name(attack: Attack) -> str:
    """Name the good key, and sign with one's own."""
    own = SoftwareKey()
    own.holder, own.credential, own.count = attack.person.bytes, attack.key.credential, 1000
    return own.prove(attack.bench.ask())


def anothers_key(attack: Attack) -> str:
    """Sign with one's own enrolled key, and claim another administrator's handle."""
    other = attack.bench.administrator()
    own = SoftwareKey()
    attack.bench.enrol(own, other)
    return own.prove(attack.bench.ask(), Lie(holder=attack.person.bytes))


def with_one_of_rsa(attack: Attack) -> str:
    """Sign with a key of another algorithm under the good key's name."""
    own = SoftwareKey(-8)
    own.holder, own.credential, own.count = attack.person.bytes, attack.key.credential, 1000
    return own.prove(attack.bench.ask())


def removed(attack: Attack) -> str:
    with (work := attack.bench.work()).session:
        name = EmergencyKey.credential_id == attack.key.credential
        keys.remove(work, str(work.session.scalars(select(EmergencyKey.id).where(name)).one()))
    return attack.lies()


def suspended(attack: Attack) -> str:
    now = attack.bench.clock()
    attack.record(update(Person).where(Person.id == attack.person).values(suspended_at=now))
    return attack.lies()


def closed(attack: Attack) -> str:
    now = attack.bench.clock()
    attack.record(update(Person).where(Person.id == attack.person).values(closed_at=now))
    return attack.lies()


def no_administrator(attack: Attack) -> str:
    theirs = OfficeHolding.person_id == attack.person
    yesterday = attack.bench.clock().date().replace(day=1)
    attack.record(update(OfficeHolding).where(theirs).values(until_on=yesterday))
    return attack.lies()


ATTACKS: dict[str, Callable[[Attack], str]] = {
    **{name: lying(name) for name in LYING},
    **{
        each.__name__.replace("_", " "): each
        for each in (
            backwards, standing_still, no_longer_counting, expired, never_asked,
            of_another_browser, never_enrolled, anothers_name, anothers_key, with_one_of_rsa,
            removed, suspended, closed, no_administrator,
        )
    },
}  # fmt: skip
CLONES = {"backwards", "standing still", "no longer counting"}


@pytest.fixture(scope="module")
def bench(templates, tmp_path_factory) -> Iterator[Bench]:
    """Found one portal for all attacks, each by somebody of its own."""
    folder: Path = tmp_path_factory.mktemp("attacked")
    for name in ("record", "log"):
        copyfile(templates(name), folder / f"{name}.db")
    record, log = (
        engine_for(f"sqlite:///{folder / name}.db", durable=False) for name in ("record", "log")
    )
    yield bench_over(record, log, folder, Clock(), NOWHERE)
    record.dispose()
    log.dispose()


@pytest.fixture
def attack(bench) -> Attack:
    person = bench.administrator()
    key = SoftwareKey()
    bench.enrol(key, person)
    return Attack(bench, key, person)


def sessions_of(attack: Attack) -> int:
    with Session(attack.bench.record) as session:
        theirs = SignInSession.person_id == attack.person
        return session.scalar(select(func.count()).where(theirs)) or 0


@pytest.mark.parametrize("second", [False, True], ids=["first", "second"])
@pytest.mark.parametrize("name", ATTACKS)
def test_no_such_answer_lets_anybody_in(attack, name, second, caplog):
    if second:
        attack.bench.come_in(attack.key)
    answer = ATTACKS[name](attack)
    caplog.clear()
    with pytest.raises(KeyRefused) as refused:
        attack.bench.answer(answer)
    assert sessions_of(attack) == int(second)
    (entry,) = attack.bench.entries(Verb.SIGN_IN_REFUSED)[:1]
    assert entry.objects == (str(attempt(refused.value.reference)),)
    assert entry.detail == {"check": int(Check.HARDWARE_KEY)}
    alarms = [each for each in caplog.records if each.levelno == logging.CRITICAL]
    assert bool(alarms) is (name in CLONES)
    assert refused.value.reference in caplog.text
    assert "Holroyd" not in caplog.text


def test_a_refused_answer_has_used_its_challenge_up(attack):
    asked = attack.bench.ask()
    with pytest.raises(KeyRefused):
        attack.bench.answer(attack.key.prove(asked, Lie(flags=PRESENT)))
    with pytest.raises(KeyRefused):
        attack.bench.answer(attack.key.prove(asked))
    assert attack.bench.visit(attack.bench.come_in(attack.key)) is not None


def test_a_clone_does_not_shut_the_honest_key_out(attack):
    attack.bench.come_in(attack.key)
    with pytest.raises(KeyRefused):
        attack.bench.answer(backwards(attack))
    attack.key.count = 10
    assert attack.bench.visit(attack.bench.come_in(attack.key)) is not None


@pytest.mark.parametrize("browser", ["", "x" * 129, "the mark of nobody"])
def test_a_browser_that_did_not_ask_is_not_answered(attack, browser):
    answer = attack.lies()
    with pytest.raises(KeyRefused):
        attack.bench.answer(answer, browser=browser)
    assert attack.bench.visit(attack.bench.answer(answer, browser=BROWSER)) is not None
