"""The exemption schemes as data: what the reference says of each, and each a file of its own."""

from datetime import date, timedelta
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import pytest

from portal.policy.attributes import Jurisdiction, Regime
from portal.policy.grounds import SCHEMES, Kind, MemberRight, scheme_for, schemes_in
from portal.policy.regimes import regime_rules
from tests.policy.reference import reference

ENG, WAL, SCO, NI = Jurisdiction
WRITTEN = Path(str(files("portal.policy"))) / "schemes"
EXEMPT = [each for each in SCHEMES.values() if each.kind is Kind.EXEMPT]
OLD = [each for each in SCHEMES.values() if each.historic]

ANOTHER = """
id = "ENG-12A-{year}"
name = "England, as varied from {year}"
kind = "exempt"
jurisdictions = ["ENG"]
in_force_from = {year}-04-01
source = "An order that nobody has made"
confidence = "invented"
cited_as = "Part 1 of Schedule 12A, as varied in {year}"
adopted_as = "Schedule 12A, as varied in {year}"
known_as = "Schedule 12A of {year}"

[paragraphs.1]
label = "Information about anybody at all, as it is called from {year}"
public_interest = true
"""


def theirs():
    return reference("schemes.yaml")["schemes"]


def test_the_references_schemes_are_all_here_with_their_paragraphs():
    for each in theirs():
        ours = SCHEMES[each["id"]]
        numbers = [*each["paragraphs"], *each.get("historic", {})]
        numbers += each.get("standards_committee_only", {})
        assert list(ours.paragraphs) == numbers
        assert list(ours.interpretation) == each.get("interpretation", [])
        if "in_force_from" in each:
            assert ours.in_force_from == each["in_force_from"]
        for number, paragraph in each["paragraphs"].items():
            mine = ours.paragraph(number)
            assert mine.public_interest == paragraph.get("pit", False), number
            assert mine.lifted_if_registrable == paragraph.get("not_exempt_if_registrable", False)
            assert mine.mandatory == paragraph.get("mandatory", False)
            assert mine.standalone == paragraph.get("standalone", True)
            assert mine.qualified_by == paragraph.get("qualified", "")
            assert mine.selectable
            assert not mine.standards_committee_only


def test_what_the_reference_keeps_for_old_papers_or_standards_committees_cannot_be_chosen():
    for each in theirs():
        kept = {*each.get("historic", {}), *each.get("standards_committee_only", {})}
        ours = SCHEMES[each["id"]]
        assert {it.number for it in ours.paragraphs.values() if not it.selectable} == kept
        assert {it.number for it in ours.paragraphs.values() if it.standards_committee_only} == kept
        assert kept.isdisjoint(it.number for it in ours.selectable())


def test_the_references_schemes_leave_the_same_paragraphs_to_members():
    for each in theirs():
        ours = SCHEMES[each["id"]]
        reached = {number for number in ours.paragraphs if ours.member_right([number])}
        assert reached == set(each.get("member_right_paragraphs", ()))
        if "member_right_excluded" in each:
            assert set(ours.paragraphs) - reached == set(each["member_right_excluded"])
        beyond = each.get("member_right_extends_to_other_committee_members", False)
        assert ours.member_right_for_committee == beyond
        for number, paragraph in each["paragraphs"].items():
            if "member_right" in paragraph:
                assert ours.paragraph(number).member_right == paragraph["member_right"]


def plain(names):
    return [name.replace("Northern Ireland", "NI") for name in names]


def test_the_references_schemes_are_qualified_alike():
    for each in theirs():
        ours = SCHEMES[each["id"]].qualifications
        assert set(ours) == set(each.get("qualifications", ()))
        for number, qualification in each.get("qualifications", {}).items():
            assert ours[number].applies_to == set(qualification["applies_to"])
            assert ours[number].test == qualification["test"]
            assert plain(ours[number].registers) == qualification.get("registers", [])


def test_the_notice_and_the_other_duties_of_a_nation_are_the_references():
    days = {"ENG-12A": 5}  # s.100B(3) as the reference's part 2 has it
    for each in theirs():
        ours = SCHEMES[each["id"]]
        if ours.kind is not Kind.EXEMPT:
            continue
        (nation,) = ours.jurisdictions
        rules = regime_rules(Regime.PART_VA, nation)
        assert rules.notice_days == each.get("notice_days", days.get(each["id"]))
        assert rules.withheld_by == each.get("decision_officer", "proper officer")
        assert rules.offence_level == each.get("offence_level", 1)
        assert rules.period_wording == each.get("periods_wording", "beginning_with")
        assert list(rules.web_duties) == each.get("web_duties", [])
        assert rules.scheme_on(date(2026, 5, 14)) is ours


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda each: each.id)
def test_a_scheme_is_whole(scheme):
    for word in (scheme.name, scheme.source, scheme.confidence, scheme.cited_as):
        assert word
    assert scheme.paragraphs
    for paragraph in scheme.paragraphs.values():
        assert paragraph.label[0].isupper()
    for qualification in scheme.qualifications.values():
        assert qualification.applies_to <= set(scheme.paragraphs)
        assert qualification.says.endswith(".")
    balanced = {each.number for each in scheme.paragraphs.values() if each.public_interest}
    weighing = [q for q in scheme.qualifications.values() if q.test == "public_interest"]
    assert [q.applies_to for q in weighing] == ([balanced] if balanced else [])
    registrable = {each.number for each in scheme.paragraphs.values() if each.lifted_if_registrable}
    lifting = [q for q in scheme.qualifications.values() if q.test == "registrable"]
    assert [q.applies_to for q in lifting] == ([registrable] if registrable else [])


