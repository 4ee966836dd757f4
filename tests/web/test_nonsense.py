"""Whatever is typed into whichever form, the answer is a page in plain English."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from portal.policy import Office
from portal.records.tables import OfficeHolding
from tests.support.databases import KINDS
from tests.support.furnishing import (
    ADMINISTRATOR,
    BOARD,
    CLERK,
    MEMBER,
    NOW,
    begin_everything,
)
from tests.web.forms import Heard, Listening, token_of
from tests.web.walking import places, rows_of

NONSENSE = {
    "nothing": [""],
    "spaces": ["  \t\r\n  "],
    "huge": ["word " * 4_000],
    "control characters": ["a\x00b\x07\x1b[31m\u202e\ud7ff"],
    "a NUL alone": ["\x00"],
    "no word of any list": ["no-such-word"],
    "repeated": ["one", "two", "2026-04-01"],
    "a number beyond any column": ["99999999999999999999"],
    "a negative number": ["-1"],
    "digits of another script": ["\u0663\u00b2"],
    "an impossible date": ["2026-02-31"],
    "a date beyond the calendar": ["99999-99-99"],
    "a far day": ["9999-12-31"],
    "an identifier of nothing": ["5e0c3f0a-7c1d-4f0b-9a39-3f7d4d1f6b52"],
    "markup": ["<script>alert(1)</script>{{ 7 * 7 }}%s"],
}
"""What people and programs type."""
WRONG = 400
ANSWERS = frozenset({200, 303, 400, 403, 404, 409, 413, 422, 429})
PERSONS = {"/me/": MEMBER, "/ig/break-glass": ADMINISTRATOR, "/": CLERK}
"""Who tries the doors below an address: whoever may go in by most of them."""


@pytest.fixture
def database_kind():
    """Take the stricter kind, where there is a choice: it keeps no NUL and no huge number."""
    return KINDS[-1]


@pytest.fixture
def world(whole_world):
    """Give the clerk every office of the board, and begin one of each private thing."""
    begin_everything(whole_world.office, whole_world.furnished)
    since = NOW.date() - timedelta(days=1)
    with Session(whole_world.record) as session:
        session.add_all(
            OfficeHolding(person_id=CLERK, office=office, body_id=BOARD, from_on=since)
            for office in (Office.PROPER_OFFICER, Office.MONITORING_OFFICER)
        )
        session.commit()
    whole_world.app.request_class = Listening
    whole_world.app.config["PROPAGATE_EXCEPTIONS"] = False
    return whole_world


ENDING = ("officers_sessions.do", "suspending.suspend", "sessions.end_all")
"""Doors that sign people out: they come last, or those after them would answer a stranger."""


def doors_of(world) -> dict[str, tuple[UUID, str]]:
    """Give one address for each form, and who sends it."""
    found = {
        rule.endpoint: rule.rule
        for rule in world.app.url_map.iter_rules()
        if "POST" in rule.methods and not rule.arguments and not rule.rule.startswith("/sign-")
    }
    for each in places(world.app, rows_of(world.record), "POST"):
        last = each.address.rsplit("/", 1)[-1]
        several = each.endpoint in {"desk.record", "mistakes.record", "restrictions.answer"}
        found.setdefault(f"{each.endpoint} {last}" if several else each.endpoint, each.address)
    last_of_all = sorted(found, key=lambda door: door.startswith(ENDING))
    return {
        door: (next(who for start, who in PERSONS.items() if address.startswith(start)), address)
        for door, address in ((each, found[each]) for each in last_of_all)
    }


@pytest.mark.slow
def test_nonsense_in_any_field_is_answered_by_a_page(world):
    clients = {who: world.client(who) for who in PERSONS.values()}
    tokens = {who: token_of(client) for who, client in clients.items()}
    answered = {}
    for door, (who, address) in doors_of(world).items():
        Heard.names.clear()
        clients[who].post(address, data={"csrf_token": tokens[who]})
        for kind, values in NONSENSE.items():
            fields = dict.fromkeys(sorted(Heard.names - {"csrf_token"}), values)
            answer = clients[who].post(address, data={**fields, "csrf_token": tokens[who]})
            answered[f"{door}: {kind}"] = answer.status_code
            if answer.status_code >= WRONG:
                assert "<h1" in answer.text, f"{door}: {kind}"
            assert "<script>alert(1)" not in answer.text, f"{door}: {kind}"
            assert "Traceback" not in answer.text
    assert {door: status for door, status in answered.items() if status not in ANSWERS} == {}
    assert sum(status in {400, 422} for status in answered.values()) > len(answered) / 3


@pytest.mark.slow
def test_nonsense_in_a_question_is_answered_by_a_page(world):
    client = world.client(CLERK)
    for rule in world.app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments and not rule.rule.startswith("/sign-"):
            Heard.names.clear()
            client.get(rule.rule)
            names = sorted(Heard.names)
            for kind in ("a NUL alone", "a number beyond any column", "a date beyond the calendar"):
                answer = client.get(rule.rule, query_string=dict.fromkeys(names, NONSENSE[kind]))
                assert answer.status_code in ANSWERS, f"{rule.rule}: {kind}"
