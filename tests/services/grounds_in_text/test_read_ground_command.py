"""``portal policy read-ground``: as somebody at a terminal meets it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli.json_lines import LONGEST_LINE
from portal.cli.policy import policy
from tests.services.grounds_in_text.corpus import LINES

PROJECT = Path(__file__).parents[3]
GOOD = {
    "text": "Not for publication: paragraphs 1 and 2 of Schedule 12A",
    "nation": "england",
    "meeting_date": "2023-06-28",
}
ANSWER = {
    "regime": "england",
    "paragraphs": ["1", "2"],
    "assertion": "asserted",
    "warnings": [],
    "needs_person": False,
}


def read(text: str | bytes) -> Result:
    return CliRunner().invoke(policy, ["read-ground"], input=text)


def answers(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def with_(**changes: object) -> str:
    return json.dumps({**GOOD, **changes})


def test_a_line_is_answered_with_its_names_in_order():
    result = read(with_())
    assert result.exit_code == 0
    assert result.stdout == json.dumps(ANSWER) + "\n"


def test_the_whole_corpus_is_answered_in_its_order():
    asked = "".join(
        json.dumps(
            {"text": line.text, "nation": line.nation}
            | ({"meeting_date": line.on.isoformat()} if line.on else {})
        )
        + "\n"
        for line in LINES
    )
    result = read(asked)
    assert result.exit_code == 0
    given = answers(result)
    assert [{**each, "warnings": []} for each in given] == [
        {**line.expect, "warnings": []} for line in LINES
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "the line is blank"),
        ("no json", "the line is not JSON"),
        ("[]", "not a JSON object of text, nation and meeting_date"),
        ("{}", "'text' is missing; 'nation' is missing"),
        (with_(text=3), "'text' cannot be 3"),
        (with_(text=None), "'text' cannot be null"),
        (with_(nation="England"), "did you mean 'england'?"),
        (with_(nation=["wales"]), "'nation' cannot be"),
        (with_(nation="france"), "it is one of england, wales, scotland, ni"),
        (with_(meeting_date="2023-02-30"), "there is no such day"),
        (with_(meeting_date="28 June 2023"), "it is a date such as 2023-06-28"),
        (with_(meeting_date="٢٠٢٣-06-28"), "it is a date such as"),
        (with_(meeting_date=20230628), "it is a date such as"),
        (with_(meeting_date=""), "it is a date such as"),
        (with_(meeting_day="2023-06-28"), "did you mean 'meeting_date'?"),
        ('{"text": "a", "text": "b", "nation": "england"}', "'text' is given twice"),
        ("[" * 30_000, "the line is not JSON that can be read"),
        ('{"text": ' + "9" * 10_000 + "}", "the line is not JSON that can be read"),
    ],
)
def test_a_line_that_asks_nothing_is_refused_alone(line, said):
    result = read(f"{with_()}\n{line}\n{with_()}\n")
    assert result.exit_code == 2
    first, refused, last = answers(result)
    assert first == last == ANSWER
    assert refused["line"] == 2
    assert said in str(refused["error"])
    assert set(refused) == {"error", "line"}


def test_a_line_that_is_too_long_or_no_text_is_refused_alone():
    result = read(b"x" * (3 * LONGEST_LINE) + b"\n\xff\n" + with_().encode())
    assert result.exit_code == 2
    long, odd, answer = answers(result)
    assert long == {"error": f"the line is longer than {LONGEST_LINE} bytes", "line": 1}
    assert odd == {"error": "the line is not UTF-8 text", "line": 2}
    assert answer == ANSWER


def test_nothing_at_all_is_said_to_be_nothing():
    result = read("")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "give one JSON object of text, nation and meeting_date a line" in result.stderr


@pytest.mark.parametrize("day", [None, "left out"])
def test_without_a_day_a_number_that_changed_its_meaning_needs_a_person(day):
    asked = {**GOOD, "meeting_date": None}
    if day:
        del asked["meeting_date"]
    (answer,) = answers(read(json.dumps(asked)))
    assert answer["needs_person"] is True
    assert answer["paragraphs"] == ["1", "2"]
    assert "1 March 2006" in str(answer["warnings"])


def test_half_a_character_in_the_text_does_no_harm():
    (answer,) = answers(read('{"text": "Exempt \\ud800 paragraph 3", "nation": "ni"}'))
    assert answer["regime"] == "ni"


def test_the_command_answers_from_a_terminal():
    run = subprocess.run(
        [sys.executable, "-m", "portal.cli", "policy", "read-ground"],
        input=f"{with_()}\n{{}}\n",
        capture_output=True,
        text=True,
        cwd=PROJECT,
        check=False,
    )
    assert run.returncode == 2, run.stderr
    answer, refused = map(json.loads, run.stdout.splitlines())
    assert answer == ANSWER
    assert refused["line"] == 2
