"""``portal policy``: as somebody at a terminal meets it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli.policy import policy
from portal.policy.explain import LONGEST_LINE
from portal.policy.rules import RULES
from tests.policy.cases import CASES

PROJECT = Path(__file__).parents[2]
GOOD = '{"regime": "part_va", "role": "public", "class": "PUB", "stage": "issued_pre"}'
ANSWER = {"effect": "R", "rule": "R035", "basis": "b1", "allowed": True}


def explain(text: str | bytes) -> Result:
    return CliRunner().invoke(policy, ["explain"], input=text)


def answers(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_worked_case_is_answered_in_its_order():
    result = explain("".join(json.dumps(case.given) + "\n" for case in CASES))
    assert result.exit_code == 0
    assert [(each["effect"], each["rule"]) for each in answers(result)] == [
        (case.expect, case.rule) for case in CASES
    ]
    assert all(set(each) == set(ANSWER) for each in answers(result))


def test_a_line_that_is_refused_leaves_the_others_answered():
    result = explain(f'{GOOD}\n{{"role": "king"}}\n{GOOD}\n')
    assert result.exit_code == 2
    first, refused, last = answers(result)
    assert first == last == ANSWER
    assert refused["line"] == 2
    assert "'role' cannot be 'king'" in str(refused["error"])
    assert set(refused) == {"error", "line"}


def test_blank_lines_are_refused_between_questions_and_overlooked_after_them():
    result = explain(f"\n{GOOD}\n\n\n{GOOD}\n\n  \n")
    assert result.exit_code == 2
    assert [each.get("line") for each in answers(result)] == [1, None, 3, 4, None]
    assert explain(f"{GOOD}\n\n\n").exit_code == 0


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_files_as_other_systems_write_them_are_read(ending, mark):
    result = explain(mark + GOOD.encode() + ending.encode())
    assert (result.exit_code, answers(result)) == (0, [ANSWER])


def test_a_line_that_is_not_text_is_refused_alone():
    result = explain(b'{"role": "\xff"}\n' + GOOD.encode())
    assert result.exit_code == 2
    assert answers(result) == [{"error": "the line is not UTF-8 text", "line": 1}, ANSWER]


@pytest.mark.parametrize("length", [LONGEST_LINE, LONGEST_LINE + 1, LONGEST_LINE * 3])
def test_a_line_of_noise_is_refused_alone_whatever_its_length(length):
    result = explain(b"x" * length + b"\n" + GOOD.encode() + b"\n")
    refused, answer = answers(result)
    assert result.exit_code == 2
    assert refused["error"] == f"the line is longer than {LONGEST_LINE} bytes"
    assert refused["line"] == 1
    assert answer == ANSWER


def test_nothing_at_all_is_said_to_be_nothing():
    result = explain("")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == "Standard input is empty: give one JSON object of facts a line.\n"


def test_the_rules_are_printed_in_their_order():
    result = CliRunner().invoke(policy, ["rules"])
    assert result.exit_code == 0
    printed = [line.split()[0] for line in result.stdout.splitlines() if line.startswith("R")]
    assert printed == [rule.id for rule in RULES]
    assert "R082  P  if class is EX, and role is partner, and on_body is true" in result.stdout


def test_the_rules_are_printed_for_machines_too():
    result = CliRunner().invoke(policy, ["rules", "--json"])
    printed = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["rule"] for each in printed] == [rule.id for rule in RULES]
    assert printed[0]["when"] == {"class": ["OUTSIDE"]}


def test_the_command_answers_from_a_terminal():
    run = subprocess.run(
        [sys.executable, "-m", "portal.cli", "policy", "explain"],
        input=f"{GOOD}\n{{}}\n",
        capture_output=True,
        text=True,
        cwd=PROJECT,
        check=False,
    )
    assert run.returncode == 2, run.stderr
    answer, refused = map(json.loads, run.stdout.splitlines())
    assert answer == ANSWER
    assert refused["line"] == 2
