"""The exemption schemes: as the reference has them, one at a time, and chosen by the date."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.attributes import Jurisdiction
from portal.policy.grounds import (
    KIND_OF,
    SCHEMES,
    Kind,
    MemberRight,
    NoSchemeInForce,
    NotAParagraph,
    member_right,
    newest_scheme,
    scheme_for,
)
from tests.policy.reference import reference

ENG, WAL, SCO, NI = Jurisdiction
TODAY = date(2026, 5, 14)


def test_the_references_schemes_are_all_here_with_their_paragraphs():
    for theirs in reference("schemes.yaml")["schemes"]:
        ours = SCHEMES[theirs["id"]]
        numbers = [*theirs["paragraphs"], *theirs.get("historic", {})]
        numbers += theirs.get("standards_committee_only", {})
        assert list(ours.paragraphs) == numbers
        if "in_force_from" in theirs:
            assert ours.in_force_from == theirs["in_force_from"]
        for number, paragraph in theirs["paragraphs"].items():
            mine = ours.paragraph(number)
            assert mine.public_interest == paragraph.get("pit", False), number
            assert mine.lifted_if_registrable == paragraph.get("not_exempt_if_registrable", False)
            assert mine.mandatory == paragraph.get("mandatory", False)
            assert mine.standalone == paragraph.get("standalone", True)
            assert mine.qualified_by == paragraph.get("qualified", "")
            assert mine.selectable


def test_the_references_schemes_leave_the_same_paragraphs_to_members():
    for theirs in reference("schemes.yaml")["schemes"]:
        ours = SCHEMES[theirs["id"]]
        reached = {each for each in ours.paragraphs if ours.member_right([each])}
        assert reached == set(theirs.get("member_right_paragraphs", ()))
        for number, paragraph in theirs["paragraphs"].items():
            if "member_right" in paragraph:
                assert ours.paragraph(number).member_right == paragraph["member_right"]


def test_the_references_schemes_are_qualified_alike():
    for theirs in reference("schemes.yaml")["schemes"]:
        ours = SCHEMES[theirs["id"]].qualifications
        assert set(ours) == set(theirs.get("qualifications", ()))
        for number, qualification in theirs.get("qualifications", {}).items():
            assert ours[number].applies_to == set(qualification["applies_to"])
            assert qualification["test"].startswith(ours[number].test)
            assert list(ours[number].registers) == qualification.get("registers", []) or (
                len(ours[number].registers) == len(qualification["registers"])
            )


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda each: each.id)
def test_a_scheme_is_whole(scheme):
    assert scheme.name
    assert scheme.source
    assert scheme.paragraphs
    for paragraph in scheme.paragraphs.values():
        assert paragraph.label[0].isupper()
    for qualification in scheme.qualifications.values():
        assert qualification.applies_to <= set(scheme.paragraphs)
        assert qualification.says.endswith(".")
    balanced = {each.number for each in scheme.paragraphs.values() if each.public_interest}
    for qualification in scheme.qualifications.values():
        if qualification.test == "public_interest":
            assert qualification.applies_to == balanced


def test_no_two_schemes_are_the_law_at_once():
    for one, other in combinations(SCHEMES.values(), 2):
        same_place = one.kind is other.kind and one.jurisdictions & other.jurisdictions
        apart = one.in_force_until < other.in_force_from or other.in_force_until < one.in_force_from
        assert apart or not same_place, (one.id, other.id)


@pytest.mark.parametrize(
    ("nation", "day", "expected"),
    [
        (ENG, date(2006, 3, 1), "ENG-12A"),
        (ENG, TODAY, "ENG-12A"),
        (WAL, date(2007, 4, 21), "WAL-12A"),
        (SCO, TODAY, "SCO-7A"),
        (NI, TODAY, "NI-6"),
    ],
)
def test_a_meetings_scheme_is_that_of_its_nation_on_its_day(nation, day, expected):
    assert scheme_for(nation, day).id == expected
    assert newest_scheme(nation).id == expected


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda each: each.id)
def test_a_scheme_is_not_the_law_before_it_was_made(scheme):
    if scheme.kind is Kind.PARTNER:
        assert scheme.in_force_from == date.min  # an agreement needs no statute
        return
    for nation in scheme.jurisdictions:
        assert scheme.applies(nation, scheme.kind, scheme.in_force_from)
        the_day_before = scheme.in_force_from - timedelta(days=1)
        with pytest.raises(NoSchemeInForce, match=str(the_day_before.year)):
            scheme_for(nation, the_day_before, scheme.kind)


@pytest.mark.parametrize("nation", Jurisdiction)
@pytest.mark.parametrize("kind", Kind)
def test_every_nation_has_every_kind_of_scheme_today(nation, kind):
    assert scheme_for(nation, TODAY, kind).kind is kind


def test_every_class_that_can_be_closed_takes_its_grounds_from_some_kind():
    assert set(KIND_OF.values()) == set(Kind)


@pytest.mark.parametrize(
    ("nation", "paragraphs", "negotiation", "expected"),
    [
        (ENG, ["3"], False, True),
        (ENG, ["3"], True, False),
        (ENG, ["6"], True, True),
        (ENG, ["3", "6"], False, True),
        (ENG, ["3", "6"], True, False),
        (ENG, ["3", "5"], False, False),
        (ENG, ["1"], False, False),
        (ENG, [], False, False),
        (WAL, ["14"], False, True),
        (WAL, ["14"], True, False),
        (WAL, ["17"], False, True),
        (WAL, ["16"], False, False),
        (SCO, ["6"], True, True),
        (SCO, ["9"], False, False),
        (SCO, ["8", "10", "13", "15"], False, True),
        (NI, ["3"], False, True),
        (NI, ["7"], False, False),
    ],
)
def test_members_keep_their_right_only_under_every_ground(
    nation, paragraphs, negotiation, expected
):
    assert member_right(nation, paragraphs, negotiation=negotiation) is expected


@given(st.sampled_from(Jurisdiction), st.data())
def test_one_more_ground_never_gives_members_more(nation, data):
    scheme = newest_scheme(nation)
    some = st.sampled_from(list(scheme.paragraphs))
    grounds, another = data.draw(st.sets(some, min_size=1)), data.draw(some)
    negotiation = data.draw(st.booleans())
    if not scheme.member_right(grounds, negotiation=negotiation):
        assert not scheme.member_right(grounds | {another}, negotiation=negotiation)


@pytest.mark.parametrize(("nation", "number"), [(ENG, "12"), (WAL, "1"), (SCO, "16"), (NI, "8")])
def test_a_paragraph_of_another_nation_is_refused_by_name(nation, number):
    with pytest.raises(NotAParagraph, match=f"has no paragraph {number}"):
        member_right(nation, [number])


def test_what_is_kept_for_old_papers_cannot_be_chosen_today():
    chosen = {each.number for each in SCHEMES["ENG-12A"].selectable()}
    assert chosen == {"1", "2", "3", "4", "5", "6", "7"}
    assert SCHEMES["ENG-12A"].paragraph("7B").member_right is MemberRight.NONE
