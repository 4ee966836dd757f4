"""Seats, offices and permissions: who may be given what, and what the log is told."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.audit import Phase, Verb
from portal.errors import LogUnavailable, NotFound, Refused
from portal.policy import Office, Role
from portal.records import visible
from portal.records.tables import (
    Capacity,
    Invitation,
    OfficeHolding,
    Organisation,
    Permission,
    Person,
    Seat,
)
from portal.services import membership, restricted_papers
from tests.support.databases import KINDS
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    NOW,
    POLICE,
    SENSITIVE_ITEM,
    SENSITIVE_PAPER,
    STRANGER,
    TENANT,
)

TODAY = NOW.date()
DAY = timedelta(days=1)
WHOLE = {
    "purpose": "Sits on the panel for the Nightjar case",
    "from_on": TODAY,
    "until_on": TODAY + 90 * DAY,
    "approvers": (MONITORING_OFFICER, CLERK),
}
REFUSED = {
    "by oneself, first": ({"approvers": (MEMBER, CLERK)}, "Two people other than the reader"),
    "by oneself, second": ({"approvers": (CLERK, MEMBER)}, "Two people other than the reader"),
    "twice by the same": ({"approvers": (CLERK, CLERK)}, "Two people other than the reader"),
    "by oneself, twice": ({"approvers": (MEMBER, MEMBER)}, "Two people other than the reader"),
    "by an auditor": ({"approvers": (MONITORING_OFFICER, AUDITOR)}, "approve nothing"),
    "by an administrator": ({"approvers": (ADMINISTRATOR, CLERK)}, "approve nothing"),
    "for no purpose": ({"purpose": ""}, "for what purpose"),
    "for a blank purpose": ({"purpose": " \n"}, "for what purpose"),
    "for too long": ({"until_on": TODAY + 181 * DAY}, "within 180 days"),
    "ending before it starts": ({"until_on": TODAY - DAY}, "within 180 days"),
}
ON_BOTH = pytest.mark.parametrize("database_kind", KINDS, indirect=True)


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


@pytest.fixture
def prevent(furnished):
    return furnished.compartments["prevent"]


def permissions(work):
    return work.session.scalar(select(func.count()).select_from(Permission))


def granted(work):
    lines = work.journal.recent(limit=200)
    return [each.entry for each in lines if each.entry.verb is Verb.PERMISSION_GRANTED]


@pytest.mark.parametrize(("change", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_a_permission_is_refused(work_of, prevent, change, said):
    work = work_of(MONITORING_OFFICER)
    before = permissions(work), work.journal.checkpoint()
    with pytest.raises(Refused, match=said):
        membership.permit(work, MEMBER, prevent, **(WHOLE | change))
    assert (permissions(work), work.journal.checkpoint()) == before


@pytest.mark.parametrize("person", [ADMINISTRATOR, AUDITOR])
def test_administrators_and_auditors_are_given_none(work_of, prevent, person):
    work = work_of(MONITORING_OFFICER)
    with pytest.raises(Refused, match="hold no compartment"):
        membership.permit(work, person, prevent, **WHOLE)
    assert granted(work) == []


def test_somebody_unknown_is_given_none(work_of, prevent):
    work = work_of(MONITORING_OFFICER)
    with pytest.raises(NotFound):
        membership.permit(work, uuid4(), prevent, **WHOLE)
    assert granted(work) == []


@pytest.mark.parametrize("days", [0, 180])
def test_a_permission_may_last_a_day_or_a_hundred_and_eighty(work_of, prevent, days):
    work = work_of(MONITORING_OFFICER)
    until = TODAY + days * DAY
    permission = membership.permit(work, MEMBER, prevent, **(WHOLE | {"until_on": until}))
    assert work.session.get_one(Permission, permission).until_on == until


@ON_BOTH
def test_a_permission_opens_from_the_next_work_on_and_is_written_down(work_of, prevent):
    with pytest.raises(NotFound):
        restricted_papers.read_paper(work_of(MEMBER), SENSITIVE_PAPER)
    work = work_of(MONITORING_OFFICER)
    permission = membership.permit(work, MEMBER, prevent, **WHOLE)
    work.commit()
    assert restricted_papers.read_paper(work_of(MEMBER), SENSITIVE_PAPER).title
    (entry,) = granted(work)
    name = work.journal.pseudonyms.of_person
    assert (entry.phase, entry.actor) == (Phase.EVENT, work.actor)
    assert entry.objects == (str(permission), str(prevent))
    assert dict(entry.detail) == {
        "holder": name(MEMBER),
        "first_approver": name(MONITORING_OFFICER),
        "second_approver": name(CLERK),
        "until": (TODAY + 90 * DAY).isoformat(),
    }
    leaf = entry.encode().decode()
    assert not any(each in leaf for each in ("Nightjar", str(MEMBER), str(CLERK), "Ashdown"))


def test_a_permission_for_one_item_opens_that_item_alone(work_of, furnished, prevent):
    work = work_of(MONITORING_OFFICER)
    membership.permit(work, MEMBER, prevent, **WHOLE, item=SENSITIVE_ITEM)
    work.commit()
    scope = work_of(MEMBER).scope
    assert scope.permitted == frozenset()
    assert scope.permitted_items == {(prevent, SENSITIVE_ITEM)}
    assert furnished.compartments["dhr"] not in {each for each, _ in scope.permitted_items}


def test_without_a_log_no_permission_is_given(work_of, prevent, log_engine):
    work = work_of(MONITORING_OFFICER)
    before = permissions(work)
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    with pytest.raises(LogUnavailable):
        membership.permit(work, MEMBER, prevent, **WHOLE)
    work.session.close()
    assert permissions(work) == before


def test_the_database_itself_refuses_a_permission_approved_by_its_holder(work_of, prevent):
    work = work_of(MONITORING_OFFICER)
    for approvers in ((MEMBER, CLERK), (CLERK, MEMBER), (CLERK, CLERK)):
        work.session.add(
            Permission(
                person_id=MEMBER,
                compartment_id=prevent,
                purpose="None",
                from_on=TODAY,
                until_on=TODAY,
                approved_by_id=approvers[0],
                second_approved_by_id=approvers[1],
            )
        )
        with pytest.raises(IntegrityError):
            work.session.flush()
        work.session.rollback()


@pytest.mark.parametrize("post", [Office.ADMINISTRATOR, Office.AUDITOR])
def test_whoever_holds_a_permission_is_not_made_administrator_or_auditor(work_of, prevent, post):
    work = work_of(MONITORING_OFFICER)
    membership.permit(work, MEMBER, prevent, **WHOLE)
    with pytest.raises(Refused, match="end that permission first"):
        membership.appoint(work, MEMBER, post, TODAY, None)
    membership.appoint(work, MEMBER, Office.CLERK, TODAY, BOARD)
    held = select(OfficeHolding.office).where(OfficeHolding.person_id == MEMBER)
    assert work.session.scalars(held).all() == [Office.CLERK]


@pytest.mark.parametrize(
    "over", [{"ended_at": NOW}, {"until_on": TODAY - DAY}], ids=["ended", "run out"]
)
def test_a_permission_that_is_over_stands_in_no_offices_way(work_of, prevent, over):
    work = work_of(MONITORING_OFFICER)
    term = {"from_on": TODAY - 9 * DAY, "until_on": TODAY + DAY}
    permission = membership.permit(work, MEMBER, prevent, **(WHOLE | term))
    for name, value in over.items():
        setattr(work.session.get_one(Permission, permission), name, value)
    work.session.flush()
    membership.appoint(work, MEMBER, Office.AUDITOR, TODAY, None)
    work.commit()
    assert work_of(MEMBER).principal.appointments


def test_whoever_was_an_auditor_may_be_given_a_permission_for_later(work_of, prevent):
    work = work_of(MONITORING_OFFICER)
    membership.appoint(work, MEMBER, Office.AUDITOR, TODAY - 9 * DAY, None)
    holding = work.session.scalars(
        select(OfficeHolding).where(OfficeHolding.person_id == MEMBER)
    ).one()
    holding.until_on = TODAY
    work.session.flush()
    with pytest.raises(Refused):
        membership.permit(work, MEMBER, prevent, **WHOLE)
    assert membership.permit(work, MEMBER, prevent, **(WHOLE | {"from_on": TODAY + DAY}))


@pytest.mark.parametrize("body", [BOARD, None])
def test_an_office_is_for_one_body_or_for_every(work_of, body):
    work = work_of(MONITORING_OFFICER)
    membership.appoint(work, STRANGER, Office.CLERK, TODAY, body)
    work.commit()
    (held,) = work_of(STRANGER).principal.appointments
    assert (held.office, held.body) == (Office.CLERK, body)


def test_an_office_of_tomorrow_is_none_today(work_of):
    work = work_of(MONITORING_OFFICER)
    membership.appoint(work, STRANGER, Office.CLERK, TODAY + DAY, BOARD)
    work.commit()
    assert work_of(STRANGER).principal.appointments == frozenset()


def test_a_seat_is_filled_as_described(work_of):
    work = work_of(MONITORING_OFFICER)
    seat = membership.fill_seat(
        work,
        BOARD,
        STRANGER,
        organisation=POLICE,
        post_title="Inspector",
        capacity=Capacity.VICE_CHAIR,
        role=Role.PARTNER,
        from_on=TODAY,
        until_on=TODAY + DAY,
        position=9,
    )
    work.commit()
    kept = work.session.get_one(Seat, seat)
    assert (kept.person_id, kept.post_title, kept.position) == (STRANGER, "Inspector", 9)
    again = work_of(STRANGER)
    assert CLOSED_PAPER in {row.id for row in visible.papers(again.scope).all(again.session)}


def test_a_seat_may_be_vacant_and_must_not_end_before_it_begins(work_of):
    work = work_of(MONITORING_OFFICER)
    told = {
        "organisation": POLICE,
        "post_title": "Inspector",
        "capacity": Capacity.MEMBER,
        "role": Role.PARTNER,
        "from_on": TODAY,
    }
    seat = membership.fill_seat(work, BOARD, None, **told)
    assert work.session.get_one(Seat, seat).person_id is None
    with pytest.raises(IntegrityError):
        membership.fill_seat(work, BOARD, STRANGER, **told, until_on=TODAY - DAY)


def test_an_organisation_is_entered_once(work_of):
    work = work_of(MONITORING_OFFICER)
    first = membership.enrol_organisation(
        work, "Wrenbury Lights", short_name="WL", sharing_agreed_on=date(2025, 1, 1)
    )
    assert membership.enrol_organisation(work, "Wrenbury Lights") == first
    kept = work.session.get_one(Organisation, first)
    assert (kept.short_name, kept.sharing_agreed_on) == ("WL", date(2025, 1, 1))


def test_a_person_is_entered_with_a_whole_identity_or_none(work_of):
    work = work_of(MONITORING_OFFICER)
    person = membership.enrol_person(work, "Hale Winter", identity=(TENANT, "an object"))
    unknown = membership.enrol_person(work, "Hale Winter", councillor=True)
    kept, other = (work.session.get_one(Person, each) for each in (person, unknown))
    assert (kept.tenant_id, kept.object_id, kept.created_at) == (TENANT, "an object", NOW)
    assert (other.tenant_id, other.object_id, other.councillor) == (None, None, True)
    with pytest.raises(IntegrityError):
        membership.enrol_person(work, "Somebody else", identity=(TENANT, "an object"))


def test_somebody_is_asked_in_for_an_item_once(work_of):
    work = work_of(MONITORING_OFFICER)
    membership.invite(work, STRANGER, CLOSED_ITEM)
    work.commit()
    assert work_of(STRANGER).scope.invited == {CLOSED_ITEM}
    with pytest.raises(IntegrityError):
        membership.invite(work, STRANGER, CLOSED_ITEM)
    work.session.rollback()
    invited = select(func.count()).where(Invitation.person_id == STRANGER)
    assert work.session.scalar(invited) == 1