@pytest.mark.parametrize("scheme", EXEMPT, ids=lambda each: each.id)
def test_a_plain_meaning_is_a_sentence_and_no_label(scheme):
    for paragraph in scheme.paragraphs.values():
        plainly = paragraph.plainly
        assert not plainly or (plainly.endswith(".") and plainly.startswith("It "))
    if SCO not in scheme.jurisdictions and not scheme.historic:
        assert all(each.plainly for each in scheme.selectable())


def test_no_two_schemes_are_the_law_at_once():
    for one, other in combinations(SCHEMES.values(), 2):
        same_place = one.kind is other.kind and one.jurisdictions & other.jurisdictions
        apart = one.in_force_until < other.in_force_from or other.in_force_until < one.in_force_from
        assert apart or not same_place, (one.id, other.id)


def test_no_two_schemes_are_called_the_same_in_one_nation():
    for one, other in combinations(EXEMPT, 2):
        if one.jurisdictions & other.jurisdictions:
            assert one.known_as != other.known_as
            assert one.cited_as != other.cited_as
            assert one.adopted_as != other.adopted_as


@pytest.mark.parametrize("scheme", OLD, ids=lambda each: each.id)
def test_an_old_scheme_has_fifteen_paragraphs_that_nobody_can_choose_or_take_for_modern(scheme):
    assert list(scheme.paragraphs) == [str(number) for number in range(1, 16)]
    assert scheme.selectable() == ()
    assert scheme.confidence.startswith("unverified")
    ended = f"before {scheme.in_force_until + timedelta(days=1):%-d %B %Y}"
    for words in (scheme.name, scheme.known_as, scheme.cited_as, scheme.adopted_as):
        assert "as it stood" in words
        assert words.endswith(ended)
    for paragraph in scheme.paragraphs.values():
        assert not paragraph.public_interest
        assert paragraph.member_right is MemberRight.NONE


def test_there_is_an_old_scheme_for_england_and_one_for_wales():
    assert {each.id for each in OLD} == {"ENG-12A-1985", "WAL-12A-1985"}
    assert "before 1 March 2006" in SCHEMES["ENG-12A-1985"].known_as
    assert "before 21 April 2007" in SCHEMES["WAL-12A-1985"].known_as
    qualified = {
        number: paragraph.qualified_by
        for number, paragraph in SCHEMES["ENG-12A-1985"].paragraphs.items()
        if paragraph.qualified_by
    }
    assert list(qualified) == ["8", "9", "11", "13"]
    assert SCHEMES["WAL-12A-1985"].paragraphs == SCHEMES["ENG-12A-1985"].paragraphs


@pytest.fixture
def varied(tmp_path):
    """Every scheme there is, in a folder of its own, and England's ended by one of 2031."""
    for each in WRITTEN.glob("*.toml"):
        text = each.read_text("utf-8")
        if each.stem == "eng-12a":
            text = text.replace("kind =", "in_force_until = 2031-03-31\nkind =", 1)
        (tmp_path / each.name).write_text(text, "utf-8")
    (tmp_path / "eng-12a-2031.toml").write_text(ANOTHER.format(year=2031), "utf-8")
    return schemes_in(tmp_path)


def test_q54_meetings_before_a_variation_keep_the_labels_of_their_day(varied):
    before = scheme_for(ENG, date(2031, 3, 31), among=varied)
    after = scheme_for(ENG, date(2031, 4, 1), among=varied)
    assert (before.id, after.id) == ("ENG-12A", "ENG-12A-2031")
    assert before.paragraph("1").label == SCHEMES["ENG-12A"].paragraph("1").label
    assert after.paragraph("1").label.endswith("from 2031")
    assert list(after.paragraphs) == ["1"]
    assert scheme_for(WAL, date(2031, 4, 1), among=varied).id == "WAL-12A"


def test_adding_a_scheme_is_adding_a_file(varied):
    assert set(varied) == {*SCHEMES, "ENG-12A-2031"}
    assert {**varied, "ENG-12A": SCHEMES["ENG-12A"]} == {
        **SCHEMES,
        "ENG-12A-2031": varied["ENG-12A-2031"],
    }


def test_only_toml_files_are_schemes(tmp_path):
    (tmp_path / "notes.txt").write_text("not a scheme", "utf-8")
    (tmp_path / "a.toml").write_text(ANOTHER.format(year=2031), "utf-8")
    assert list(schemes_in(tmp_path)) == ["ENG-12A-2031"]


def test_two_files_of_one_scheme_are_refused(tmp_path):
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(ANOTHER.format(year=2031), "utf-8")
    with pytest.raises(ValueError, match=r"^two schemes have the same identifier$"):
        schemes_in(tmp_path)


@pytest.mark.parametrize("lost", ["name", "known_as", "confidence", "source"])
def test_a_file_without_what_every_scheme_has_is_refused(tmp_path, lost):
    kept = [each for each in ANOTHER.splitlines() if not each.startswith(lost)]
    (tmp_path / "a.toml").write_text("\n".join(kept).format(year=2031), "utf-8")
    with pytest.raises(TypeError, match=lost):
        schemes_in(tmp_path)


def test_no_program_names_a_scheme():
    portal = WRITTEN.parents[1]
    named = [
        (each.relative_to(portal), name)
        for each in portal.rglob("*.py")
        for name in SCHEMES
        if f'"{name}"' in each.read_text("utf-8")
    ]
    assert named == []
