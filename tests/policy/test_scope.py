"""A scope over one thing: the best standing, in its own place, and never past a compartment."""

from dataclasses import replace
from uuid import UUID, uuid5

import pytest

from portal.policy import (
    EVERYBODY,
    PUBLIC_SCOPE,
    BodyId,
    Classification,
    CompartmentId,
    DocType,
    Effect,
    ItemId,
    Jurisdiction,
    MeetingId,
    Regime,
    Role,
    Scope,
    Stage,
    Standing,
    Thing,
)
from portal.policy.scope import view_only


def named(name: str) -> UUID:
    return uuid5(UUID(int=0), name)


BOARD, PANEL = BodyId(named("harbour board")), BodyId(named("harbour panel"))
SPRING, AUTUMN = MeetingId(named("spring meeting")), MeetingId(named("autumn meeting"))
ITEM, OTHER_ITEM = ItemId(named("item")), ItemId(named("other item"))
GENERAL, PREVENT = CompartmentId(named("general")), CompartmentId(named("prevent"))
DHR = CompartmentId(named("reviews"))

OPEN = Thing(
    body=BOARD,
    meeting=SPRING,
    item=ITEM,
    regime=Regime.ADOPTED,
    jurisdiction=Jurisdiction.ENG,
    classification=Classification.PUB,
    stage=Stage.ISSUED_PRE,
    doc_type=DocType.REPORT,
)
EXEMPT = replace(OPEN, classification=Classification.EX, compartment=GENERAL)
SENSITIVE = replace(EXEMPT, compartment=PREVENT, sensitive=True)
REVIEW = replace(OPEN, classification=Classification.REV, compartment=DHR, sensitive=True)
SEAT = Standing(role=Role.PARTNER, body=BOARD, on_body=True, isa=True)
MEMBER = Scope(standings=(EVERYBODY, SEAT))


def holding(*compartments: CompartmentId, scope: Scope = MEMBER) -> Scope:
    return replace(scope, permitted=frozenset(compartments))


def test_a_stranger_reads_what_is_open_and_nothing_closed():
    assert PUBLIC_SCOPE.admits(OPEN)
    for thing in (EXEMPT, SENSITIVE, REVIEW):
        assert not PUBLIC_SCOPE.admits(thing)


def test_a_seat_counts_on_its_own_body_only():
    assert MEMBER.verdict_on(EXEMPT).rule == "R082"
    assert not MEMBER.admits(replace(EXEMPT, body=PANEL))


def test_a_substitute_reads_for_one_meeting():
    substitute = Scope(standings=(EVERYBODY, replace(SEAT, meeting=SPRING)))
    assert substitute.admits(EXEMPT)
    assert not substitute.admits(replace(EXEMPT, meeting=AUTUMN))
    assert not substitute.admits(replace(EXEMPT, meeting=None))
    assert not substitute.admits(replace(EXEMPT, body=PANEL))


def test_the_best_of_several_standings_counts():
    everywhere = Standing(role=Role.COUNCILLOR)
    thing = replace(EXEMPT, regime=Regime.PART_VA, member_right=True)
    assert MEMBER.verdict_on(thing).effect is Effect.PERMITTED
    both = Scope(standings=(EVERYBODY, SEAT, everywhere))
    assert both.verdict_on(thing).effect is Effect.RIGHT
    assert both.verdict_on(thing).rule == "R070"


def test_everybody_is_also_the_public():
    with pytest.raises(ValueError, match="also the public"):
        Scope(standings=(SEAT,))


def test_an_office_does_not_open_a_sensitive_compartment():
    refused = MEMBER.verdict_on(SENSITIVE)
    assert (refused.effect, refused.rule) == (Effect.DENIED, "COMP")
    assert "permission" in refused.basis
    assert "two others" in refused.authority
    assert holding(PREVENT).admits(SENSITIVE)
    assert not holding(DHR).admits(SENSITIVE)


def test_what_the_law_gives_opens_even_a_sensitive_compartment():
    councillor = Scope(standings=(EVERYBODY, Standing(role=Role.COUNCILLOR)))
    thing = replace(SENSITIVE, regime=Regime.PART_VA, member_right=True)
    assert councillor.verdict_on(thing).effect is Effect.RIGHT


