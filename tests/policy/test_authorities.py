"""What a basis stands for, in the words that each kind of board may use."""

import pytest

from portal.policy.attributes import Regime
from portal.policy.authorities import authority
from portal.policy.rules import RULES

BOUND = [Regime.PART_VA, Regime.EXEC_2012, Regime.CD_SCRUTINY]


@pytest.mark.parametrize("regime", BOUND)
def test_a_body_that_the_law_binds_is_told_the_law(regime):
    assert authority("b1", regime) == "Local Government Act 1972 ss.100A(1), 100B and 100C"
    assert authority("b4", regime).startswith("The common law of confidence")


def test_a_board_that_adopted_its_rules_is_told_of_them():
    assert authority("b1", Regime.ADOPTED) == (
        "The rules the board has adopted; Freedom of Information Act 2000"
    )
    assert authority("b2", Regime.ADOPTED) == (
        "The rules the board has adopted, modelled on Local Government Act 1972 Schedule 12A"
    )
    assert authority("b17", Regime.ADOPTED) == authority("b17", Regime.PART_VA)


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("b1", "The board's own rules; Freedom of Information Act 2000"),
        ("b1 adopted", "The board's own rules; Freedom of Information Act 2000"),
        ("b2", "The board's own rules"),
        ("b3, originator's terms", "The board's own rules; the terms of whoever supplied it"),
        ("release decision", "A recorded decision to release"),
        ("b17", "Terms of employment; UK GDPR Article 32(4)"),
    ],
)
def test_a_board_with_rules_of_its_own_is_told_of_those(basis, said):
    assert authority(basis, Regime.NONE) == said


def test_several_bases_are_told_one_after_the_other():
    told = authority("b17 b14", Regime.PART_VA)
    assert told == f"{authority('b17', Regime.PART_VA)}; {authority('b14', Regime.PART_VA)}"
    own = authority("b2 b4", Regime.NONE)
    assert own == f"The board's own rules; {authority('b4', Regime.NONE)}"


def test_a_basis_that_is_written_whole_is_not_taken_apart():
    said = authority("b1 adopted", Regime.PART_VA)
    assert said == "The rules the board has adopted; Freedom of Information Act 2000"


def test_a_basis_that_nobody_explained_cannot_be_shown():
    for basis in ("b99", "b1 b99", "nothing known"):
        with pytest.raises(KeyError):
            authority(basis, Regime.NONE)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_board_that_the_law_does_not_bind_is_never_said_to_be_bound(rule):
    said = authority(rule.basis, Regime.NONE)
    for mark in ("the board has adopted", "modelled on"):
        assert mark not in said
