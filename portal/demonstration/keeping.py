"""What is kept, held and disposed of in the story: rules, a hold, papers whose time was over."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from portal.demonstration.cast import Cast
from portal.demonstration.story import chapter
from portal.records.tables import PaperKind
from portal.services.retention import deciding, holds
from portal.services.retention.carrying_out import carry_out
from portal.services.retention.rules import NewRule, set_rule
from portal.services.work import Work

Told = Mapping[str, Any]


def _rule(work: Work, _: Cast, told: Told) -> None:
    rule = NewRule(
        kind=PaperKind(told["kind"]),
        closed=told["closed"],
        years=told["years"],
        source=told["source"],
    )
    set_rule(work, _slug(told), rule)


def _hold(work: Work, cast: Cast, told: Told) -> None:
    holds.place(work, _slug(told), f"/papers/{cast.papers[told['paper']]}", told["reason"])


def _ask(work: Work, cast: Cast, told: Told) -> None:
    papers = [cast.papers[each] for each in told["papers"]]
    cast.waiting[told["key"]] = deciding.ask(work, _slug(told), None, papers, told["reason"])


def _approve(work: Work, cast: Cast, told: Told) -> None:
    disposal = cast.waiting[told["disposal"]]
    if deciding.approve(work, disposal):
        carry_out(work, disposal)


def _slug(told: Told) -> str:
    slug: str = chapter("people")[told["body"]]["slug"]
    return slug


KEEPING: Final[Mapping[str, Callable[[Work, Cast, Told], None]]] = {
    "retention_rule": _rule,
    "hold": _hold,
    "ask_disposal": _ask,
    "approve_disposal": _approve,
}
