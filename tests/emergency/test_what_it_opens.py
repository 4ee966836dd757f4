"""A session by a key administers: it opens nothing restricted while the directory is out."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4, uuid5

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.demonstration.terms import Account
from portal.errors import AccountUnchecked, NotFound, Refused, StepUpNeeded
from portal.policy import (
    BodyId,
    Classification,
    CompartmentId,
    DocType,
    Jurisdiction,
    Office,
    Regime,
    Stage,
    Thing,
)
from portal.policy import Permission as May
from portal.policy.app_roles import AppRole
from portal.records.tables import (
    Compartment,
    OfficeHolding,
    Permission,
    Person,
    Seat,
    SignInSession,
)
from portal.services import restricted_papers
from portal.services.access import break_glass, leavers, permissions
from portal.services.access.permissions import Wanted
from portal.services.assurance import InABrowser
from portal.services.sign_in.snapshots import keep_snapshot
from portal.services.work import Closed
from tests.emergency.conftest import bench_over, held_by
from tests.sign_in.graph_at_work import refusing
from tests.sign_in.hostile_provider import HostileProvider
from tests.support.furnishing import (
    ADMINISTRATOR,
    BOARD,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    furnish,
    named,
)

pytestmark = pytest.mark.slow

PROPER_OFFICER = named("proper officer")
OBJECT = uuid5(ADMINISTRATOR, "object")
DAY = timedelta(days=1)
ADMINISTERS = {May.ACCOUNT_MANAGE, May.SESSION_END, May.BREAK_GLASS_ASK}


@pytest.fixture(scope="module")
def served() -> Iterator[HostileProvider]:
    """Run one provider for all, whose directory knows the portal's registration."""
    provider = HostileProvider()
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture
def directory(served) -> HostileProvider:
    """Give the provider as it was before any test silenced it."""
    served.graph.recover()
    return served


@pytest.fixture
def bench(record_engine, log_engine, tmp_path, clock, directory):
    """Found a portal with a board, whose restricted papers are sealed."""
    made = bench_over(record_engine, log_engine, tmp_path, clock, directory.authority)
    furnish(made.office)
    with Session(record_engine) as session:
        session.add(Person(id=PROPER_OFFICER, name="Hal Winterbourne", created_at=clock()))
        session.flush()
        session.add(held_by(PROPER_OFFICER, Office.PROPER_OFFICER))
        session.commit()
    directory.graph.directory.add(
        Account(
            object_id=OBJECT,
            name="Kit Marlowe",
            part="Administrator",
            roles=("Portal.Administrator",),
        )
    )
    return made


@pytest.fixture
def glass(bench):
    """Have two officers open one item to the administrator, for an hour."""
    asked = break_glass.ask(
        bench.office.work_of(ADMINISTRATOR), CLOSED_ITEM, "The meeting cannot be held."
    )
    for officer in (MONITORING_OFFICER, PROPER_OFFICER):
        break_glass.approve(bench.office.work_of(officer), asked)
    return asked


def reads(bench, token) -> bool:
    with (work := bench.work_by(token)).session:
        try:
            return bool(restricted_papers.read_paper(work, CLOSED_PAPER))
        except NotFound:
            return False


def test_it_opens_nothing_restricted_by_itself(bench, key):
    assert not reads(bench, bench.come_in(key))


@pytest.mark.usefixtures("glass")
def test_broken_glass_opens_while_the_directory_answers_and_not_while_it_is_out(
    bench, key, directory
):
    token = bench.come_in(key)
    assert reads(bench, token)
    directory.graph.fails("*", refusing(503))
    bench.clock.move(minutes=4, seconds=59)
    assert reads(bench, token), "it answered less than five minutes ago"
    bench.clock.move(seconds=1)
    with pytest.raises(AccountUnchecked):
        reads(bench, token)
    with (work := bench.work_by(token)).session:
        assert work.principal.may_somewhere(May.ACCOUNT_MANAGE), "it goes on administering"
    directory.graph.recover()
    bench.clock.move(minutes=5)
    assert reads(bench, token)


@pytest.mark.usefixtures("glass")
def test_a_word_the_directory_gave_to_another_session_does_not_count(bench, key, directory):
    """The person signed in by Entra ID a minute ago; then it went out."""
    with Session(bench.record) as session:
        keep_snapshot(session, ADMINISTRATOR, frozenset(AppRole), bench.clock())
        session.commit()
    directory.graph.fails("*", refusing(503))
    with pytest.raises(AccountUnchecked):
        reads(bench, bench.come_in(key))


