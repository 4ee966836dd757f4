"""The rules, put against the matrix that was read independently, over all that can be asked."""

from collections.abc import Iterator
from itertools import product

import pytest

from portal.policy.attributes import (
    ATTRIBUTES,
    Classification,
    DocType,
    Jurisdiction,
    Regime,
    Role,
    Stage,
    field_of,
)
from portal.policy.facts import Facts
from portal.policy.regimes import NotARegimeThere, regime_rules
from portal.policy.rules import RULES, Rule
from portal.policy.verdict import verdict
from tests.policy.matrix import PARTINGS, expected

FLAGS = frozenset(each for each, kind in ATTRIBUTES.items() if kind is bool)
ALWAYS = {"draft_reader", "dpi"}
OF_CLASS = {
    Classification.PUB: {"draft_reader"},
    Classification.EX: ALWAYS | {"released"},
    Classification.CONF: {"originator_ok", "need_to_know", "dpi"},
    Classification.PART: ALWAYS | {"on_list", "need_to_know"},
    Classification.REV: ALWAYS | {"on_list", "need_to_know"},
    Classification.CASE: {"case_listed", "dpi"},
    Classification.OUTSIDE: set(),
}
OF_READER = {
    Role.COUNCILLOR: {"on_body", "need_to_know", "member_right", "public_meeting"},
    Role.COOPTED: {"on_body", "member_right"},
    Role.PARTNER: {"on_body", "isa"},
    Role.ADVISER: {"item_invited"},
    Role.SCRUTINY: {"scrutiny_relevant", "depersonalised", "prejudicial"},
    Role.OFFICER: {"on_list"},
    Role.PCC: {"on_list"},
    Role.SYSADMIN: {"breakglass"},
    Role.AUDITOR: {"audit_scope"},
}
"""What the matrix asks of a reader of exempt things."""
DOCUMENTS = [{"doc_type": each} for each in (DocType.MINUTES, DocType.REPORT)]
NO_MATTER = [{}]
"""Of a document that neither the rules nor the matrix may ask about."""


def matters(kind: Classification, role: Role) -> frozenset[str]:
    """Say which of the true-or-false attributes the matrix asks about in one of its cells."""
    of_reader = OF_READER.get(role, set()) if kind is Classification.EX else set()
    return frozenset(OF_CLASS[kind] | of_reader)


def settings_there_are() -> Iterator[tuple[Regime, Jurisdiction]]:
    for regime, nation in product(Regime, Jurisdiction):
        try:
            regime_rules(regime, nation)
        except NotARegimeThere:
            continue
        yield regime, nation


class Only(dict[str, object]):
    """What is asked, from which only what matters may be read."""

    def __missing__(self, name: str) -> object:
        raise AssertionError(f"the matrix was not to ask about {name}")


SETTINGS = tuple(settings_there_are())


WHERE_THEY_PART = {
    "R006": {(Classification.CASE, Role.OFFICER), (Classification.CASE, Role.PARTNER)},
    "R073": {(Classification.EX, Role.COUNCILLOR), (Classification.EX, Role.COOPTED)},
    "R075": {(Classification.EX, Role.SCRUTINY)},
}


def reachable(kind: Classification, role: Role) -> Iterator[Rule]:
    """List the rules that may answer about a class and a role."""
    known = {"class": kind, "role": role}
    for rule in RULES:
        if all(known[each] in values for each, values in rule.when.items() if each in known):
            yield rule
            if set(rule.when) <= set(known):
                return


@pytest.mark.parametrize("kind", Classification)
@pytest.mark.parametrize("role", Role)
def test_no_rule_asks_what_the_matrix_does_not(kind, role):
    """So what is left out of the enumeration below cannot change an answer."""
    asked = {attribute for rule in reachable(kind, role) for attribute in rule.when}
    assert asked & FLAGS <= matters(kind, role)
    told = {value for rule in reachable(kind, role) for value in rule.when.get("doc_type", ())}
    assert told <= {DocType.MINUTES}


@pytest.mark.parametrize("kind", Classification)
@pytest.mark.parametrize("role", Role)
def test_the_rules_answer_as_the_matrix_does(kind, role):
    flags = sorted(matters(kind, role))
    parted = set()
    told = any("doc_type" in rule.when for rule in reachable(kind, role))
    documents = DOCUMENTS if told else NO_MATTER
    for (regime, nation), stage, document in product(SETTINGS, Stage, documents):
        words = {
            "class": kind,
            "role": role,
            "regime": regime,
            "jurisdiction": nation,
            "stage": stage,
        } | document
        for values in product((False, True), repeat=len(flags)):
            asked = Only(words | dict(zip(flags, values, strict=True)))
            answer = verdict(Facts(**{field_of(each): value for each, value in asked.items()}))
            apart = [each for each in PARTINGS if each.applies(asked)]
            parted |= {each.rule for each in apart}
            wanted = apart[0].effect if apart else expected(asked)
            assert answer.effect is wanted, (answer.rule, dict(asked))
            assert not apart or (answer.rule == apart[0].rule and wanted is not expected(asked))
    assert parted == {rule for rule, where in WHERE_THEY_PART.items() if (kind, role) in where}


def test_the_partings_are_told_of_in_words():
    assert sorted(each.rule for each in PARTINGS) == sorted(WHERE_THEY_PART)
    assert all(each.why.endswith(".") for each in PARTINGS)
