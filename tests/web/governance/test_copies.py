"""Officers say what readers of restricted PDFs get; whoever reads the log finds whose a copy is."""

import json
import re

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.cli.audit import audit
from portal.records.tables import Body, Copies
from portal.services.restricted_papers import read_paper
from tests.support.furnishing import (
    AUDITOR,
    BOARD,
    CANARY,
    CLERK,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
)
from tests.web.forms import token_of

PAGE = "/ig/copies"


@pytest.fixture
def database_kind():
    return "sqlite"


def rule(world):
    with Session(world.record) as session:
        return session.get_one(Body, BOARD).copies


def sent(client, address, **said):
    return client.post(address, data={"csrf_token": token_of(client), **said})


def test_an_officer_settles_it_and_the_log_is_told(whole_world):
    client = whole_world.client(MONITORING_OFFICER)
    assert "Give marked copies" in client.get(PAGE).text
    answer = sent(client, f"{PAGE}/{BOARD}", copies="marked")
    assert answer.status_code == 303
    assert "Give originals" in client.get(answer.location).text
    assert rule(whole_world) is Copies.MARKED
    line = whole_world.office.journal.about(BOARD)[0]
    assert (line.entry.verb, dict(line.entry.detail)) == (Verb.COPIES_RULED, {"copies": "marked"})
    size = whole_world.office.journal.checkpoint().size
    assert sent(client, f"{PAGE}/{BOARD}", copies="marked").status_code == 303
    assert whole_world.office.journal.checkpoint().size == size, "nothing was changed"


@pytest.mark.parametrize("said", ["", "none", "MARKED"])
def test_another_word_settles_nothing(whole_world, said):
    client = whole_world.client(MONITORING_OFFICER)
    answer = sent(client, f"{PAGE}/{BOARD}", copies=said)
    assert answer.status_code == 422
    assert rule(whole_world) is Copies.ORIGINAL


@pytest.mark.parametrize("who", [MEMBER, CLERK, AUDITOR])
def test_nobody_else_settles_it(whole_world, who):
    client = whole_world.client(who)
    assert client.get(PAGE).status_code == 404
    assert sent(client, f"{PAGE}/{BOARD}", copies="marked").status_code == 404
    assert rule(whole_world) is Copies.ORIGINAL


def test_a_copys_number_leads_to_its_reader_for_whoever_may_know(whole_world):
    page = read_paper(whole_world.office.work_of(MEMBER), CLOSED_PAPER)
    client = whole_world.client(AUDITOR)
    found = sent(client, "/ig/copy", number=f" copy {page.mark.copy.lower()}")
    assert found.status_code == 200
    assert NAMES[MEMBER] in found.text
    assert CANARY not in found.text
    newest = whole_world.office.journal.recent(limit=1)[0].entry
    assert newest.verb is Verb.LOG_READ
    for who in (MEMBER, CLERK):
        assert sent(whole_world.client(who), "/ig/copy", number="1").status_code == 404


@pytest.mark.parametrize("number", ["", "0", "FFFFFFFFFFFFFFFF", "x", "-1", "1" * 400, "٣", "FFFF"])
def test_what_is_no_copys_number_is_told_so(whole_world, number):
    answer = sent(whole_world.client(AUDITOR), "/ig/copy", number=number)
    assert answer.status_code == 422
    assert "No copy has this number" in answer.text


class Door:
    """The back door, over a furnished office."""

    def __init__(self, office):
        self._office = office

    def office(self):
        return self._office


def test_the_command_gives_the_pseudonym_and_the_person_only_if_asked(whole_world):
    office = whole_world.office
    page = read_paper(office.work_of(MEMBER), CLOSED_PAPER)

    def said(*options):
        return CliRunner().invoke(audit, ["copy", page.mark.copy, *options], obj=Door(office))

    plain = said()
    assert plain.exit_code == 0, plain.output
    assert office.journal.pseudonyms.of_person(MEMBER) in plain.output
    assert NAMES[MEMBER] not in plain.output
    assert NAMES[MEMBER] in said("--person").output
    told = json.loads(said("--json", "--person").output)
    assert (told["copy"], told["name"]) == (page.mark.copy, NAMES[MEMBER])
    assert told["objects"] == [str(CLOSED_PAPER)]
    wrong = CliRunner().invoke(audit, ["copy", "FFFFFF"], obj=Door(office))
    assert wrong.exit_code == 1
    assert re.search("No copy has this number", wrong.output)