@pytest.mark.usefixtures("glass")
@pytest.mark.parametrize("how", ["disabled", "no administrator", "unknown there"])
def test_an_account_that_the_directory_has_something_against_opens_nothing(
    bench, key, directory, how
):
    tenant = directory.graph.directory
    if how == "disabled":
        tenant.disable(OBJECT)
    elif how == "no administrator":
        tenant.take_role(OBJECT, "Portal.Administrator")
    else:
        tenant.remove(OBJECT)
    with pytest.raises(AccountUnchecked):
        reads(bench, bench.come_in(key))


@pytest.mark.usefixtures("glass")
@pytest.mark.parametrize("out", [False, True])
def test_for_whoever_has_no_account_the_directory_itself_must_answer(bench, key, directory, out):
    with Session(bench.record) as session:
        session.execute(
            update(Person)
            .where(Person.id == ADMINISTRATOR)
            .values(tenant_id=None, object_id=None, subject=None)
        )
        session.commit()
    if out:
        directory.graph.fails("*", refusing(503))
        with pytest.raises(AccountUnchecked):
            reads(bench, bench.come_in(key))
        return
    assert reads(bench, bench.come_in(key))


def test_the_key_is_the_second_factor_for_a_quarter_of_an_hour(bench, key):
    """No sensitive thing opens to an administrator; were there one, this would be asked of it."""
    visit = bench.visit(bench.come_in(key))
    with Session(bench.record) as session:
        where = session.scalars(
            select(Compartment.id).where(Compartment.sensitive, Compartment.body_id == BOARD)
        ).first()
    assert where is not None
    thing = Thing(
        body=BodyId(BOARD),
        meeting=None,
        item=None,
        regime=Regime.ADOPTED,
        jurisdiction=Jurisdiction.ENG,
        classification=Classification.EX,
        stage=Stage.ISSUED_PRE,
        doc_type=DocType.REPORT,
        compartment=CompartmentId(where),
        sensitive=True,
    )
    row = Closed(id=uuid4(), kind="paper", compartment=where, sealed=b"", thing=thing)
    assurance = InABrowser(desk=bench.desk, visit=visit)
    with Session(bench.record) as session:
        assurance.demand(session, [row], bench.clock())
        bench.clock.move(minutes=15)
        with pytest.raises(StepUpNeeded):
            assurance.demand(session, [row], bench.clock())
    assert assurance.wanting == {"c1"}


def test_rows_that_should_not_be_there_change_nothing(bench, key):
    """Somebody wrote to the record: a seat, a permission and three offices (AZ-02)."""
    with Session(bench.record) as session:
        session.add_all(
            held_by(ADMINISTRATOR, each)
            for each in (Office.MONITORING_OFFICER, Office.PROPER_OFFICER, Office.CLERK)
        )
        copied = session.scalars(select(Permission)).first()
        seat = session.scalars(select(Seat).where(Seat.person_id == MEMBER)).one()
        assert copied is not None
        copied.person_id = seat.person_id = ADMINISTRATOR
        session.commit()
    token = bench.come_in(key)
    assert not reads(bench, token)
    with (work := bench.work_by(token)).session:
        assert {each for each in May if work.principal.may_somewhere(each)} == ADMINISTERS


def test_whoever_holds_a_key_is_given_no_compartment(bench, key):
    del key
    with Session(bench.record) as session:
        where = session.scalars(
            select(Compartment.id).where(Compartment.sensitive, Compartment.body_id == BOARD)
        ).first()
    wanted = Wanted(
        person=ADMINISTRATOR,
        compartment=where,
        purpose="Looks after the panel",
        until_on=bench.clock().date() + DAY,
    )
    with pytest.raises(Refused, match="hold no compartment"):
        permissions.ask(bench.office.work_of(CLERK), wanted)


def test_it_administers_while_the_directory_is_out(bench, key, directory):
    directory.graph.fails("*", refusing(503))
    token = bench.come_in(key)
    leavers.leave_for_good(bench.work_by(token), MEMBER)
    with Session(bench.record) as session:
        assert session.get(Person, MEMBER).closed_at == bench.clock()
        theirs = select(SignInSession).where(SignInSession.person_id == MEMBER)
        assert session.scalars(theirs.where(SignInSession.ended_at.is_(None))).all() == []


def test_it_is_nobodys_session_once_another_administrator_closes_the_account(bench, key):
    token = bench.come_in(key)
    leavers.leave_for_good(bench.office.work_of(bench.administrator()), ADMINISTRATOR)
    assert bench.visit(token) is None


def test_it_administers_no_longer_when_the_office_ends(bench, key):
    token = bench.come_in(key)
    with Session(bench.record) as session:
        theirs = OfficeHolding.person_id == ADMINISTRATOR
        session.execute(
            update(OfficeHolding).where(theirs).values(until_on=bench.clock().date() - DAY)
        )
        session.commit()
    with (work := bench.work_by(token)).session:
        assert [each for each in May if work.principal.may_somewhere(each)] == []
