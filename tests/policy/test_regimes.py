"""What each set of access rules asks, and that the rules of access agree with it."""

from datetime import date

import pytest

from portal.policy.attributes import (
    Classification,
    DocType,
    Effect,
    Jurisdiction,
    Regime,
    Role,
    Stage,
)
from portal.policy.facts import Facts
from portal.policy.periods import Wording
from portal.policy.regimes import LongNotice, NotARegimeThere, Opens, Urgency, regime_rules
from portal.policy.verdict import verdict

ENG, WAL, SCO, NI = Jurisdiction
ENGLISH = {Regime.EXEC_2012, Regime.CD_SCRUTINY}
EVERY = [
    (regime, nation)
    for regime in Regime
    for nation in Jurisdiction
    if nation is ENG or regime not in ENGLISH
]
every_one = pytest.mark.parametrize(("regime", "nation"), EVERY)


@every_one
def test_a_set_of_rules_is_whole(regime, nation):
    rules = regime_rules(regime, nation)
    assert (rules.regime, rules.jurisdiction) == (regime, nation)
    for words in (rules.name, rules.requires, rules.source, rules.confidence):
        assert words
    for words in (rules.withheld_by, rules.closed_by, rules.confidential_closed_by):
        assert words[0].islower()
    assert rules.urgency_says.endswith(".")
    assert rules.urgency_agreed_by
    assert rules.notice_days >= 3
    assert rules.scheme_on(date(2026, 5, 14)).jurisdictions == {nation}


@pytest.mark.parametrize("regime", sorted(ENGLISH))
@pytest.mark.parametrize("nation", [WAL, SCO, NI])
def test_rules_made_for_england_are_not_law_elsewhere(regime, nation):
    said = f"^{regime} is not a set of access rules in {nation}$"
    with pytest.raises(NotARegimeThere, match=said):
        regime_rules(regime, nation)


@every_one
def test_only_the_law_is_called_the_law(regime, nation):
    rules = regime_rules(regime, nation)
    binding = regime not in {Regime.ADOPTED, Regime.NONE}
    assert (rules.requires == "The law requires") is binding
    assert (rules.offence_level > 0) is binding
    if not binding:
        assert not rules.privilege
        assert not rules.member_right
        assert "law" not in rules.closed_by + rules.confidential_closed_by


@pytest.mark.parametrize(
    ("regime", "nation", "said"),
    [
        (Regime.PART_VA, ENG, "open by law (Local Government Act 1972, Part VA), unless"),
        (Regime.PART_VA, SCO, "open by law (Local Government (Scotland) Act 1973, Part IIIA)"),
        (Regime.PART_VA, NI, "(Local Government Act (Northern Ireland) 2014, Part 8)"),
        (Regime.ADOPTED, ENG, "papers are public five clear days before a meeting, unless"),
        (Regime.ADOPTED, WAL, "papers are public three clear days before a meeting, unless"),
        (Regime.EXEC_2012, ENG, "the rules for executive decisions (SI 2012/2089), unless"),
        (Regime.CD_SCRUTINY, ENG, "reviews crime and disorder work in public under the rules"),
        (Regime.NONE, ENG, "publishes what its own rules open, and says why where it restricts"),
    ],
)
def test_readers_are_told_what_opens_a_boards_papers(regime, nation, said):
    told = regime_rules(regime, nation).tells_readers
    assert said in told
    assert told.endswith(".")
    assert "{" not in told
    assert (regime in {Regime.ADOPTED, Regime.NONE}) == told.startswith("No statute opens")


def test_what_a_board_without_a_statute_says_instead():
    assert regime_rules(Regime.ADOPTED, NI).requires == "The board has adopted"
    assert regime_rules(Regime.NONE, SCO).requires == "The board's own rules say"
    assert regime_rules(Regime.NONE, SCO).name == "The board's own rules"


@pytest.mark.parametrize("regime", [Regime.PART_VA, Regime.ADOPTED, Regime.NONE])
@pytest.mark.parametrize(
    ("nation", "days", "clear", "background", "wording", "note", "electronic"),
    [
        (ENG, 5, True, 4, Wording.BEGINNING_WITH, None, False),
        (WAL, 3, True, 6, Wording.BEGINNING_WITH, 7, True),
        (SCO, 3, True, 4, Wording.BEGINNING_WITH, None, False),
        (NI, 5, False, 4, Wording.FROM, None, False),
    ],
)
def test_the_nations_differ_in_notice_and_periods(  # noqa: PLR0913, PLR0917 -- a row of the table
    regime, nation, days, clear, background, wording, note, electronic
):
    rules = regime_rules(regime, nation)
    assert (rules.notice_days, rules.notice_clear) == (days, clear)
    assert (rules.open_years, rules.background_years) == (6, background)
    assert rules.period_wording is wording
    assert rules.note_of_meeting_days == note
    assert rules.electronic is electronic


