"""The words of an exclusion are those of each regime's own law, and stand up to their own check."""

import pytest

from portal.policy.attributes import Jurisdiction, Regime
from portal.policy.exclusion_words import Excluded, mandatory_words, resolution_words
from portal.policy.resolutions import ResolvedItem, resolution_faults

REVIEW = ResolvedItem(
    number="39", heading="A statutory review", scheme="ENG-12A", paragraphs=("1", "2", "3")
)
CONTRACT = ResolvedItem(number="", heading="A contract", scheme="ENG-12A", paragraphs=("3",))
PAIR = (Excluded(item=REVIEW), Excluded(item=CONTRACT, part="the price"))
ENG, WAL, SCO, NI = Jurisdiction
SCHEDULES = {
    ENG: ("ENG-12A", "Part 1 of Schedule 12A to the Local Government Act 1972"),
    WAL: ("WAL-12A", "Part 4 of Schedule 12A to the Local Government Act 1972"),
    SCO: (
        "SCO-7A",
        "Part 1 of Schedule 7A to the Local Government (Scotland) Act 1973",
    ),
    NI: (
        "NI-6",
        "Part 1 of Schedule 6 to the Local Government Act (Northern Ireland) 2014",
    ),
}
EXECUTIVE = (
    "the Local Authorities (Executive Arrangements) (Meetings and Access to Information)"
    " (England) Regulations 2012"
)
UNDER = {
    (Regime.PART_VA, ENG): "under section 100A(4) of the Local Government Act 1972",
    (Regime.PART_VA, WAL): "under section 100A(4) of the Local Government Act 1972",
    (Regime.PART_VA, SCO): "under section 50A(4) of the Local Government (Scotland) Act 1973",
    (Regime.PART_VA, NI): "under section 42(4) of the Local Government Act (Northern Ireland) 2014",
    (Regime.CD_SCRUTINY, ENG): "under section 100A(4) of the Local Government Act 1972",
    (Regime.EXEC_2012, ENG): f"under regulation 4(2)(b) of {EXECUTIVE}",
    (Regime.ADOPTED, ENG): "in line with the access rules that the Board has adopted",
    (Regime.NONE, ENG): "under the Board's own rules",
}
HAD_TO_LEAVE = {
    (Regime.PART_VA, ENG): ("as section 100A(2) of the Local Government Act 1972 requires"),
    (Regime.CD_SCRUTINY, SCO): (
        "as section 50A(2) of the Local Government (Scotland) Act 1973 requires"
    ),
    (Regime.PART_VA, NI): (
        "as section 42(2) of the Local Government Act (Northern Ireland) 2014 requires"
    ),
    (Regime.EXEC_2012, ENG): f"as regulation 4(2)(a) of {EXECUTIVE} requires",
    (Regime.ADOPTED, ENG): "without a vote, as the Board's rules provide",
    (Regime.NONE, WAL): "without a vote, as the Board's rules provide",
}


@pytest.mark.parametrize(("where", "under"), UNDER.items())
def test_a_resolution_opens_under_the_law_that_it_is_taken_under(where, under):
    opening = resolution_words(*where, PAIR).splitlines()[0]
    assert opening == (
        f"That, {under}, the public be excluded from the meeting during the business below,"
        " because it is likely that, if they were present, exempt information of the"
        " description stated would be disclosed to them:"
    )


def test_a_resolution_names_each_item_and_describes_its_information():
    assert resolution_words(Regime.PART_VA, ENG, PAIR).splitlines()[1:] == [
        (
            "item 39, “A statutory review”: paragraphs 1, 2 and 3 of Part 1 of Schedule 12A to the"
            " Local Government Act 1972 (information about any individual; Information likely to"
            " reveal who an individual is; Financial or business affairs of a particular person,"
            " the authority included);"
        ),
        (
            "so much of “A contract” as concerns the price: paragraph 3 of Part 1 of Schedule 12A"
            " to the Local Government Act 1972 (financial or business affairs of a particular"
            " person, the authority included)."
        ),
    ]


@pytest.mark.parametrize("regime", [Regime.ADOPTED, Regime.NONE])
def test_a_board_that_no_statute_binds_claims_no_part_of_the_schedule(regime):
    words = resolution_words(regime, ENG, PAIR)
    assert "paragraph 3 of Schedule 12A to the Local Government Act 1972 (" in words
    assert "Part 1" not in words
    assert "100A" not in words


@pytest.mark.parametrize("regime", Regime)
@pytest.mark.parametrize(("nation", "schedule"), SCHEDULES.items())
def test_what_is_drafted_passes_the_check_of_what_is_resolved(regime, nation, schedule):
    scheme, cited = schedule
    item = ResolvedItem(number="7", heading="A tender", scheme=scheme, paragraphs=("12", "14"))
    if nation in {ENG, NI}:
        item = ResolvedItem(number="7", heading="A tender", scheme=scheme, paragraphs=("1", "7"))
    words = resolution_words(regime, nation, [Excluded(item=item)])
    assert resolution_faults(words, [item]) == ()
    named = cited if regime not in {Regime.ADOPTED, Regime.NONE} else cited.split(" of ", 1)[1]
    assert f"{item.paragraphs[0]} and {item.paragraphs[1]} of {named} (" in words


@pytest.mark.parametrize(("where", "because"), HAD_TO_LEAVE.items())
def test_an_exclusion_that_the_law_demands_is_told_without_a_vote(where, because):
    assert mandatory_words(*where, PAIR) == (
        f"The public was excluded, {because}, from item 39, “A statutory review”, and so much of"
        " “A contract” as concerns the price: confidential information would have been disclosed."
    )
