"""Questions in JSON: what is understood, and what is refused by name."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.attributes import ATTRIBUTES, Classification, DocType, Jurisdiction, field_of
from portal.policy.explain import NotFacts, answered, facts_from
from portal.policy.facts import Facts
from tests.policy.strategies import any_facts

NO_JSON = "the line is not JSON"
NO_OBJECT = "the line is not a JSON object of attributes and values"
LEAST = {"regime": "part_va", "role": "councillor", "class": "EX", "stage": "issued_pre"}


def line(**more) -> str:
    return json.dumps({**LEAST, **more})


def refusal(text: str) -> str:
    with pytest.raises(NotFacts) as refused:
        facts_from(text)
    return str(refused.value)


@given(any_facts)
def test_facts_written_out_are_read_back_as_they_were(facts: Facts):
    written = {each: getattr(facts, field_of(each)) for each in ATTRIBUTES}
    assert facts_from(json.dumps(written)) == facts


def test_what_is_left_out_is_false_a_report_and_english():
    facts = facts_from(line())
    assert facts.classification is Classification.EX
    assert facts.doc_type is DocType.REPORT
    assert facts.jurisdiction is Jurisdiction.ENG
    assert not any(getattr(facts, each) for each, kind in ATTRIBUTES.items() if kind is bool)


def test_an_answer_says_effect_rule_basis_and_whether_it_allows():
    assert answered(line(paras=["3"])) == {
        "effect": "R",
        "rule": "R070",
        "basis": "b9",
        "allowed": True,
    }
    assert answered(line(paras=["3"], negotiation=True))["allowed"] is False


@pytest.mark.parametrize("name", ["regime", "role", "class", "stage"])
def test_what_must_be_said_is_missed_by_name(name):
    written = {each: value for each, value in LEAST.items() if each != name}
    assert refusal(json.dumps(written)) == f"'{name}' is missing"


@pytest.mark.parametrize("name", [each for each, kind in ATTRIBUTES.items() if kind is not bool])
@pytest.mark.parametrize("value", ["nothing known", "", True, 1, None, ["EX"], {}, "ex "])
def test_a_value_that_is_no_word_of_an_attribute_is_refused_by_name(name, value):
    said = refusal(line(**{name: value}))
    words = ", ".join(str(each) for each in ATTRIBUTES[name])
    assert said == f"'{name}' cannot be {shown(value)}: it is one of {words}"


@pytest.mark.parametrize("name", [each for each, kind in ATTRIBUTES.items() if kind is bool])
@pytest.mark.parametrize("value", ["true", "", 1, 0, None, [True]])
def test_a_value_that_is_not_true_or_false_is_refused_by_name(name, value):
    said = refusal(line(**{name: value}))
    assert said == f"'{name}' cannot be {shown(value)}: it is true or false"


def shown(value) -> str:
    return f"'{value}'" if isinstance(value, str) else json.dumps(value)


@pytest.mark.parametrize(
    ("name", "meant"), [("onbody", "on_body"), ("Role", "role"), ("para", "paras"), ("zzzz", "")]
)
def test_an_attribute_that_is_unknown_is_refused_by_name(name, meant):
    said = refusal(line(**{name: True}))
    guess = f" (did you mean '{meant}'?)" if meant else ""
    assert said == f"unknown attribute '{name}'{guess}"


def test_the_pythons_own_name_of_an_attribute_is_not_an_attribute():
    assert "unknown attribute 'classification'" in refusal(line(classification="EX"))


def test_everything_that_is_wrong_is_said_at_once():
    assert refusal(line(regime="x", isa=2)) == (
        "'regime' cannot be 'x': it is one of part_va, exec_2012, adopted, cd_scrutiny, none;"
        " 'isa' cannot be 2: it is true or false"
    )
    said = refusal('{"regime": "x", "colour": 1, "isa": 2, "class": "EX", "paras": "3"}')
    for part in (
        "'regime' cannot",
        "'colour'",
        "'isa' cannot",
        "'role' is",
        "'stage' is",
        "'paras'",
    ):
        assert part in said


ENGLANDS = "1, 2, 3, 4, 5, 6, 7, 7A, 7B, 7C, C-a, C-b, L1"


@pytest.mark.parametrize(
    ("paras", "nation", "held"),
    [
        (["99"], "ENG", ENGLANDS),
        (["3", "12"], "ENG", ENGLANDS),
        (["1"], "WAL", "12, 13, 14, 15, 16, 17, 18, 18A, 18B, 18C, C-a, C-b, L1"),
        (["8"], "NI", "1, 2, 3, 4, 5, 6, 7, C-a, C-b, L1"),
    ],
)
def test_a_paragraph_the_nation_does_not_have_is_refused_by_name(paras, nation, held):
    said = refusal(line(paras=paras, jurisdiction=nation))
    assert said == f"'paras' cannot hold '{paras[-1]}': for {nation} it holds {held}"


def test_a_nation_that_is_not_known_is_refused_once_whatever_its_paragraphs():
    said = refusal(line(paras=["12"], jurisdiction="FR"))
    assert said == "'jurisdiction' cannot be 'FR': it is one of ENG, WAL, SCO, NI"


@pytest.mark.parametrize("paras", ["3", 3, [3], {"3": True}, None, [["3"]], True])
def test_paragraphs_that_are_not_a_list_of_numbers_in_quotes_are_refused(paras):
    said = f'\'paras\' cannot be {shown(paras)}: it is a list such as ["1", "3"]'
    assert refusal(line(paras=paras)) == said


@pytest.mark.parametrize("paras", [["C-a"], ["L1"], ["3", "L1"], []])
def test_grounds_outside_the_schedule_leave_members_no_right(paras):
    assert not facts_from(line(paras=paras)).member_right


def test_a_right_that_is_stated_must_be_the_one_that_follows():
    assert facts_from(line(member_right=True)).member_right
    assert facts_from(line(member_right=True, paras=["3"])).member_right
    follows = "from 'paras' and 'negotiation' it follows that it is"
    assert refusal(line(member_right=False, paras=["3"])) == (
        f"'member_right' cannot be false: {follows} true"
    )
    assert refusal(line(member_right=True, paras=["5"])) == (
        f"'member_right' cannot be true: {follows} false"
    )
    assert "'negotiation' cannot be" in refusal(line(negotiation="no"))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "the line is blank"),
        (" \t ", "the line is blank"),
        ("{", f"{NO_JSON}: Expecting property name enclosed in double quotes at character 2"),
        (
            "{'role': 'public'}",
            f"{NO_JSON}: Expecting property name enclosed in double quotes at character 2",
        ),
        ('{"role": "public"} {"role": "press"}', f"{NO_JSON}: Extra data at character 20"),
        ("[]", NO_OBJECT),
        ("null", NO_OBJECT),
        ('"EX"', NO_OBJECT),
        ('{"role": "public", "role": "press"}', "'role' is given twice"),
        ("[" * 60_000, f"{NO_JSON} that can be read"),
        ('{"isa": ' + "9" * 5_000 + "}", f"{NO_JSON} that can be read"),
        ('{"isa": NaN}', "'isa' cannot be NaN"),
    ],
)
def test_a_line_that_is_not_an_object_is_refused_in_plain_words(text, complaint):
    said = refusal(text)
    assert said == complaint or (text.endswith("NaN}") and complaint in said)


def test_a_hostile_value_is_not_echoed_at_length():
    assert len(refusal(line(role="x" * 5_000))) < 400
    assert refusal(line(role="x" * 58)).startswith(f"'role' cannot be '{'x' * 58}': it is")
    assert refusal(line(role="x" * 59)).startswith(f"'role' cannot be '{'x' * 59}…: it is")
    assert len(refusal(line(**{"x" * 5_000: True}))) < 400


@given(st.text())
def test_no_line_whatever_does_more_than_be_refused(text: str):
    with pytest.raises(NotFacts):
        facts_from(text)
