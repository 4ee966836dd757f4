"""``portal papers check``: what any file tells besides what it shows; no settings are needed."""

import json
from pathlib import Path
from typing import Any, Final

import click

from portal.inspection import sandbox
from portal.inspection.leaks.model import Kind
from portal.services.leak_check.asking import asked_without_a_record
from portal.services.leak_check.examining import LIMITS
from portal.services.leak_check.kind_words import WORDS

FOUND: Final = 1
NOT_CHECKED: Final = 2
PIECE: Final = 1_048_576


@click.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for other programs.")
@click.pass_context
def check(ctx: click.Context, file: Path, *, as_json: bool) -> None:
    """Look into a file for what it tells besides what it shows.

    The file is looked into as one that is to be public, in a process of its own that can reach
    nothing else, and is not kept.  No body is known, so no names and no closed phrases are looked
    for.

    The exit code is 0 if nothing was found, 1 if something was, and 2 if the file, or a part of
    it, could not be looked into.
    """
    try:
        with file.open("rb") as content:
            answer = sandbox.run(
                "leaks",
                iter(lambda: content.read(PIECE), b""),
                asked_without_a_record() | {"pictures": as_json},
                LIMITS,
            )
    except OSError:
        raise click.ClickException(f"{file} cannot be read.") from None
    except sandbox.NotInspected as broke:
        answer = {"findings": [], "complete": False, "cause": broke.cause}
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _told(answer))
    if not answer["complete"]:
        ctx.exit(NOT_CHECKED)
    if answer["findings"]:
        ctx.exit(FOUND)


def _told(answer: dict[str, Any]) -> str:
    """Tell it in lines, one for each finding."""
    lines = [
        f"{WORDS[each['kind']].title}, {each['place']}: {each['words']}"
        for each in answer["findings"]
    ]
    if not answer["complete"] and Kind.NOT_CHECKED not in {e["kind"] for e in answer["findings"]}:
        lines.append("The file could not be looked into.")
    return "\n".join(lines or ["Nothing was found."])