def test_even_the_clerk_needs_a_permission_for_a_sensitive_draft():
    clerk = Scope(
        standings=(EVERYBODY, Standing(role=Role.CLERK, body=BOARD)),
        drafts_of=frozenset({BOARD}),
    )
    draft = replace(SENSITIVE, stage=Stage.DRAFT)
    assert clerk.admits(replace(draft, compartment=GENERAL, sensitive=False))
    assert not clerk.admits(draft)
    assert holding(PREVENT, scope=clerk).admits(draft)


def test_a_draft_is_for_the_readers_of_that_bodys_drafts():
    clerk = Scope(standings=(EVERYBODY, Standing(role=Role.CLERK)), drafts_of=frozenset({BOARD}))
    assert clerk.admits(replace(OPEN, stage=Stage.DRAFT))
    assert not clerk.admits(replace(OPEN, stage=Stage.DRAFT, body=PANEL))
    assert not MEMBER.admits(replace(OPEN, stage=Stage.DRAFT))


def test_a_permission_puts_its_holder_on_the_list_there_and_nowhere_else():
    assert holding(DHR).verdict_on(REVIEW).rule == "R060"
    assert not holding(PREVENT).admits(REVIEW)
    assert not holding(DHR).admits(replace(REVIEW, compartment=None))


def test_a_permission_for_one_item_is_for_that_item_in_that_compartment():
    guest = replace(MEMBER, permitted_items=frozenset({(DHR, ITEM)}))
    assert guest.admits(REVIEW)
    assert not guest.admits(replace(REVIEW, item=OTHER_ITEM))
    assert not guest.admits(replace(REVIEW, item=None))
    assert not guest.admits(SENSITIVE)


def test_a_declared_interest_closes_that_item_and_no_other():
    conflicted = replace(holding(DHR), conflicted=frozenset({ITEM}))
    assert not conflicted.admits(EXEMPT)
    assert conflicted.verdict_on(REVIEW).rule == "R056"
    assert conflicted.admits(OPEN)
    assert conflicted.admits(replace(EXEMPT, item=OTHER_ITEM))
    assert conflicted.admits(replace(EXEMPT, item=None))


def test_an_adviser_reads_the_item_they_were_asked_in_for():
    adviser = Scope(
        standings=(EVERYBODY, Standing(role=Role.ADVISER, body=BOARD)),
        invited=frozenset({ITEM}),
    )
    assert adviser.verdict_on(EXEMPT).rule == "R102"
    assert not adviser.admits(replace(EXEMPT, item=OTHER_ITEM))
    assert not adviser.admits(SENSITIVE)


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.AUDITOR])
def test_no_permission_counts_for_administrators_and_auditors(role):
    minder = Scope(
        standings=(EVERYBODY, SEAT, Standing(role=role)),
        permitted=frozenset({DHR}),
        permitted_items=frozenset({(DHR, ITEM)}),
    )
    assert not minder.admits(REVIEW)
    alone = replace(minder, standings=(EVERYBODY, Standing(role=role)))
    for thing in (EXEMPT, SENSITIVE, REVIEW):
        assert not alone.admits(thing)


def test_what_was_released_in_a_sensitive_compartment_is_not_yet_open():
    """Lifting takes a thing out of its compartment; until then nobody new reads it."""
    assert PUBLIC_SCOPE.admits(replace(EXEMPT, released=True))
    assert not PUBLIC_SCOPE.admits(replace(SENSITIVE, released=True))


def test_a_need_to_know_is_read_on_its_page_alone_and_gives_way_to_what_may_be_copied():
    councillor = Standing(role=Role.COUNCILLOR)
    needs = Scope(standings=(EVERYBODY, councillor), needs_to_know=frozenset({ITEM}))
    answer = needs.verdict_on(EXEMPT)
    assert (answer.rule, view_only(answer)) == ("R083", True)
    member = replace(needs, standings=(EVERYBODY, councillor, SEAT))
    answer = member.verdict_on(EXEMPT)
    assert (answer.rule, view_only(answer)) == ("R082", False)


def test_no_need_to_know_counts_for_administrators_and_auditors():
    needs = Scope(
        standings=(EVERYBODY, Standing(role=Role.COUNCILLOR), Standing(role=Role.AUDITOR)),
        needs_to_know=frozenset({ITEM}),
    )
    assert needs.needs == frozenset()
    assert not needs.admits(EXEMPT)


def test_what_a_sensitive_compartment_asks_for_is_said():
    refused = MEMBER.verdict_on(SENSITIVE)
    assert refused.says.startswith("It lies in a sensitive compartment;")
    assert refused.says.endswith("holds no permission there.")
