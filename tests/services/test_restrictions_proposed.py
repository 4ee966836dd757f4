"""Proposing, deciding and replacing a restriction, and what is closed by it then and later."""

from dataclasses import replace

import pytest
from sqlalchemy import inspect, select, text

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Classification, Regime
from portal.policy.restrictions import Covers, Terms
from portal.records.tables import (
    AgendaItem,
    GroundStatement,
    Meeting,
    Paper,
    PaperVersion,
    Restriction,
    RestrictionEvent,
    RestrictionState,
    WithheldNotice,
)
from portal.services import minuting, restricted_files
from portal.services.ground_statements import StatementSource, state_ground, statements_of
from portal.services.restricting import (
    PublicFace,
    decide_restriction,
    propose_restriction,
    resolve_restriction,
    restriction_for,
)
from portal.services.submitting import PDF, Submission, add_version, submit_paper
from portal.services.unsealing import settle_all_files
from tests.policy.terms_made import CONFIDENTIAL, PARTNER, REVIEW, WHOLE
from tests.support.databases import KINDS
from tests.support.furnishing import (
    BOARD,
    CLERK,
    DRAFT_ITEM,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    NEXT_ITEM,
    NOW,
)

ON_BOTH = pytest.mark.parametrize("database_kind", KINDS, indirect=True)
FACE = PublicFace(heading="Support services", balance="It was weighed.")
WORD = "Wryneck"


def terms(**change):
    return Terms(**(WHOLE | change))


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


@pytest.fixture
def general(furnished):
    return furnished.compartments["general"]


@pytest.fixture
def propose(work_of, general):
    def proposed(item=DRAFT_ITEM, made=None, face=FACE, **more):
        work = work_of(CLERK)
        restriction = propose_restriction(work, item, general, made or terms(), face, **more)
        work.commit()
        return restriction

    return proposed


@ON_BOTH
def test_a_proposal_withholds_what_comes_and_a_decision_makes_it_somebodys(work_of, propose):
    restriction = propose()
    work = work_of(CLERK)
    paper = submit_paper(work, DRAFT_ITEM, Submission(title=f"{WORD} price"))
    work.commit()
    assert work.session.get_one(Paper, paper).restriction_id == restriction
    with pytest.raises(NotPermitted):
        decide_restriction(work, restriction, office="Clerk")
    work = work_of(MONITORING_OFFICER)
    decide_restriction(work, restriction, office="Monitoring officer")
    work.commit()
    kept = work.session.get_one(Restriction, restriction)
    assert kept.state is RestrictionState.RESOLVED
    assert (kept.decided_by, kept.decided_on) == (NAMES[MONITORING_OFFICER], NOW.date())
    assert (kept.item_id, kept.proposed_by_id) == (DRAFT_ITEM, CLERK)
    steps = work.session.scalars(
        select(RestrictionEvent.state).where(RestrictionEvent.restriction_id == restriction)
    )
    assert set(steps) == {RestrictionState.PROPOSED, RestrictionState.RESOLVED}
    (notice,) = work.session.scalars(
        select(WithheldNotice).where(WithheldNotice.restriction_id == restriction)
    )
    assert (notice.state, notice.decided_on) == (RestrictionState.RESOLVED, NOW.date())
    with pytest.raises(Refused, match="decided already"):
        decide_restriction(work, restriction, office="Monitoring officer")


def test_only_whoever_may_propose_does(work_of, general):
    for person in (MEMBER, MONITORING_OFFICER, None):
        with pytest.raises(NotPermitted):
            propose_restriction(work_of(person), DRAFT_ITEM, general, terms(), FACE)


def test_what_comes_later_falls_under_the_restriction_of_its_part(work_of, propose):
    minutes = propose(made=terms(covers=frozenset({Covers.MINUTES})))
    actions = propose(made=terms(covers=frozenset({Covers.ACTIONS}), paragraphs=("1",)))
    work = work_of(CLERK)
    said = minuting.add_minute(work, DRAFT_ITEM, f"{WORD} was said.")
    given = minuting.add_action(
        work, BOARD, DRAFT_ITEM, text=f"{WORD} to be done", owner="", due_on=None
    )
    openly = minuting.add_minute(work, DRAFT_ITEM, "The board went on.", restriction=None)
    paper = submit_paper(work, DRAFT_ITEM, Submission(title="An open report"))
    work.commit()
    assert (said.restriction_id, given.restriction_id) == (minutes, actions)
    assert (openly.restriction_id, openly.text) == (None, "The board went on.")
    assert work.session.get_one(Paper, paper).restriction_id is None
    assert restriction_for(work, DRAFT_ITEM, Covers.PAPERS) is None


