"""The process tests of a restriction record, by their ids: what is refused, and what to do."""

from dataclasses import replace

import pytest

from portal.errors import Refused
from portal.policy.attributes import Jurisdiction
from portal.policy.restrictions import Answers, SourceKind, Terms
from tests.policy.sentences import well_put
from tests.policy.terms_made import CONFIDENTIAL, SCOTTISH, WHOLE, sitting


def refused(terms, **change):
    with pytest.raises(Refused) as refusal:
        Terms(**(terms | change))
    assert well_put(str(refusal.value))
    return str(refusal.value)


def test_q01_an_exempt_report_without_a_paragraph_is_refused():
    assert refused(WHOLE, paragraphs=()).startswith("Choose at least one paragraph")


def test_q02_a_historic_paragraph_is_refused_in_england_today():
    said = refused(WHOLE, paragraphs=("7A",), sitting=sitting())
    assert "standards committees only" in said
    assert "1, 2, 3, 4, 5, 6, 7" in said


def test_q03_what_is_on_a_public_register_is_not_exempt_under_paragraph_3():
    said = refused(WHOLE, answers=Answers(registrable=True))
    assert "Paragraph 8" in said
    assert "Take paragraph 3 out" in said
    other = WHOLE | {"paragraphs": ("1",), "answers": Answers(registrable=True)}
    assert Terms(**other)
    welsh = {"scheme": "WAL-12A", "paragraphs": ("14",), "answers": Answers(registrable=True)}
    assert "Paragraph 19" in refused(WHOLE, **welsh)


@pytest.mark.parametrize(
    ("scheme", "paragraph", "by"), [("ENG-12A", "6", 9), ("WAL-12A", "16", 20)]
)
def test_q03_an_authoritys_own_development_is_not_exempt_at_all(scheme, paragraph, by):
    answers = Answers(own_development=True)
    said = refused(WHOLE, scheme=scheme, paragraphs=(paragraph,), answers=answers)
    assert f"Paragraph {by}" in said


def test_q04_privilege_in_england_is_refused_without_a_balance():
    for balance in (None, replace(WHOLE["balance"], conclusion="-")):
        assert refused(WHOLE, paragraphs=("5",), balance=balance).startswith("Say w")


def test_q05_privilege_in_wales_is_accepted_without_a_balance():
    welsh = WHOLE | {"scheme": "WAL-12A", "paragraphs": ("16",), "balance": None}
    assert Terms(**welsh).at(sitting(Jurisdiction.WAL))
    assert refused(welsh, paragraphs=("16", "14")).startswith("Say what speaks for")
    assert Terms(**SCOTTISH).at(sitting(Jurisdiction.SCO))


def test_q07_a_departments_letter_has_its_terms_and_contact_and_no_balance():
    terms = Terms(**CONFIDENTIAL).at(sitting())
    assert terms.supplied is not None
    assert terms.balance is None
    assert "which Government department" in refused(CONFIDENTIAL, supplied=None)
    assert "leave the balance out" in refused(CONFIDENTIAL, balance=WHOLE["balance"])


@pytest.mark.parametrize("kind", [each for each in SourceKind if each is not SourceKind.DEPARTMENT])
def test_q08_a_police_force_cannot_make_a_thing_confidential(kind):
    supplied = replace(CONFIDENTIAL["supplied"], kind=kind)
    said = refused(CONFIDENTIAL, supplied=supplied, sitting=sitting())
    assert "1, 2 or 7" in said
    assert "a partner's confidence" in said
    wales = refused(CONFIDENTIAL, supplied=supplied, sitting=sitting(Jurisdiction.WAL))
    assert "12, 13 or 18" in wales


def test_a_scheme_of_another_nation_is_not_in_force():
    assert "not in force" in refused(WHOLE, sitting=sitting(Jurisdiction.WAL))