@pytest.mark.parametrize(
    ("regime", "nation", "day", "days"),
    [
        (Regime.PART_VA, ENG, date(1990, 5, 1), 3),
        (Regime.PART_VA, ENG, date(2002, 9, 30), 3),
        (Regime.PART_VA, ENG, date(2002, 10, 1), 5),
        (Regime.PART_VA, ENG, date(2026, 5, 14), 5),
        (Regime.PART_VA, WAL, date(1990, 5, 1), 3),
        (Regime.PART_VA, NI, date(1990, 5, 1), 5),
        (Regime.ADOPTED, ENG, date(1990, 5, 1), 3),
        (Regime.EXEC_2012, ENG, date(2026, 5, 14), 5),
    ],
)
def test_the_notice_is_that_of_the_meetings_day(regime, nation, day, days):
    assert regime_rules(regime, nation).notice_on(day) == days


def test_an_executive_gives_long_notice_and_asks_others_what_is_urgent():
    rules = regime_rules(Regime.EXEC_2012, ENG)
    assert {each: rules.long_notice(each) for each in LongNotice} == {
        LongNotice.PRIVATE: 28,
        LongNotice.SECOND: 5,
        LongNotice.KEY_DECISION: 28,
        LongNotice.GENERAL_EXCEPTION: 5,
    }
    assert rules.scrutiny_request_days == 10
    assert rules.urgency is Urgency.AGREEMENT
    assert "overview and scrutiny" in rules.urgency_agreed_by[0]
    assert rules.electronic
    assert rules.offence_level == 1


@pytest.mark.parametrize("notice", LongNotice)
@every_one
def test_nobody_else_gives_long_notice(regime, nation, notice):
    if regime is not Regime.EXEC_2012:
        assert regime_rules(regime, nation).long_notice(notice) is None
        assert regime_rules(regime, nation).scrutiny_request_days is None


def test_scrutiny_of_crime_and_disorder_is_answered_in_28_days():
    assert regime_rules(Regime.CD_SCRUTINY, ENG).reply_days == 28


@pytest.mark.parametrize(
    ("regime", "urgency"),
    [
        (Regime.PART_VA, Urgency.CHAIR),
        (Regime.ADOPTED, Urgency.CHAIR),
        (Regime.CD_SCRUTINY, Urgency.CHAIR),
        (Regime.NONE, Urgency.OWN),
    ],
)
def test_what_is_urgent_is_for_the_chair_to_say(regime, urgency):
    rules = regime_rules(regime, ENG)
    assert rules.urgency is urgency
    assert rules.urgency_agreed_by[0].startswith("the chair of the ")


@every_one
def test_every_copy_of_a_withheld_report_says_so(regime, nation):
    rules = regime_rules(regime, nation)
    assert rules.marking_for("paragraph 3") == "Not for publication: paragraph 3"
    assert rules.confidential_marking == "Not for publication: contains confidential information"


@pytest.mark.parametrize(
    ("doc_type", "years"), [(DocType.BACKGROUND, 4), (DocType.MINUTES, 6), (DocType.AGENDA, 6)]
)
def test_background_papers_stay_open_for_less_long(doc_type, years):
    assert regime_rules(Regime.PART_VA, ENG).years_open(doc_type) == years


def asked(regime, nation, **more):
    return verdict(
        Facts(
            regime=regime,
            jurisdiction=nation,
            classification=Classification.EX,
            **{"role": Role.PUBLIC, "stage": Stage.ISSUED_PRE, **more},
        )
    )


@every_one
def test_what_a_lost_vote_opens_is_what_the_rules_of_access_open(regime, nation):
    effect = asked(regime, nation, stage=Stage.POST_OPEN).effect
    expected = {Effect.RIGHT: Opens.OF_RIGHT, Effect.PERMITTED: Opens.BY_POLICY}
    assert regime_rules(regime, nation).lost_vote_opens is expected.get(effect, Opens.NOTHING)


@every_one
def test_what_a_lapse_opens_is_what_the_rules_of_access_open(regime, nation):
    opened = {
        each for each in DocType if asked(regime, nation, stage=Stage.LAPSED, doc_type=each).allowed
    }
    assert regime_rules(regime, nation).lapse_opens == opened


@every_one
def test_councillors_have_a_right_of_their_own_where_the_rules_of_access_give_one(regime, nation):
    given = any(
        asked(
            regime,
            nation,
            role=Role.COUNCILLOR,
            member_right=True,
            stage=stage,
            public_meeting=public,
        ).effect
        is Effect.RIGHT
        for stage in set(Stage) - {Stage.POST_OPEN, Stage.LAPSED}
        for public in (True, False)
    )
    assert regime_rules(regime, nation).member_right is given
