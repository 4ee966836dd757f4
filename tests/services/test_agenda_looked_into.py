"""No agenda comes out while an open file on it was not looked into, or tells too much."""

import pytest
from sqlalchemy import func, select

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.policy import Stage
from portal.records.tables import AgendaItem, LeakCheck
from portal.services import agendas
from portal.services.leak_check.examining import examine
from portal.services.leak_check.findings import accept, read_findings, read_standing
from portal.services.leak_check.stored import Stored
from portal.services.submitting import Submission, add_version, submit_paper
from tests.support.furnishing import (
    AUDITOR,
    CLERK,
    DRAFT_ITEM,
    HELD,
    MEMBER,
    MONITORING_OFFICER,
    OPEN_ITEM,
    PLANNED,
    STRANGER,
)
from tests.support.looking import BECAUSE, settle_file

NUMBER = "943 476 5919"
TEXT = f"Ask the patient whose NHS number is {NUMBER}.\n".encode()
CLEAN = b"The Board noted the report.\n"


def put(work, content=TEXT, item=DRAFT_ITEM, paper=None):
    """Put an open file under an item, as no upload does: it was looked into by nobody."""
    paper = paper or submit_paper(work, item, Submission(title="Costs"), restriction=None)
    version = add_version(
        work, paper, file_name="costs.txt", media_type="text/plain", pieces=[content]
    )
    work.commit()
    return paper, version


def publish(work_of):
    work = work_of(CLERK)
    try:
        agendas.publish_agenda(work, PLANNED)
        work.commit()
    finally:
        work.session.rollback()


def test_every_file_that_comes_out_is_settled_first(work_of):
    paper, first = put(work_of(CLERK))
    with pytest.raises(Refused, match=r"A paper under item 1: .*not been looked into"):
        publish(work_of)
    examine(work_of(CLERK), Stored(first))
    told = work_of(CLERK).journal.latest(Verb.VERSION_CHECKED, first)
    assert told.detail == {"count": 1, "whole": "yes"}
    with pytest.raises(Refused, match=r"A paper under item 1: .*tells more than it shows"):
        publish(work_of)
    _, second = put(work_of(CLERK), CLEAN, paper=paper)
    settle_file(work_of(CLERK), second)
    with pytest.raises(Refused, match="tells more than it shows"):
        publish(work_of)  # the older file comes out too
    (line,) = read_findings(work_of(CLERK), Stored(first)).lines
    assert line.words == NUMBER
    accept(work_of(CLERK), Stored(first), line.number, BECAUSE)
    publish(work_of)
    work = work_of(CLERK)
    assert work.session.get_one(AgendaItem, DRAFT_ITEM).stage is Stage.ISSUED_PRE


def test_what_is_out_is_not_asked_about(work_of):
    """Papers that were public before files were looked into keep back nothing that is new."""
    put(work_of(CLERK), item=OPEN_ITEM)
    work = work_of(CLERK)
    agendas.publish_agenda(work, HELD)


def test_an_open_file_is_looked_into_for_whoever_publishes_for_its_body(work_of):
    _, version = put(work_of(CLERK), item=OPEN_ITEM)
    for person in (MEMBER, MONITORING_OFFICER, AUDITOR, STRANGER, None):
        work = work_of(person)
        with pytest.raises(NotFound):
            examine(work, Stored(version))
        work.session.close()
    work = work_of(CLERK)
    assert work.session.scalar(select(func.count()).select_from(LeakCheck)) == 0
    assert settle_file(work, version) == 1
    assert read_standing(work, Stored(version)).open == 0
    examine(work, Stored(version))  # once is enough
    assert read_standing(work, Stored(version)).open == 0
    examine(work, Stored(version), again=True)
    assert read_standing(work, Stored(version)).open == 1
