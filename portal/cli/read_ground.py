"""``portal policy read-ground``: say what a council's words give as the ground of a closing."""

import click

from portal.cli.json_lines import answer_each
from portal.services.grounds_in_text.questions import NotAQuestion, answered


@click.command("read-ground")
@click.pass_context
def read_ground(ctx: click.Context) -> None:
    """Read the ground of a closing out of text.

    Reads JSON lines on standard input, such as

    \b
        {"text": "Not for publication: paragraph 3 of Schedule 12A",
         "nation": "england", "meeting_date": "2023-06-28"}

    (on one line), and prints one JSON line for each: the regime, the paragraphs, the assertion
    (asserted, conditional, negated, lifted, boilerplate, definition or label_only), warnings, and
    whether a person must look at it, which is said wherever there is a doubt.

    The nation is england, wales, scotland or ni.  The date decides which numbering is meant; it
    may be left out where none is known, and a number that has changed its meaning is then
    doubtful.

    Only what is asserted, with no person needed, may close anything; nothing read opens anything.

    A line that cannot be understood is answered by what is wrong with it and its number, and the
    exit code is then 2.
    """  # noqa: D301 -- click reads \b as "leave these lines as they are"
    answer_each(
        ctx,
        answered,
        refused_by=NotAQuestion,
        asks="give one JSON object of text, nation and meeting_date a line.",
    )