def everything(engine):
    with engine.connect() as connection:
        return "\n".join(
            str(value)
            for table in inspect(engine).get_table_names()
            for row in connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608 -- names of our own tables
            for value in row
        )


@ON_BOTH
def test_papers_chosen_are_sealed_with_their_files_and_the_open_ones_go(
    work_of, propose, record_engine, tmp_path
):
    work = work_of(CLERK)
    chosen, other = (
        submit_paper(work, DRAFT_ITEM, Submission(title=each))
        for each in (f"{WORD} price", "An open report")
    )
    content = f"%PDF-1.7 {WORD} ".encode() + bytes(range(256)) * 300
    version = add_version(work, chosen, file_name=f"{WORD}.pdf", media_type=PDF, pieces=(content,))
    work.commit()
    clear = work.session.get_one(PaperVersion, version).blob
    restriction = propose(made=terms(papers=frozenset({chosen})))
    work = work_of(MONITORING_OFFICER)
    row = work.session.get_one(Paper, chosen)
    assert (row.title, row.restriction_id) == ("", restriction)
    assert work.session.get_one(Paper, other).title == "An open report"
    assert WORD not in everything(record_engine)
    files = [each for each in (tmp_path / "papers").rglob("*") if each.is_file()]
    assert not any(WORD.encode() in each.read_bytes() for each in files)
    assert not any(str(clear) in each.name for each in files)
    assert work.journal.latest(Verb.VERSION_SEALED, version)
    left = tmp_path / "papers" / clear.hex
    left.write_bytes(content)  # as by a process that died before it removed it
    settle_all_files(work_of(None))
    assert not left.exists()
    reader = work_of(CLERK)
    found = restricted_files.find_file(reader, chosen, version)
    assert b"".join(found.read(reader, 0, found.size)) == content


def test_a_sealing_that_is_not_kept_leaves_the_open_file(work_of, general, tmp_path):
    work = work_of(CLERK)
    paper = submit_paper(work, DRAFT_ITEM, Submission(title="A report"))
    version = add_version(work, paper, file_name="a.pdf", media_type=PDF, pieces=(b"%PDF-1.7",))
    work.commit()
    propose_restriction(work, DRAFT_ITEM, general, terms(papers=frozenset({paper})), FACE)
    work.session.rollback()
    kept = work.session.get_one(PaperVersion, version)
    assert work.blobs.size(kept.blob) == len(b"%PDF-1.7")
    assert len([each for each in (tmp_path / "papers").rglob("*") if each.is_file()]) == 1


def test_what_the_public_reads_already_is_withdrawn_first(work_of, general):
    work = work_of(CLERK)
    paper = submit_paper(work, NEXT_ITEM, Submission(title="A report"))
    work.commit()
    for change in (
        {"papers": frozenset({paper})},
        {"covers": frozenset({Covers.TITLE})},
        {"covers": frozenset({Covers.TEXT})},
    ):
        with pytest.raises(Refused, match="withdraw it first"):
            propose_restriction(work, NEXT_ITEM, general, terms(**change), FACE)
        work.session.rollback()
    elsewhere = terms(papers=frozenset({paper}))
    with pytest.raises(NotFound):
        propose_restriction(work, DRAFT_ITEM, general, elsewhere, FACE)


def test_a_closed_title_is_sealed_and_the_public_gets_another(work_of, propose, general):
    closed = terms(covers=frozenset({Covers.TITLE}))
    own = PublicFace(heading="A draft that only the clerk reads!", balance="It was weighed.")
    with pytest.raises(Refused, match="another one"):
        propose_restriction(work_of(CLERK), DRAFT_ITEM, general, closed, own)
    propose(made=closed)
    item = work_of(CLERK).session.get_one(AgendaItem, DRAFT_ITEM)
    assert item.heading == ""
    assert item.sealed


