"""``portal policy clear-days``: whether a meeting had notice enough, and by when it was due."""

import json
import os
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import click

from config import UnusableSettings, counting_in
from portal.cli.back_door import BackDoor, read_settings_file
from portal.policy.attributes import Jurisdiction, Regime
from portal.policy.notice import UNITED_KINGDOM, Counting, Notice, Reading, what_is_left
from portal.policy.periods import Counted, clear_days, every_day
from portal.policy.regimes import LongNotice, NotARegimeThere, RegimeRules, regime_rules
from portal.services.clear_days import agenda_notice, long_notice, working_days
from portal.web.wording import day, time_of_day

NATIONS: Final = {
    "england": Jurisdiction.ENG,
    "wales": Jurisdiction.WAL,
    "scotland": Jurisdiction.SCO,
    "ni": Jurisdiction.NI,
}
AGENDA: Final = "agenda"
FIRST: Final = date(1986, 4, 1)
"""Since when there are rules on access: the Act of 1985."""
LAST: Final = date(2099, 12, 31)
"""Until when bank holidays are worked out."""

Way = dict[str, str | int | bool]
Answer = dict[str, str | int | bool | Way]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A day that was given, or a moment of it."""

    day: date
    at: datetime
    timed: bool


class Day(click.ParamType[Given]):
    """A date such as 2023-11-28, or where it may be timed, a moment such as 2023-11-28T17:30."""

    name = "date"

    def __init__(self, *, timed: bool = False) -> None:
        self.timed = timed

    def convert(
        self,
        value: str | Given,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Given:
        """Read it; a time without a zone is the United Kingdom's."""
        if isinstance(value, Given):
            return value
        try:
            at, timed = _moment(value)
        except (ValueError, OverflowError):
            at, timed = None, False
        if at is None or timed > self.timed:
            or_like = ", or like 2023-11-28T17:30" if self.timed else ""
            what = f"'{value[:40]}' is not a date: write it like 2023-11-28{or_like}."
            self.fail(what, param, ctx)
        if not FIRST <= at.date() <= LAST:
            self.fail(f"{at:%Y-%m-%d} is not a day from {FIRST} to {LAST}.", param, ctx)
        return Given(day=at.date(), at=at, timed=timed)


def _moment(text: str) -> tuple[datetime, bool]:
    """Read a date or a moment in the United Kingdom; say whether it told the time."""
    at = datetime.fromisoformat(text)
    local = at.replace(tzinfo=UNITED_KINGDOM) if at.tzinfo is None else at
    try:
        date.fromisoformat(text)
    except ValueError:
        return local.astimezone(UNITED_KINGDOM), True
    return local, False


@click.command("clear-days")
@click.option(
    "--nation",
    type=click.Choice(list(NATIONS), case_sensitive=False),
    required=True,
    help="Whose law.",
)
@click.option(
    "--published",
    type=Day(timed=True),
    required=True,
    help="The day of publishing, or the moment (2023-11-28T17:30).",
)
@click.option("--meeting", type=Day(), required=True, help="The day of the meeting.")
@click.option(
    "--regime",
    type=click.Choice([each.value for each in Regime]),
    default=Regime.PART_VA.value,
    show_default=True,
    help="Which access rules the body meets under.",
)
@click.option(
    "--notice",
    "kind",
    type=click.Choice([AGENDA, *(each.value for each in LongNotice)]),
    default=AGENDA,
    show_default=True,
    help="The agenda, or one of the notices that executives give.",
)
@click.pass_context
def clear_days_command(  # noqa: PLR0913, PLR0917 -- click gives one argument for each option
    ctx: click.Context, nation: str, published: Given, meeting: Given, regime: str, kind: str
) -> None:
    """Count the clear days between publishing and a meeting.

    Prints one JSON object: the count, how many days are needed, whether that is enough, by how
    many it is short, and the last lawful day and moment.  Neither the day of publishing nor that
    of the meeting counts, nor weekends, bank holidays of that nation, or the council's closures.

    A time of publishing after the offices close, or on a day that does not count, counts as the
    next day that does.  The notices of 28 days are counted both ways, in calendar and in working
    days; the settings say which way is the council's.
    """
    try:
        rules = regime_rules(Regime(regime), NATIONS[nation])
    except NotARegimeThere:
        raise click.UsageError(
            f"{regime} is law in England only: choose another regime for {nation}."
        ) from None
    counting = _counting(ctx)
    answer: Answer = {
        "nation": nation,
        "regime": regime,
        "notice": kind,
        "published": published.at.isoformat() if published.timed else published.day.isoformat(),
        "meeting": meeting.day.isoformat(),
    }
    answer |= _judged(published, meeting.day, rules, counting, kind)
    click.echo(json.dumps(answer))


def _judged(
    published: Given, meeting: date, rules: RegimeRules, counting: Counting, kind: str
) -> Answer:
    working = working_days(rules.jurisdiction, counting)
    if kind == AGENDA:
        notice = agenda_notice(
            published.at, meeting, rules.jurisdiction, rules.regime, counting=counting
        )
        return {**_said(published, meeting, notice, working), "says": what_is_left(notice, rules)}
    both = long_notice(published.at, meeting, LongNotice(kind), rules, counting)
    if both is None:
        raise click.UsageError(
            f"Bodies under {rules.regime} give no {kind} notice: use --regime exec_2012."
        )
    ways = {
        Reading.CALENDAR: _said(published, meeting, both.calendar, every_day),
        Reading.WORKING: _said(published, meeting, both.working, working),
    }
    says = what_is_left(both.chosen, rules, announced=True)
    named: Answer = {each.value: way for each, way in ways.items()}
    return {**ways[both.reading], "says": says, "reading": both.reading.value, **named}


def _said(published: Given, meeting: date, notice: Notice, counted: Counted) -> Way:
    at = notice.last_lawful_at
    # A day alone is counted as it stands; a moment counts from the day it falls to.
    count = notice.given if published.timed else clear_days(published.day, meeting, counted)
    return {
        "count": count,
        "need": notice.needed,
        "enough": notice.enough,
        "short_by": notice.short_by,
        "counts_from": notice.counts_from.isoformat(),
        "last_lawful_day": notice.last_lawful_day.isoformat(),
        "last_lawful_at": at.isoformat(),
        "last_lawful_moment": f"{day(at)}, {time_of_day(at)}",
    }


def _counting(ctx: click.Context) -> Counting:
    door = ctx.find_object(BackDoor)
    file = door.settings_file if door is not None else None
    try:
        return counting_in(os.environ if file is None else read_settings_file(file))
    except UnusableSettings as unusable:
        raise click.UsageError(" ".join(unusable.problems)) from None
