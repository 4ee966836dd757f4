"""Who asked to read what, and who agreed: permissions, interests, substitutes, emergencies."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select

from portal.demonstration.cast import Cast
from portal.records.tables import AccessReviewLine, Recertified
from portal.services.access import (
    break_glass,
    dispensations,
    interests,
    needs,
    permissions,
    reviews,
    substitutes,
)
from portal.services.work import Work

Told = Mapping[str, Any]


def _ask_permission(work: Work, cast: Cast, told: Told) -> None:
    wanted = permissions.Wanted(
        person=cast.people[told["person"]],
        compartment=cast.compartments[told["compartment"]],
        purpose=told["purpose"],
        until_on=work.today + timedelta(days=told["until_days"]),
    )
    cast.waiting[told["key"]] = permissions.ask(work, wanted)


def _approve_permission(work: Work, cast: Cast, told: Told) -> None:
    permissions.approve(work, cast.waiting[told["permission"]])


def _break_glass(work: Work, cast: Cast, told: Told) -> None:
    cast.waiting[told["key"]] = break_glass.ask(work, cast.items[told["item"]], told["reason"])


def _approve_glass(work: Work, cast: Cast, told: Told) -> None:
    break_glass.approve(work, cast.waiting[told["glass"]])


def _review_glass(work: Work, cast: Cast, told: Told) -> None:
    break_glass.review(work, cast.waiting[told["glass"]], told["findings"])


def _need_to_know(work: Work, cast: Cast, told: Told) -> None:
    needs.ask(work, cast.items[told["item"]], told["reason"])


def _access_review(work: Work, cast: Cast, told: Told) -> None:
    """Open a review of who may read, and keep what the first few of them hold."""
    review = reviews.open_review(work, cast.body_named(told["body"]))
    mine = work.principal.person
    lines = work.session.scalars(
        select(AccessReviewLine.id)
        .where(AccessReviewLine.review_id == review, AccessReviewLine.person_id != mine)
        .order_by(AccessReviewLine.person_id)
        .limit(told["kept"])
    ).all()
    for line in lines:
        reviews.decide(work, line, Recertified.KEEP)


def _declare(work: Work, cast: Cast, told: Told) -> None:
    cast.waiting[told["key"]] = interests.declare(
        work, cast.items[told["item"]], told["kind"], told["nature"], will_leave=True
    )


def _dispense(work: Work, cast: Cast, told: Told) -> None:
    dispensations.grant(
        work,
        cast.waiting[told["interest"]],
        told["reason"],
        work.today,
        work.today + timedelta(days=told["until_days"]),
    )


def _substitute(work: Work, cast: Cast, told: Told) -> None:
    substitutes.name_substitute(work, cast.meetings[told["meeting"]], cast.people[told["person"]])


ADMITTING: Final[Mapping[str, Callable[[Work, Cast, Told], None]]] = {
    "ask_permission": _ask_permission,
    "approve_permission": _approve_permission,
    "break_glass": _break_glass,
    "approve_glass": _approve_glass,
    "review_glass": _review_glass,
    "need_to_know": _need_to_know,
    "access_review": _access_review,
    "declare": _declare,
    "dispense": _dispense,
    "substitute": _substitute,
}