@ON_BOTH
def test_one_restriction_takes_anothers_place_once_it_is_decided(work_of, propose):
    old = propose(made=terms(covers=frozenset({Covers.PAPERS, Covers.MINUTES})))
    work = work_of(CLERK)
    paper = submit_paper(work, DRAFT_ITEM, Submission(title=WORD))
    work.commit()
    with pytest.raises(Refused, match="restricted already"):
        propose(made=terms(covers=frozenset({Covers.MINUTES})))
    with pytest.raises(Refused, match="at least as much"):
        propose(made=terms(covers=frozenset({Covers.MINUTES})), supersedes=old)
    both = frozenset({Covers.PAPERS, Covers.MINUTES})
    new = propose(made=terms(covers=both, paragraphs=("5",)), supersedes=old)
    work = work_of(MONITORING_OFFICER)
    assert work.session.get_one(Restriction, old).state is RestrictionState.PROPOSED
    decide_restriction(work, new, office="Monitoring officer")
    work.commit()
    assert work.session.get_one(Restriction, old).state is RestrictionState.SUPERSEDED
    assert work.session.get_one(Restriction, new).supersedes_id == old
    assert work.session.get_one(Paper, paper).restriction_id == new
    assert restriction_for(work, DRAFT_ITEM, Covers.MINUTES) == new


def test_public_words_are_not_the_private_ones_and_name_nobody(work_of, general):
    work = work_of(CLERK)
    private = WHOLE["balance"].conclusion
    for face, said in (
        (replace(FACE, heading="\u200b"), "title that the public"),
        (replace(FACE, heading="DHR: Marian Quell"), "Statutory review"),
        (replace(FACE, balance=private), "in other words"),
    ):
        with pytest.raises(Refused, match=said):
            propose_restriction(work, DRAFT_ITEM, general, terms(), face)


def test_a_review_of_a_death_belongs_in_a_sensitive_compartment(work_of, general, furnished):
    work = work_of(CLERK)
    with pytest.raises(Refused, match="sensitive compartment"):
        propose_restriction(work, DRAFT_ITEM, general, Terms(**REVIEW), FACE)
    assert propose_restriction(
        work, DRAFT_ITEM, furnished.compartments["dhr"], Terms(**REVIEW), FACE
    )


def test_q07_a_departments_terms_and_contact_are_stored_sealed_and_nothing_is_weighed(
    propose, work_of
):
    restriction = propose(made=Terms(**CONFIDENTIAL))
    kept = work_of(CLERK).session.get_one(Restriction, restriction)
    assert kept.sealed_terms
    assert b"Bridges" not in kept.sealed_terms + kept.sealed_balance
    assert kept.classification is Classification.CONF


def test_a_partners_confidence_is_recorded_by_the_paragraph_it_is_paired_with(work_of, propose):
    work = work_of(CLERK)
    item = work.session.get_one(AgendaItem, DRAFT_ITEM)
    work.session.get_one(Meeting, item.meeting_id).regime = Regime.PART_VA
    work.commit()
    alone = Terms(**(PARTNER | {"paired": (), "paired_scheme": "", "balance": None}))
    with pytest.raises(Refused, match="pair it"):
        propose(made=alone)
    restriction = propose(made=Terms(**PARTNER))
    kept = work_of(CLERK).session.get_one(Restriction, restriction)
    assert (kept.classification, kept.scheme, kept.paragraphs) == (
        Classification.PART,
        "ENG-12A",
        "1,7",
    )


def test_every_statement_is_kept_and_disagreement_is_told(work_of, general, furnished):
    del furnished
    work = work_of(MONITORING_OFFICER)
    restriction = resolve_restriction(work, DRAFT_ITEM, general, terms(), FACE)
    say = (work, DRAFT_ITEM, restriction)
    state_ground(*say, StatementSource.REPORT, "ENG-12A", ("3",), NOW.date())
    assert not statements_of(work, DRAFT_ITEM).disagree
    state_ground(*say, StatementSource.RESOLUTION, "ENG-12A", ("1", "3"), NOW.date())
    found = statements_of(work, DRAFT_ITEM)
    assert found.disagree
    (stands,) = (each for each in found.lines if each.current)
    assert (stands.source, stands.ground) == (
        StatementSource.RESOLUTION,
        "Schedule 12A, paragraphs 1, 3",
    )
    state_ground(*say, StatementSource.MINUTES, "ENG-12A", ("3",), NOW.date())
    current = [each.source for each in statements_of(work, DRAFT_ITEM).lines if each.current]
    assert current == [StatementSource.RESOLUTION]
    with pytest.raises(Refused):
        state_ground(*say, StatementSource.MINUTES, "ENG-12A", (), NOW.date())
    assert work.session.scalars(select(GroundStatement.recorded_by_id)).all()
