"""Whatever happens to a person, what is listed for them, what is admitted and what opens agree."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.records import visible
from portal.records.tables import Declaration, Paper, Permission, Person, Seat
from portal.services import papers, restricted_papers
from tests.support.databases import KINDS
from tests.support.furnishing import (
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    HIDDEN_PAPER,
    MEMBER,
    MIXED_ITEM,
    MONITORING_OFFICER,
    NOW,
    OPEN_PAPER,
    SENSITIVE_ITEM,
    SENSITIVE_PAPER,
    UNSUPPLIED_PAPER,
)

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)
PLACE = {
    CLOSED_PAPER: ("general", CLOSED_ITEM),
    HIDDEN_PAPER: ("general", MIXED_ITEM),
    SENSITIVE_PAPER: ("prevent", SENSITIVE_ITEM),
}
OPEN = {OPEN_PAPER, UNSUPPLIED_PAPER}
ITEMS = [CLOSED_ITEM, MIXED_ITEM, SENSITIVE_ITEM]
EVENTS = st.one_of(
    st.tuples(
        st.just("permit"),
        st.sampled_from(["general", "prevent", "dhr"]),
        st.sampled_from([None, *ITEMS]),
    ),
    st.tuples(st.just("end permission"), st.sampled_from(["general", "prevent", "dhr"])),
    st.tuples(st.just("declare"), st.sampled_from(ITEMS)),
    st.tuples(st.just("end seat")),
    st.tuples(st.just("close account")),
)


@dataclass
class Life:
    """What happened to a member, in the record and in plain words."""

    session: Session
    compartments: dict
    seated: bool = True
    known: bool = True
    permitted: set = field(default_factory=set)
    declared: set = field(default_factory=set)

    def begin(self):
        """Undo whatever happened before."""
        for table in (Permission, Declaration):
            self.session.execute(delete(table).where(table.person_id == MEMBER))
        self.session.execute(update(Seat).where(Seat.person_id == MEMBER).values(until_on=None))
        self.session.execute(update(Person).where(Person.id == MEMBER).values(closed_at=None))
        self.session.commit()

    def happens(self, what, *of):
        """Let something happen."""
        {
            "permit": self.permit,
            "end permission": self.end_permission,
            "declare": self.declare,
            "end seat": self.end_seat,
            "close account": self.close_account,
        }[what](*of)
        self.session.commit()

    def permit(self, slug, item):
        self.permitted.add((slug, item))
        self.session.add(
            Permission(
                person_id=MEMBER,
                compartment_id=self.compartments[slug],
                item_id=item,
                purpose="Sits on the panel",
                from_on=date(2026, 1, 1),
                until_on=date(2026, 6, 1),
                approved_by_id=MONITORING_OFFICER,
                second_approved_by_id=CLERK,
            )
        )

    def end_permission(self, slug):
        self.permitted = {each for each in self.permitted if each[0] != slug}
        self.session.execute(
            update(Permission)
            .where(
                Permission.person_id == MEMBER,
                Permission.compartment_id == self.compartments[slug],
                Permission.ended_at.is_(None),
            )
            .values(ended_at=NOW)
        )

    def declare(self, item):
        if item not in self.declared:
            self.declared.add(item)
            self.session.add(Declaration(person_id=MEMBER, item_id=item, declared_on=TODAY))

    def end_seat(self):
        self.seated = False
        self.session.execute(
            update(Seat).where(Seat.person_id == MEMBER).values(until_on=YESTERDAY)
        )

    def close_account(self):
        self.known = False
        self.session.execute(update(Person).where(Person.id == MEMBER).values(closed_at=NOW))

    def reads(self, paper):
        """Say in plain words whether the member reads a paper now."""
        if paper in OPEN:
            return True
        slug, item = PLACE[paper]
        permitted = {(slug, None), (slug, item)} & self.permitted
        return (
            self.known
            and self.seated
            and item not in self.declared
            and (slug == "general" or bool(permitted))
        )


def opens(work, paper):
    """Try to open a paper, by the door it is read at."""
    try:
        if paper in OPEN:
            return papers.read_paper(work, paper).title != ""
        return restricted_papers.read_paper(work, paper).title != ""
    except NotFound:
        return False


@pytest.mark.parametrize("database_kind", KINDS, indirect=True)
@settings(max_examples=30)
@given(events=st.lists(EVENTS, max_size=7))
def test_listed_admitted_and_opened_are_the_same_papers(office, furnished, record_engine, events):
    with Session(record_engine) as session:
        life = Life(session, furnished.compartments)
        life.begin()
        for event in ((), *events):
            if event:
                life.happens(*event)
            work = office.work_of(MEMBER)
            every = set(work.session.scalars(select(Paper.id)))
            listed = {row.id for row in visible.papers(work.scope).all(work.session)}
            admitted = {
                each
                for each in every
                if work.scope.verdict_on(visible.thing(work.session, Paper, each)).allowed
            }
            assert listed == admitted == {each for each in every if life.reads(each)}
            work.session.close()
        work = office.work_of(MEMBER)
        assert {each for each in every if opens(work, each)} == listed
        work.session.close()
