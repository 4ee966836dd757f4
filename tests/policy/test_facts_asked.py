"""Every fact of a thing that a rule asks about reaches the rules through a scope."""

from dataclasses import replace

import pytest

from portal.policy import (
    EVERYBODY,
    Classification,
    DocType,
    Effect,
    Jurisdiction,
    Regime,
    Role,
    Scope,
    Stage,
    Standing,
    Thing,
)
from tests.policy.holding import BODIES, COMPARTMENTS, ITEMS, MEETINGS

EXEMPT = Thing(
    body=BODIES[0],
    meeting=MEETINGS[0],
    item=ITEMS[0],
    regime=Regime.ADOPTED,
    jurisdiction=Jurisdiction.ENG,
    classification=Classification.EX,
    stage=Stage.ISSUED_PRE,
    doc_type=DocType.REPORT,
    compartment=COMPARTMENTS[0],
)
STATUTE = replace(EXEMPT, regime=Regime.PART_VA)
SCRUTINY = replace(EXEMPT, regime=Regime.CD_SCRUTINY, depersonalised=True)
EXECUTIVE = replace(EXEMPT, regime=Regime.EXEC_2012, member_right=True, public_meeting=True)
SCOTTISH = replace(STATUTE, jurisdiction=Jurisdiction.SCO, member_right=True)
LAPSED = replace(STATUTE, stage=Stage.LAPSED, doc_type=DocType.MINUTES)
SUPPLIED = replace(EXEMPT, classification=Classification.CONF, originator_ok=True)


@pytest.mark.parametrize(
    ("role", "thing", "otherwise"),
    [
        (Role.SCRUTINY, SCRUTINY, {"depersonalised": False}),
        (Role.SCRUTINY, SCRUTINY, {"prejudicial": True}),
        (Role.COUNCILLOR, EXECUTIVE, {"public_meeting": False}),
        (Role.COUNCILLOR, EXECUTIVE, {"member_right": False}),
        (Role.COOPTED, SCOTTISH, {"jurisdiction": Jurisdiction.ENG}),
        (Role.PUBLIC, LAPSED, {"doc_type": DocType.REPORT}),
        (Role.OFFICER, SUPPLIED, {"originator_ok": False}),
    ],
)
def test_a_fact_that_is_otherwise_changes_the_answer(role, thing, otherwise):
    scope = Scope(
        standings=(EVERYBODY, Standing(role=role, body=BODIES[0], on_body=True)),
        permitted=frozenset(COMPARTMENTS) if thing is SUPPLIED else frozenset(),
    )
    answer = scope.verdict_on(thing)
    assert answer.allowed
    assert answer.effect is (Effect.PERMITTED if thing is SUPPLIED else Effect.RIGHT)
    assert scope.verdict_on(replace(thing, **otherwise)).effect is not answer.effect
