"""What is marked, or says of itself that it is closed, does not become public by mistake."""

import pytest
from sqlalchemy import func, select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Classification, Office
from portal.policy.restrictions import Terms
from portal.records.tables import AgendaItem, MarkedPaper, Paper
from portal.services import agendas, membership
from portal.services.publication_checks import confirm_marking
from portal.services.restricting import PublicFace, propose_restriction
from portal.services.submitting import Submission, submit_paper
from tests.policy.terms_made import WHOLE
from tests.support.furnishing import (
    BOARD,
    CLERK,
    DRAFT_ITEM,
    MEMBER,
    NAMES,
    NEXT_ITEM,
    NOW,
    PLANNED,
)

FACE = PublicFace(heading="RESTRICTED: A matter", balance="It was weighed.")
CLAIM = "RESTRICTED: A matter"


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def work(work_of):
    return work_of(CLERK)


@pytest.fixture
def second(work_of):
    work = work_of(None)
    person = membership.enrol_person(work, "Wilhelmina Sedge")
    membership.appoint(work, person, Office.CLERK, NOW.date(), BOARD)
    work.commit()
    return person


def refused(work):
    with pytest.raises(Refused) as refusal:
        agendas.publish_agenda(work, PLANNED)
    work.session.rollback()
    return str(refusal.value)


def put(work, item=DRAFT_ITEM, **said):
    paper = submit_paper(work, item, Submission(**({"title": "A report"} | said)))
    work.commit()
    return paper


def test_q43_a_title_that_says_restricted_is_held_until_it_is_restricted(work, furnished):
    agendas.add_item(work, PLANNED, number="2", heading=CLAIM)
    work.commit()
    assert "restrict it first" in refused(work)
    item = work.session.scalars(select(AgendaItem.id).where(AgendaItem.heading == CLAIM)).one()
    propose_restriction(work, item, furnished.compartments["general"], Terms(**WHOLE), FACE)
    agendas.publish_agenda(work, PLANNED)


@pytest.mark.parametrize("said", [{"title": CLAIM}, {"marking": "Not for publication"}])
def test_q43_a_paper_that_says_so_is_held_or_refused_where_it_would_be_public(work, said):
    with pytest.raises(Refused, match="restricted"):
        put(work, NEXT_ITEM, **said)
    work.session.rollback()
    put(work, **said)
    assert "A paper under item 1" in refused(work)


def test_q45_a_marked_paper_is_open_once_a_second_person_confirms(work_of, second):
    def closing(person):
        begun = work_of(person)
        begun.session.rollback()
        return begun

    work = work_of(CLERK)
    paper = put(work, marking="OFFICIAL-SENSITIVE")
    assert "a second person" in refused(work)
    for person, failure in ((CLERK, Refused), (MEMBER, NotPermitted)):
        asked = closing(person)
        with pytest.raises(failure):
            confirm_marking(asked, paper)
        asked.session.rollback()
    asked = closing(second)
    with pytest.raises(NotFound):
        confirm_marking(asked, DRAFT_ITEM)
    confirm_marking(asked, paper)
    asked.session.close()
    fresh = work_of(CLERK)
    held = fresh.session.get_one(MarkedPaper, paper)
    assert (held.put_by_id, held.confirmed_by_id, held.confirmed_at) == (CLERK, second, NOW)
    assert fresh.journal.latest(Verb.MARKING_CONFIRMED, paper)
    agendas.publish_agenda(fresh, PLANNED)


def test_q45_it_is_not_put_openly_on_an_agenda_that_is_out(work):
    with pytest.raises(Refused, match="the agenda is out"):
        put(work, NEXT_ITEM, marking="OFFICIAL-SENSITIVE")


@pytest.mark.parametrize(
    "said",
    [
        {"marking": "SECRET"},
        {"marking": "[Top Secret]"},
        {"title": "TOP SECRET: a profile"},
        {"text": "A profile\nUK SECRET\nof the district"},
    ],
)
def test_q46_what_is_marked_secret_is_refused_not_stored_and_noted(work, furnished, said):
    before = work.session.scalar(select(func.count(Paper.id)))
    for restriction in (None, furnished.restrictions["general"]):
        with pytest.raises(Refused, match="not stored"):
            submit_paper(
                work,
                DRAFT_ITEM,
                Submission(**({"title": "A report"} | said)),
                restriction=restriction,
            )
    assert work.session.scalar(select(func.count(Paper.id))) == before
    entry = work.journal.latest(Verb.PAPER_REFUSED, DRAFT_ITEM)
    assert entry.actor == work.actor


def test_q19_an_agenda_that_names_somebody_beside_a_review_is_blocked(work):
    name = NAMES[MEMBER]
    for heading in (f"DHR update ({name.lower()})", "Domestic Homicide Review of Marian Quell"):
        item = agendas.add_item(work, PLANNED, number="2", heading=heading)
        work.session.flush()
        with pytest.raises(Refused, match="Statutory review"):
            agendas.publish_agenda(work, PLANNED)
        work.session.get_one(AgendaItem, item).heading = "Statutory review"
    agendas.publish_agenda(work, PLANNED)


def test_an_unmarked_paper_is_open_as_before(work):
    paper = put(work, marking="OFFICIAL")
    assert work.session.get_one(Paper, paper).classification is Classification.PUB
    assert work.session.get(MarkedPaper, paper) is None
    agendas.publish_agenda(work, PLANNED)
