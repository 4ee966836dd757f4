"""``portal policy``: question the access rules, and read them."""

import json
import sys
from collections.abc import Iterator
from typing import BinaryIO, Final

import click

from portal.cli.clear_days import clear_days_command
from portal.policy.explain import LONGEST_LINE, NotFacts, answered
from portal.policy.rules import RULES, Rule, Value

SOME_REFUSED: Final = 2


@click.group()
def policy() -> None:
    """Question the access rules, and read them."""


policy.add_command(clear_days_command)


@policy.command()
@click.pass_context
def explain(ctx: click.Context) -> None:
    """Give the verdict on facts.

    Reads JSON lines on standard input, one object of attributes each, such as

    \b
        {"regime": "part_va", "role": "councillor", "class": "EX",
         "stage": "issued_pre", "paras": ["3"]}

    (on one line), and prints one JSON line for each: the effect (R of right, P permitted, D
    denied, X never), the rule, its basis, and whether it allows reading.

    The attributes are those of the rules, which "portal policy rules" prints, and jurisdiction
    (ENG, WAL, SCO or NI), paras and negotiation.  Regime, role, class and stage must be given;
    doc_type is report and jurisdiction ENG unless they are; whatever else is left out is false.

    A line that cannot be understood is answered by what is wrong with it and its number, and the
    exit code is then 2.
    """  # noqa: D301 -- click reads \b as "leave these lines as they are"
    asked = refused = False
    for number, line in _lines(sys.stdin.buffer):
        asked = True
        answer: dict[str, str | bool | int]
        try:
            answer = {**answered(_text(line))}
        except NotFacts as wrong:
            refused = True
            answer = {"error": str(wrong), "line": number}
        click.echo(json.dumps(answer))
    if not asked:
        click.echo("Standard input is empty: give one JSON object of facts a line.", err=True)
    if refused or not asked:
        ctx.exit(SOME_REFUSED)


@policy.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line for each rule.")
def rules(*, as_json: bool) -> None:
    """Print the rules in their order; the first that matches answers."""
    for rule in RULES:
        click.echo(_as_json(rule) if as_json else _as_text(rule))


def _as_json(rule: Rule) -> str:
    return json.dumps(
        {
            "rule": rule.id,
            "when": {**rule.when},
            "effect": rule.effect,
            "basis": rule.basis,
            "says": rule.says,
        }
    )


def _as_text(rule: Rule) -> str:
    conditions = [f"{name} is {_either(values)}" for name, values in rule.when.items()]
    when = ", and ".join(conditions) or "no other rule does"
    return (
        f"{rule.id}  {rule.effect}  if {when}\n         {rule.says}\n         Basis: {rule.basis}"
    )


def _either(values: tuple[Value, ...]) -> str:
    return " or ".join(json.dumps(each).strip('"') for each in values)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Give the lines of a stream with their numbers; blank ones at its end are no lines.

    A line too long to be facts comes out as ``None``, and is never held in memory.
    """
    number = given = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        too_long = not line.endswith(b"\n") and len(line) == LONGEST_LINE
        while too_long and (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        if line.strip() or too_long:
            yield from ((blank, b"") for blank in range(given + 1, number))
            yield number, None if too_long else line
            given = number


def _text(line: bytes | None) -> str:
    if line is None:
        raise NotFacts(f"the line is longer than {LONGEST_LINE} bytes")
    try:
        return line.decode("utf-8-sig")  # some editors begin a file with a mark
    except UnicodeDecodeError:
        raise NotFacts("the line is not UTF-8 text") from None
