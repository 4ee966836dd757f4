"""My access: what I can open and why, until when, and my own lines of the log, nobody else's."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.audit import Verb
from portal.errors import LogUnavailable, NotFound
from portal.policy import Effect, Jurisdiction, Office, Regime
from portal.records.tables import (
    AgendaItem,
    Body,
    BodyRegime,
    Compartment,
    OfficeHolding,
    Organisation,
    Permission,
    Person,
    Seat,
)
from portal.services import restricted_papers
from portal.services.my_access import MOST_LINES, read_access
from tests.support.databases import KINDS
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    BOARD_NAME,
    CANARY,
    CLERK,
    CLOSED_PAPER,
    GUEST,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    NEXT_ITEM,
    NOW,
    OPEN_ITEM,
    POLICE,
    PREVENT_MEMBER,
    SENSITIVE_ITEM,
    SENSITIVE_PAPER,
    STRANGER,
    touch,
)

TODAY = NOW.date()
DAY = timedelta(days=1)
ON_BOTH = pytest.mark.parametrize("database_kind", KINDS, indirect=True)


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


def slugs(work, access):
    """Give the compartments on the page by their slugs, with the rule that opens each."""
    names = dict(work.session.execute(select(Compartment.name, Compartment.slug)).all())
    return {names[each.name]: each.verdict.rule for each in access.compartments}


def permit(work, person, compartment, **changes):
    told = {"from_on": TODAY - DAY, "until_on": TODAY + DAY, **changes}
    work.session.add(
        Permission(
            person_id=person,
            compartment_id=compartment,
            purpose="Sits on a panel",
            approved_by_id=MONITORING_OFFICER,
            second_approved_by_id=CLERK,
            **told,
        )
    )
    work.session.commit()


@ON_BOTH
@pytest.mark.parametrize(
    ("person", "opens"),
    [
        (MEMBER, {"general": "R082"}),
        (PREVENT_MEMBER, {"general": "R082", "prevent": "R082"}),
        (CLERK, {"general": "R100"}),
        (MONITORING_OFFICER, {"general": "R100"}),
        (STRANGER, {}),
        (GUEST, {}),
        (AUDITOR, {}),
        (ADMINISTRATOR, {}),
    ],
    ids=lambda each: NAMES.get(each) if not isinstance(each, dict) else "",
)
def test_compartments_are_those_the_policy_opens_and_no_others(work_of, person, opens):
    work = work_of(person)
    access = read_access(work)
    assert slugs(work, access) == opens
    assert all(each.verdict.effect is Effect.PERMITTED for each in access.compartments)
    assert all(each.body_name == BOARD_NAME for each in access.compartments)


def test_what_is_on_the_page_is_what_opens(work_of):
    for person, opens in ((MEMBER, False), (PREVENT_MEMBER, True)):
        work = work_of(person)
        assert ("prevent" in slugs(work, read_access(work))) is opens
        if opens:
            assert restricted_papers.read_paper(work, SENSITIVE_PAPER)
        else:
            with pytest.raises(NotFound):
                restricted_papers.read_paper(work, SENSITIVE_PAPER)


def test_an_unsigned_agreement_empties_the_page(work_of):
    work = work_of(MEMBER)
    touch(work.session, Organisation, POLICE, sharing_agreed_on=None)
    again = work_of(MEMBER)
    assert read_access(again).compartments == ()


def test_seats_and_offices_of_today_are_named_with_their_days(work_of):
    work = work_of(MEMBER)
    for position, (start, end) in enumerate(
        ((TODAY - 9 * DAY, TODAY - DAY), (TODAY, TODAY), (TODAY + DAY, None))
    ):
        work.session.add(
            Seat(
                body_id=BOARD,
                person_id=MEMBER,
                organisation_id=POLICE,
                from_on=start,
                until_on=end,
                position=position,
            )
        )
        work.session.add(
            OfficeHolding(
                person_id=MEMBER,
                office=Office.PROPER_OFFICER,
                body_id=BOARD if position else None,
                from_on=start,
                until_on=end,
            )
        )
    work.session.commit()
    access = read_access(work_of(MEMBER))
    told = [(each.body_name, each.what, each.from_on, each.until_on) for each in access.places]
    assert told == [
        (BOARD_NAME, "vice chair", date(2025, 5, 1), None),
        (BOARD_NAME, "member", TODAY, TODAY),
        (BOARD_NAME, "proper officer", TODAY, TODAY),
    ]


def test_an_office_of_every_board_says_so(work_of):
    (place,) = read_access(work_of(MONITORING_OFFICER)).places
    assert (place.body_name, place.what) == ("Every board", "monitoring officer")


def test_a_permission_says_for_what_and_until_when(work_of):
    (leave,) = read_access(work_of(PREVENT_MEMBER)).permissions
    assert leave.purpose == "Sits on the Prevent panel"
    assert (leave.item, leave.until_on) == ("", date(2026, 6, 1))


@ON_BOTH
@pytest.mark.parametrize(
    "change",
    [
        {"ended_at": NOW},
        {"until_on": TODAY - DAY},
        {"from_on": TODAY + DAY},
    ],
    ids=["ended", "run out", "not begun"],
)
def test_a_permission_that_is_not_live_is_not_on_the_page(work_of, furnished, change):
    permit(work_of(MEMBER), MEMBER, furnished.compartments["dhr"], **change)
    work = work_of(MEMBER)
    access = read_access(work)
    assert access.permissions == ()
    assert slugs(work, access) == {"general": "R082"}


@pytest.mark.parametrize(
    ("item", "told"),
    [
        (OPEN_ITEM, "item 1: Neighbourhood crime in the autumn"),
        (SENSITIVE_ITEM, "item 4"),
        (NEXT_ITEM, "one item: Minutes of the last meeting"),
    ],
    ids=["open", "with a closed heading", "without a number"],
)
def test_a_permission_for_one_item_names_it_as_far_as_is_open(work_of, furnished, item, told):
    work = work_of(MEMBER)
    touch(work.session, AgendaItem, NEXT_ITEM, number="")
    permit(work, MEMBER, furnished.compartments["prevent"], item_id=item)
    again = work_of(MEMBER)
    access = read_access(again)
    (leave,) = access.permissions
    assert leave.item == told
    assert slugs(again, access) == {"general": "R082"}, "an item is not the compartment"


@pytest.mark.parametrize("post", [Office.ADMINISTRATOR, Office.AUDITOR])
def test_administrators_and_auditors_have_nothing_to_open(work_of, post):
    work = work_of(PREVENT_MEMBER)
    work.session.add(
        OfficeHolding(person_id=PREVENT_MEMBER, office=post, body_id=None, from_on=TODAY)
    )
    work.session.commit()
    access = read_access(work_of(PREVENT_MEMBER))
    assert (access.compartments, access.permissions) == ((), ())
    assert len(access.places) == 2


@ON_BOTH
def test_the_lines_are_ones_own_newest_first_with_their_outcome_and_rule(work_of):
    restricted_papers.read_paper(work_of(PREVENT_MEMBER), SENSITIVE_PAPER)
    with pytest.raises(NotFound):
        restricted_papers.read_paper(work_of(MEMBER), SENSITIVE_PAPER)
    restricted_papers.read_paper(work_of(MEMBER), CLOSED_PAPER)
    access = read_access(work_of(MEMBER))
    assert [(each.sentence.split(",")[0], each.outcome, each.rule) for each in access.lines] == [
        ("A restricted paper", "done", "R082"),
        ("Somebody asked for something closed to them and was refused.", "", "COMP"),
    ]
    assert [each.number for each in access.lines] == sorted(
        (each.number for each in access.lines), reverse=True
    )
    assert access.log_since == access.lines[-1].at == NOW
    (theirs,) = read_access(work_of(PREVENT_MEMBER)).lines
    assert theirs.number not in {each.number for each in access.lines}
    assert CANARY not in repr(access)


def test_looking_is_itself_written_down(work_of):
    work = work_of(MEMBER)
    assert read_access(work).lines == ()
    assert read_access(work).log_since is not None
    first, second = (each.entry for each in work.journal.lines_of(work.actor))
    assert {first.verb, second.verb} == {Verb.LOG_READ}
    assert [dict(each.detail) for each in (second, first)] == [
        {"of": "own", "count": 0},
        {"of": "own", "count": 1},
    ]


def test_no_more_than_the_newest_lines_are_shown(work_of):
    work = work_of(MEMBER)
    for _ in range(MOST_LINES + 3):
        work.journal.note(
            actor=work.actor, verb=Verb.LOG_READ, objects=(), detail={"of": "own", "count": 0}
        )
    lines = read_access(work).lines
    assert len(lines) == MOST_LINES
    newest = work.journal.lines_of(work.actor, limit=2)[1].entry.seq
    assert lines[0].number == newest


def test_whoever_has_a_closed_account_has_no_page_and_neither_has_a_stranger(work_of):
    work = work_of(MEMBER)
    restricted_papers.read_paper(work, CLOSED_PAPER)
    touch(work.session, Person, MEMBER, closed_at=NOW)
    size = work.journal.checkpoint().size
    for nobody in (MEMBER, None):
        with pytest.raises(NotFound):
            read_access(work_of(nobody))
    assert work.journal.checkpoint().size == size


@pytest.mark.parametrize("table", ["log_head", "log_entry"])
def test_without_a_log_there_is_no_page(work_of, log_engine, table):
    work = work_of(MEMBER)
    with log_engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO gone")
    with pytest.raises(LogUnavailable):
        read_access(work)


def test_another_boards_compartments_are_not_on_the_page(work_of):
    work = work_of(MEMBER)
    other = Body(id=uuid4(), slug="fells", name="The Fells board")
    work.session.add(other)
    work.session.flush()
    work.session.add(Compartment(body_id=other.id, slug="general", name="Another general"))
    work.session.add(
        BodyRegime(
            body_id=other.id,
            regime=Regime.ADOPTED,
            jurisdiction=Jurisdiction.ENG,
            from_on=date(2024, 4, 1),
        )
    )
    work.session.commit()
    told = {
        person: {each.body_name for each in read_access(work_of(person)).compartments}
        for person in (MEMBER, CLERK, MONITORING_OFFICER)
    }
    both = {BOARD_NAME, "The Fells board"}
    assert told == {MEMBER: {BOARD_NAME}, CLERK: {BOARD_NAME}, MONITORING_OFFICER: both}
