"""Restricting: a decision is whole or is not made, and closes what it says it closes."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit import Verb
from portal.errors import LogUnavailable, NotPermitted, Refused
from portal.policy import Classification, Stage
from portal.policy.restrictions import Balance, Covers, Terms
from portal.records.tables import AgendaItem, Minute, Paper, Restriction, WithheldNotice
from portal.services.restricting import PublicFace, close_row, resolve_restriction
from portal.services.submitting import Submission, submit_paper
from tests.support.furnishing import (
    CLERK,
    MEMBER,
    MONITORING_OFFICER,
    NEXT_ITEM,
    OPEN_ITEM,
)

WHOLE = {
    "classification": Classification.EX,
    "scheme": "ENG-12A",
    "paragraphs": ("3",),
    "covers": frozenset({Covers.PAPERS}),
    "public_reason": "It is about a contract that is being negotiated.",
    "balance": Balance(
        for_publishing="Value for money.",
        against_publishing="The bargaining position.",
        conclusion="Not until signature.",
    ),
    "decided_by": "Joan Thackeray",
    "decided_office": "Monitoring officer",
    "decided_on": date(2026, 5, 1),
    "review_on": date(2026, 11, 1),
    "challenge": "Write to the clerk.",
}
NOTHING = Balance(for_publishing="", against_publishing="", conclusion="")
FACE = PublicFace(heading="A contract", balance="Weighed.")

INCOMPLETE = {
    "no paragraph": ({"paragraphs": ()}, "at least one paragraph"),
    "a paragraph of another scheme": ({"paragraphs": ("14",)}, "paragraphs of England"),
    "a historic paragraph": ({"paragraphs": ("7A",)}, "historic"),
    "no scheme": ({"scheme": ""}, "scheme"),
    "a scheme of confidence for an exempt thing": ({"scheme": "UK-CONF"}, "another scheme"),
    "an open class": ({"classification": Classification.PUB}, "needs no restriction"),
    "a class above the portal": ({"classification": Classification.OUTSIDE}, "cannot be kept"),
    "nothing closed": ({"covers": frozenset()}, "what is closed"),
    "no public reason": ({"public_reason": "  "}, "reason"),
    "no balance": ({"balance": NOTHING}, "for publishing"),
    "no decider": ({"decided_by": ""}, "who decided"),
    "no office": ({"decided_office": ""}, "office"),
    "no way to challenge": ({"challenge": ""}, "challenged"),
    "no review": ({"review_on": None}, "review"),
    "a review before the decision": ({"review_on": date(2026, 4, 30)}, "later"),
}


@pytest.mark.parametrize(("change", "said"), INCOMPLETE.values(), ids=INCOMPLETE.keys())
def test_terms_that_are_incomplete_cannot_be_made(change, said):
    with pytest.raises(Refused, match=said):
        Terms(**(WHOLE | change))


def test_a_review_may_be_an_event():
    assert Terms(**(WHOLE | {"review_on": None, "review_event": "Signature"}))


def test_the_member_right_follows_the_paragraphs():
    terms = Terms(**WHOLE)
    assert terms.member_right()
    assert not replace(terms, negotiation=True).member_right()
    assert not replace(terms, paragraphs=("3", "5")).member_right()


def test_a_restriction_closes_what_is_put_under_it_and_tells_the_public(work_of, furnished):
    work = work_of(MONITORING_OFFICER)
    restriction = resolve_restriction(
        work, NEXT_ITEM, furnished.compartments["general"], Terms(**WHOLE), FACE
    )
    paper = submit_paper(work, NEXT_ITEM, Submission(title="Nightjar"), restriction=restriction)
    work.commit()
    row = work.session.get_one(Paper, paper)
    assert row.title == ""
    assert row.classification is Classification.EX
    assert b"Nightjar" not in (row.sealed or b"Nightjar")
    notice = work.session.scalars(
        select(WithheldNotice).where(WithheldNotice.heading == "A contract")
    ).one()
    assert notice.reason == WHOLE["public_reason"]
    kept = work.session.get_one(Restriction, restriction)
    assert b"bargaining" not in kept.sealed_balance
    assert work.journal.latest(Verb.RESTRICTION_RESOLVED, restriction)


def test_who_may_not_decide_does_not(work_of, furnished):
    for person in (MEMBER, CLERK, None):
        with pytest.raises(NotPermitted):
            resolve_restriction(
                work_of(person),
                NEXT_ITEM,
                furnished.compartments["general"],
                Terms(**WHOLE),
                FACE,
            )


def test_what_was_taken_in_public_cannot_be_closed_afterwards(work_of, furnished):
    work = work_of(MONITORING_OFFICER)
    item = work.session.get_one(AgendaItem, OPEN_ITEM)
    assert item.stage is Stage.POST_OPEN
    with pytest.raises(Refused, match="taken in public"):
        close_row(
            work,
            Minute(item_id=OPEN_ITEM, text="Said openly."),
            furnished.restrictions["general"],
        )


def test_the_database_itself_refuses_an_incomplete_record(work_of, furnished):
    work = work_of(MONITORING_OFFICER)
    restriction = work.session.get_one(Restriction, furnished.restrictions["general"])
    restriction.public_reason = ""
    with pytest.raises(IntegrityError):
        work.session.flush()


def test_an_open_row_of_a_closed_thing_is_refused_by_the_database(work_of, furnished):
    work = work_of(MONITORING_OFFICER)
    paper = Paper(
        item_id=NEXT_ITEM,
        title="In clear",
        classification=Classification.EX,
        compartment_id=furnished.compartments["general"],
        sealed=b"x",
        published_at=work.clock(),
    )
    work.session.add(paper)
    with pytest.raises(IntegrityError):
        work.session.flush()


def test_nothing_is_closed_when_the_log_cannot_be_written(work_of, furnished, log_engine):
    work = work_of(MONITORING_OFFICER)
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    with pytest.raises(LogUnavailable):
        resolve_restriction(work, NEXT_ITEM, furnished.compartments["dhr"], Terms(**WHOLE), FACE)
