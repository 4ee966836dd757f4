"""Who can read a thing, and who could have, asked of real rows on both databases."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from click.testing import CliRunner
from sqlalchemy import event, select

from portal.audit import Verb
from portal.cli import portal
from portal.errors import NotFound, Refused
from portal.policy import Office, Regime
from portal.policy.attributes import ATTRIBUTES, Classification, field_of
from portal.records.tables import (
    AgendaItem,
    Body,
    HistoryBeginning,
    Meeting,
    OfficeHolding,
    Paper,
    Person,
    Seat,
)
from portal.services.explaining.closed_things import read_closed_things
from portal.services.explaining.people import everybody
from portal.services.explaining.reasons import scope_at
from portal.services.explaining.sources import Standing
from portal.services.explaining.things import thing_of
from portal.services.explaining.who import read_who
from portal.services.explaining.why import read_why
from tests.support.furnishing import (
    AUDITOR,
    BOARD,
    CANARY,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    CONFLICTED,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    NOW,
    POLICE,
    PREVENT_MEMBER,
    SENSITIVE_PAPER,
    SLUG,
    named,
    open_an_office,
)

pytestmark = pytest.mark.slow


class Ticking:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Ticking()


@pytest.fixture
def office(record_engine, log_engine, tmp_path, clock):
    return open_an_office(record_engine, log_engine, tmp_path, clock)


def names(page):
    return {each.name for each in page.readers}


def test_who_can_now_and_who_could_have_before_somebody_left(office, work_of, clock):
    before = clock.now
    clock.now += timedelta(days=2)
    changing = work_of(CLERK)
    seat = changing.session.scalars(select(Seat).where(Seat.person_id == MEMBER)).one()
    seat.until_on = clock.now.date()
    changing.commit()
    clock.now += timedelta(days=2)
    auditor = work_of(AUDITOR)
    now = read_who(auditor, "paper", CLOSED_PAPER)
    then = read_who(auditor, "paper", CLOSED_PAPER, before + timedelta(hours=1))
    assert names(then) - names(now) == {NAMES[MEMBER]}
    assert (now.then, then.then) == (False, True)
    entry = office.journal.latest(Verb.ACCESS_EXPLAINED, CLOSED_PAPER)
    assert entry.detail["day"] == str(NOW.date())


def test_the_openings_of_that_day_stand_beside_it(work_of, clock):
    work = work_of(MEMBER)
    reading = read_why(work, CLOSED_PAPER).standing
    assert reading.paper == CLOSED_PAPER
    work.journal.intend(actor=work.actor, verb=Verb.PAPER_OPENED, objects=(CLOSED_PAPER,),
                        detail={"rule": "R082"})  # fmt: skip
    clock.now += timedelta(days=1)
    auditor = work_of(AUDITOR)
    that_day = read_who(auditor, "paper", CLOSED_PAPER, NOW + timedelta(minutes=1))
    next_day = read_who(auditor, "paper", CLOSED_PAPER, clock.now)
    assert [each.name for each in that_day.readers if each.opened] == [NAMES[MEMBER]]
    assert (that_day.opened, next_day.opened) == (1, 0)


def test_whoever_opened_and_could_not_then_is_named_apart(work_of):
    work = work_of(CONFLICTED)
    work.journal.intend(actor=work.actor, verb=Verb.PAPER_OPENED, objects=(CLOSED_PAPER,),
                        detail={"rule": "R082"})  # fmt: skip
    page = read_who(work_of(AUDITOR), "paper", CLOSED_PAPER)
    assert [(each.name, each.opened) for each in page.others] == [(NAMES[CONFLICTED], 1)]


def test_a_moment_that_nobody_wrote_down_is_not_guessed_at(work_of, clock):
    session = work_of(CLERK).session
    session.add(HistoryBeginning(began_at=clock.now))
    session.commit()
    clock.now += timedelta(days=1)
    page = read_who(work_of(AUDITOR), "paper", CLOSED_PAPER, NOW - timedelta(days=1))
    assert (page.unknown, page.readers) == (True, ())
    assert page.known_since == NOW


def test_a_moment_to_come_is_refused(work_of):
    with pytest.raises(Refused):
        read_who(work_of(AUDITOR), "paper", CLOSED_PAPER, NOW + timedelta(days=1))


@pytest.mark.parametrize("person", [None, MEMBER, CLERK])
def test_nobody_else_is_told(work_of, person):
    for ask in (
        lambda work: read_who(work, "paper", CLOSED_PAPER),
        lambda work: read_who(work, "item", CLOSED_ITEM),
        read_closed_things,
    ):
        with pytest.raises(NotFound):
            ask(work_of(person))


def test_a_proper_officer_explains_their_own_board_s_access_and_no_other_s(work_of):
    session = work_of(CLERK).session
    other, meeting, item = (named(each) for each in ("other board", "its meeting", "its item"))
    session.add(Body(id=other, slug="harbour", name="Harbour Board"))
    session.flush()
    session.add(Meeting(id=meeting, body_id=other, starts_at=NOW, regime=Regime.PART_VA))
    session.add(
        OfficeHolding(
            person_id=MEMBER,
            office=Office.PROPER_OFFICER,
            body_id=BOARD,
            from_on=date(2026, 1, 1),
        )
    )
    session.flush()
    session.add(AgendaItem(id=item, meeting_id=meeting, position=0, heading="Dredging"))
    session.commit()
    officer = work_of(MEMBER)
    page = read_who(officer, "paper", CLOSED_PAPER)
    assert NAMES[CLERK] in names(page)
    assert not page.compared  # the log is not theirs to read
    assert [each.slug for each in read_closed_things(officer).bodies] == [SLUG]
    with pytest.raises(NotFound):
        read_who(officer, "item", item)
    with pytest.raises(NotFound):
        read_closed_things(officer, "harbour")
    assert read_who(work_of(AUDITOR), "item", item).place.body_slug == "harbour"


def test_what_is_listed_says_no_word_of_what_is_closed(work_of):
    page = read_closed_things(work_of(AUDITOR))
    assert CANARY not in repr(page)
    assert {each.row for item in page.items for each in item.things} >= {
        CLOSED_PAPER,
        SENSITIVE_PAPER,
        CLOSED_ITEM,
    }


@pytest.mark.slow
def test_how_much_there_is_costs_no_more_statements(office, furnished, record_engine, work_of):
    """A board of forty people, and two hundred rows: counted, not timed."""
    asked = []

    def count(statements):
        asked.clear()
        page = read_who(work_of(MONITORING_OFFICER), "paper", CLOSED_PAPER)
        statements.append(len([each for each in asked if each.startswith("SELECT")]))
        return page

    event.listen(record_engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    statements = []
    few = count(statements)
    work = office.work_of(CLERK)
    people = [
        Person(id=uuid4(), name=f"Person {n}", organisation_id=POLICE, created_at=NOW)
        for n in range(40)
    ]
    work.session.add_all(people)
    work.session.flush()
    work.session.add_all(
        Seat(body_id=BOARD, person_id=each.id, organisation_id=POLICE, from_on=date(2026, 1, 1))
        for each in people
    )
    for _ in range(200):
        paper = Paper(id=uuid4(), item_id=CLOSED_ITEM)
        row = {"title": "", "author": "", "text": "", "stated_extent": "", "marking": ""}
        paper.classification = Classification.EX
        paper.compartment_id = furnished.compartments["general"]
        paper.sealed = work.seal(paper.compartment_id, "paper", paper.id, row)
        work.session.add(paper)
    work.commit()
    many = count(statements)
    assert len(many.readers) == len(few.readers) + 40
    assert statements[0] == statements[1] <= 24


ASKED_OF_PEOPLE = (MEMBER, PREVENT_MEMBER, CONFLICTED, CLERK, MONITORING_OFFICER, AUDITOR)


def test_the_command_answers_alike_for_the_facts_of_real_rows(work_of):
    """``portal policy explain`` is fed the facts of each real question, one line a standing."""
    source = Standing(session=work_of(AUDITOR).session, moment=NOW)
    holdings = everybody(source)
    lines, questions = [], []
    for paper in (CLOSED_PAPER, SENSITIVE_PAPER):
        thing = thing_of(source, Paper, paper)
        for person in ASKED_OF_PEOPLE:
            scope = scope_at(holdings[person], NOW)
            asked = [
                scope._facts(thing, standing)  # noqa: SLF001 -- the very facts that were asked
                for standing in scope.by_weight
                if standing.counts_for(thing.body, thing.meeting)
            ]
            lines += [
                json.dumps({each: getattr(facts, field_of(each)) for each in ATTRIBUTES})
                for facts in asked
            ]
            questions.append((len(asked), scope.verdict_on(thing)))
    said = CliRunner().invoke(portal, ["policy", "explain"], input="\n".join(lines) + "\n")
    assert said.exit_code == 0, said.output
    answers = iter(json.loads(line) for line in said.stdout.splitlines())
    for standings, verdict in questions:
        theirs = [next(answers) for _ in range(standings)]
        effects = {each["effect"] for each in theirs}
        if verdict.rule == "COMP":  # what is merely permitted there needs a permission too
            assert "P" in effects
            continue
        assert verdict.effect.value == next(each for each in "RPDX" if each in effects)
        assert (verdict.effect.value, verdict.rule, verdict.basis) in {
            (each["effect"], each["rule"], each["basis"]) for each in theirs
        }
    assert next(answers, None) is None


def test_a_reader_is_told_their_permission_s_last_day(work_of):
    page = read_why(work_of(PREVENT_MEMBER), SENSITIVE_PAPER)
    assert page.reason.until_on == date(2026, 6, 1)
    assert "Permission" in page.reason.rests_on
    assert CANARY not in repr(page)


@pytest.mark.parametrize("person", [None, AUDITOR, CLERK])
def test_why_is_not_told_to_whoever_cannot(work_of, person):
    with pytest.raises(NotFound):
        read_why(work_of(person), SENSITIVE_PAPER)
