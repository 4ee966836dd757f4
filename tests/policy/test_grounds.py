"""The exemption schemes: as the reference has them, one at a time, and chosen by the date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.attributes import Jurisdiction
from portal.policy.grounds import (
    KIND_OF,
    SCHEMES,
    Kind,
    NoSchemeInForce,
    NotAParagraph,
    member_right,
    newest_scheme,
    scheme_for,
)

ENG, WAL, SCO, NI = Jurisdiction
TODAY = date(2026, 5, 14)


@pytest.mark.parametrize(
    ("nation", "day", "expected"),
    [
        (ENG, date(1986, 4, 1), "ENG-12A-1985"),
        (ENG, date(2006, 2, 28), "ENG-12A-1985"),
        (ENG, date(2006, 3, 1), "ENG-12A"),
        (ENG, TODAY, "ENG-12A"),
        (WAL, date(1986, 4, 1), "WAL-12A-1985"),
        (WAL, date(2006, 3, 1), "WAL-12A-1985"),
        (WAL, date(2007, 4, 20), "WAL-12A-1985"),
        (WAL, date(2007, 4, 21), "WAL-12A"),
        (WAL, TODAY, "WAL-12A"),
        (SCO, TODAY, "SCO-7A"),
        (NI, TODAY, "NI-6"),
    ],
)
def test_a_meetings_scheme_is_that_of_its_nation_on_its_day(nation, day, expected):
    assert scheme_for(nation, day).id == expected


@pytest.mark.parametrize(
    ("nation", "kind", "expected"),
    [
        (ENG, Kind.EXEMPT, "ENG-12A"),
        (WAL, Kind.EXEMPT, "WAL-12A"),
        (SCO, Kind.EXEMPT, "SCO-7A"),
        (NI, Kind.EXEMPT, "NI-6"),
        (NI, Kind.CONFIDENTIAL, "UK-CONF"),
        (SCO, Kind.PARTNER, "LOCAL-ISA"),
    ],
)
def test_the_newest_scheme_of_a_nation_is_the_modern_one(nation, kind, expected):
    assert newest_scheme(nation, kind).id == expected


def test_there_is_no_newest_scheme_where_there_is_none_at_all():
    with pytest.raises(NoSchemeInForce, match=r"^no exempt scheme is recorded for ENG$"):
        newest_scheme(ENG, among={})


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda each: each.id)
def test_a_scheme_is_not_the_law_before_it_was_made(scheme):
    if scheme.kind is Kind.PARTNER:
        assert scheme.in_force_from == date.min  # an agreement needs no statute
        return
    for nation in scheme.jurisdictions:
        assert scheme.applies(nation, scheme.kind, scheme.in_force_from)
        the_day_before = scheme.in_force_from - timedelta(days=1)
        assert not scheme.applies(nation, scheme.kind, the_day_before)


@pytest.mark.parametrize(
    ("nation", "kind", "day", "said"),
    [
        (
            ENG,
            Kind.EXEMPT,
            date(1986, 3, 31),
            "no exempt scheme is recorded for ENG on 31 March 1986",
        ),
        (NI, Kind.EXEMPT, date(2014, 5, 1), "no exempt scheme is recorded for NI on 1 May 2014"),
        (
            SCO,
            Kind.CONFIDENTIAL,
            date(1980, 1, 1),
            "no confidential scheme is recorded for SCO on 1 January 1980",
        ),
    ],
)
def test_where_there_was_no_law_yet_none_is_made_up(nation, kind, day, said):
    with pytest.raises(NoSchemeInForce, match=f"^{said}$"):
        scheme_for(nation, day, kind)


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


def test_a_ground_is_not_about_negotiations_unless_somebody_says_so():
    assert member_right(ENG, ["3"])
    assert newest_scheme(ENG).member_right(["3"])


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
