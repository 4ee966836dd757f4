"""The table of rules: as the law's reference has it, whole, and refused when it is wrong."""

from importlib.resources import files

import pytest

from portal.policy.attributes import ATTRIBUTES, Regime, field_of
from portal.policy.authorities import authority
from portal.policy.facts import Facts
from portal.policy.rules import RULES, rules_from
from tests.policy.reference import reference

WELL_FORMED = """
[R001]
when = {class = "PUB"}
effect = "R"
basis = "b1"
says = "It is open."

[R999]
when = {}
effect = "D"
basis = "default deny"
says = "Nothing opens it."
"""


def test_the_rules_are_the_references_in_its_order():
    theirs = [
        (
            each["id"],
            {
                name: tuple(value) if isinstance(value, list) else (value,)
                for name, value in each["when"].items()
            },
            each["effect"],
            each["basis"],
        )
        for each in reference("rules.yaml")["rules"]
    ]
    assert [(rule.id, dict(rule.when), rule.effect, rule.basis) for rule in RULES] == theirs


def test_the_words_an_attribute_can_say_are_the_references():
    named = reference("rules.yaml")["attributes"]
    for attribute in ("role", "class", "stage", "doc_type"):
        assert list(ATTRIBUTES[attribute]) == named[attribute]
    assert list(Regime) == [*named["regime"], Regime.NONE]


def test_facts_have_a_field_for_every_attribute_and_no_other():
    assert {field_of(each) for each in ATTRIBUTES} == set(Facts.__dataclass_fields__)


def test_every_attribute_is_asked_about_by_some_rule():
    asked = {attribute for rule in RULES for attribute in rule.when}
    assert asked == set(ATTRIBUTES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_tells_its_reader_something(rule):
    assert rule.says[0].isupper()
    assert rule.says.endswith(".")
    for regime in Regime:
        assert authority(rule.basis, regime)


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES if Regime.ADOPTED in rule.when.get("regime", (Regime.ADOPTED,))],
    ids=lambda rule: rule.id,
)
def test_a_board_that_adopted_its_rules_is_not_said_to_be_bound_by_the_law_on_access(rule):
    said = authority(rule.basis, Regime.ADOPTED)
    for section in ("s.100", "ss.100"):
        before, found, _ = said.partition(f"Local Government Act 1972 {section}")
        assert not found or before.endswith("modelled on "), said


@pytest.mark.parametrize(
    ("wrong", "right", "complaint"),
    [
        ("colour", "class", "R001 asks about 'colour', which is not an attribute"),
        ('"PINK"', '"PUB"', "'PINK' is not a valid Classification"),
        ("true", '"PUB"', "R001 wants class to be True, which it cannot be"),
        ("[]", '"PUB"', r"R001 wants class to be \[\], which it cannot be"),
        ("[true]", '"PUB"', r"R001 wants class to be \[True\], which it cannot be"),
        (
            '{on_body = "yes"}',
            '{class = "PUB"}',
            "R001 wants on_body to be 'yes', which it cannot be",
        ),
        ('"Q"', '"R"', "'Q' is not a valid Effect"),
        ("R9999", "R001", "R999 stands after R9999"),
        ('{class = "EX"}', "{}", "the last rule must answer whatever is asked"),
    ],
)
def test_a_table_that_is_wrong_cannot_be_read(wrong, right, complaint):
    assert len(rules_from(WELL_FORMED)) == 2
    with pytest.raises(ValueError, match=f"^{complaint}$"):
        rules_from(WELL_FORMED.replace(right, wrong, 1))


def test_an_empty_table_cannot_be_read():
    with pytest.raises(ValueError, match=r"^the last rule must answer whatever is asked$"):
        rules_from("")


def test_only_the_last_rule_need_answer_everything():
    first, last = WELL_FORMED.strip().split("\n\n")
    between = first.replace("R001", "R500").replace("PUB", "EX")
    read = rules_from(f"{first}\n\n{between}\n\n{last}")
    assert [each.id for each in read] == ["R001", "R500", "R999"]


def test_the_table_on_record_is_read_whole():
    read = rules_from((files("portal.policy") / "rules.toml").read_text("utf-8"))
    assert read == RULES
    assert [each.basis for each in rules_from(WELL_FORMED)] == ["b1", "default deny"]
    assert [each.says for each in rules_from(WELL_FORMED)] == ["It is open.", "Nothing opens it."]


def test_a_basis_that_nobody_explained_cannot_be_shown():
    with pytest.raises(KeyError):
        authority("b99", Regime.PART_VA)
