"""``portal policy``: question the access rules, and read them."""

import json

import click

from portal.cli.clear_days import clear_days_command
from portal.cli.json_lines import answer_each
from portal.cli.read_ground import read_ground
from portal.policy.explain import LONGEST_LINE, NotFacts, answered
from portal.policy.rules import RULES, Rule, Value


@click.group()
def policy() -> None:
    """Question the access rules, and read them."""


policy.add_command(clear_days_command)
policy.add_command(read_ground)


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
    answer_each(
        ctx,
        answered,
        refused_by=NotFacts,
        asks="give one JSON object of facts a line.",
        longest=LONGEST_LINE,
    )


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
