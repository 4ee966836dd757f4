"""What the databases hold in clear: each column of words is there for a reason that is given."""

from enum import Enum

import pytest
from sqlalchemy import JSON, String

from portal.records.base import Base
from portal.records.tables.log import LogBase
from portal.services.restricting import OPEN_COLUMNS

IN_CLEAR = {
    "the public reads it": """
        body.slug body.name body.purpose body.legal_basis
        body.clerk_name body.clerk_email body.clerk_telephone
        meeting.venue meeting.attend meeting.contact meeting.cancelled_because
        attendance.name organisation.name organisation.short_name seat.post_title""",
    "the clerk writes it for the public": """
        restriction.public_reason restriction.decided_by restriction.decided_office
        restriction.review_event restriction.challenge restriction.scheme restriction.paragraphs
        withheld_notice.heading withheld_notice.number withheld_notice.scheme
        withheld_notice.paragraphs withheld_notice.reason withheld_notice.balance
        withheld_notice.decided_office withheld_notice.review_event withheld_notice.challenge
        withheld_notice.ended_because
        paper_request.asked_for paper_request.answer paper_request.relied_on
        restriction_event.words restriction_event.office review.event
        item_course.late_because item_course.urgent_because item_course.urgent_by
        item_course.outcome_because
        exclusion_resolution.words exclusion_resolution.moved_by exclusion_resolution.seconded_by
        excluded_item.part
        dispensation.reason release.announcement
        retention_rule.source disposed_paper.source""",
    "a ground of a scheme: its name and the numbers of its paragraphs": """
        ground_statement.scheme ground_statement.paragraphs
        excluded_item.scheme excluded_item.paragraphs""",
    "told to somebody who may not read what is closed": """
        need_to_know.refused_because substitute_naming.refused_because""",
    "its form says beside the field that it is kept in clear, as those who decide it read it": """
        release.refused_because mistaken_publication.not_reported_because
        disposal.reason disposal.refused_because""",
    "the number of a line, by which the public's notice and the agenda agree": """
        agenda_item.number agenda_item.minute_number forward_plan_entry.number""",
    "a word from a list of the portal's own": """
        leak_finding.kind
        compartment.slug compartment.name restriction.covers
        import_batch.kind import_doubt.kind paper_version.media_type upload.media_type
        compartment_key.root compartment_key.next_root recovery_set.root recovery_set.next_root
        destroyed_epoch.root
        mistaken_publication.noun released_part.noun directory_snapshot.roles
        session.browser session.contexts session.ended_because login_transaction.context""",
    "a sentence of the portal's own, which quotes nothing that is closed": """
        import_doubt.sentence""",
    "what a root says of a slot it destroyed: identifiers and dates": "destroyed_epoch.evidence",
    "identifiers, dates, pseudonyms, and words that are in clear elsewhere": "disposal.certificate",
    "empty where what is held is restricted, as a constraint of its table has it": """
        legal_hold.reason legal_hold.lifted_because""",
    "numbers of rows": "import_batch.counts",
    "identifiers, dates and words of lists alone, which a test of the columns holds it to": """
        kept_fact.noun kept_fact.facts""",
    "random, or a keyed digest": """
        import_batch.digest paper_version.etag paper_request.reference asked_today.origin
        login_transaction.nonce login_transaction.verifier review.reason_print""",
    "empty in a sealed row, as a constraint of its table has it": """
        paper_version.file_name paper_version.sha256""",
    "who somebody is, and where they are signed in": """
        person.name person.tenant_id person.object_id person.subject session.login_hint
        session.provider_session login_transaction.tenant login_transaction.return_to
        account_invitation.home_provider identity_link.tenant_id identity_link.object_id
        identity_link.subject""",
    "what somebody calls a hardware key, beside a hint to name no paper": """
        emergency_key.label emergency_enrolment.label""",
    "an operator writes it for the second person, beside a hint to name no paper": """
        restoring.reason""",
    "who holds a share of the recovery key, so that they can be asked": "recovery_share.holder",
    "approvers and auditors weigh it, and hold no compartment: a post or a task": """
        permission.purpose permission_request.purpose permission_request.refused_because""",
    "nobody writes it: what an interest is, is sealed whether its item is closed or not": """
        declaration.nature""",
    "the log's: pseudonyms, verbs, rules and digests": """
        log_entry.leaf log_entry.at log_entry.actor log_entry.verb log_entry.phase
        log_object.object""",
}
TABLES = {**Base.metadata.tables, **LogBase.metadata.tables}
SEALED = {f"{table}.{column}" for table, columns in OPEN_COLUMNS.items() for column in columns}


def columns_of_words() -> set[str]:
    return {
        f"{table}.{column.name}"
        for table, found in TABLES.items()
        for column in found.columns
        if isinstance(column.type, String | JSON) and not _is_choice(column)
    }


def _is_choice(column) -> bool:
    kind = getattr(column.type, "enum_class", None)
    return kind is not None and issubclass(kind, Enum)


def test_every_column_of_words_is_sealed_when_closed_or_open_for_a_reason():
    told = [each for columns in IN_CLEAR.values() for each in columns.split()]
    assert len(told) == len(set(told))
    assert columns_of_words() == SEALED | set(told)
    assert SEALED.isdisjoint(told)


@pytest.mark.parametrize("table", sorted(OPEN_COLUMNS))
def test_a_constraint_keeps_the_words_of_a_closed_row_empty(table):
    (empty,) = (
        str(each.sqltext)
        for each in TABLES[table].constraints
        if str(each.name).endswith("nothing_open_if_closed")
    )
    for column in OPEN_COLUMNS[table]:
        assert f"{column} = ''" in empty
