"""The first chapter: the bodies, who sits on them, who minds them, and who may open what."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from portal.demonstration.accounts import TENANT
from portal.demonstration.cast import FOUNDED_ON, Cast
from portal.demonstration.story import chapter
from portal.policy import Jurisdiction, Office, Regime, Role
from portal.records.tables import Capacity
from portal.services import agendas, membership
from portal.services.compartments import create_standard_compartments
from portal.services.work import Work

PERMITTED_DAYS: Final = 170


def found(work: Work) -> Cast:
    """Enter the bodies, the organisations, the people and the compartments."""
    people = chapter("people")
    cast = Cast(_found_body(work, people["body"]), _found_body(work, people["committee"]))
    for key, each in people["organisations"].items():
        cast.organisations[key] = membership.enrol_organisation(
            work,
            each["name"],
            short_name=each["short"],
            sharing_agreed_on=FOUNDED_ON if each["sharing"] else None,
        )
    for position, each in enumerate(people["people"]):
        _enrol(work, cast, each, position)
    for each in people["vacancies"]:
        _seat(work, cast, None, {**each, "capacity": "member"}, len(people["people"]))
    cast.compartments = dict(create_standard_compartments(work, cast.body))
    for slug, compartment in create_standard_compartments(work, cast.committee).items():
        cast.compartments[f"committee/{slug}"] = compartment
    return cast


def _found_body(work: Work, told: Mapping[str, Any]) -> UUID:
    return agendas.found_body(
        work,
        slug=told["slug"],
        name=told["name"],
        purpose=told["purpose"],
        legal_basis=told["legal_basis"],
        clerk=tuple(told["clerk"]),
        rules=agendas.Rules(
            regime=Regime(told["regime"]), jurisdiction=Jurisdiction(told["jurisdiction"])
        ),
        from_on=FOUNDED_ON,
    )


def _enrol(work: Work, cast: Cast, told: Mapping[str, Any], position: int) -> None:
    account = told.get("account")
    person = membership.enrol_person(
        work,
        told["name"],
        organisation=cast.organisations[told["organisation"]],
        identity=(str(TENANT), account["object"]) if account else None,
        councillor=told.get("councillor", False),
    )
    cast.people[told["key"]] = person
    for seat, body in (("seat", cast.body), ("committee_seat", cast.committee)):
        if seat in told:
            wanted = {**told[seat], "organisation": told["organisation"], "body": body}
            _seat(work, cast, person, wanted, position)
    if "office" in told:
        everywhere = Office(told["office"]) in {Office.AUDITOR, Office.ADMINISTRATOR}
        bodies = [None if everywhere else cast.body_named(each) for each in _minded(told)]
        for minded in bodies:
            membership.appoint(work, person, Office(told["office"]), FOUNDED_ON, minded)


def _minded(told: Mapping[str, Any]) -> Sequence[str]:
    """Name the bodies that an officer of the story minds: the board, unless it says others."""
    minded: Sequence[str] = told.get("bodies", ("board",))
    return minded


def _seat(
    work: Work, cast: Cast, person: UUID | None, told: Mapping[str, Any], position: int
) -> None:
    membership.fill_seat(
        work,
        told.get("body", cast.body),
        person,
        organisation=cast.organisations[told["organisation"]],
        post_title=told["post"],
        capacity=Capacity(told["capacity"]),
        role=Role(told.get("role", "partner")),
        from_on=FOUNDED_ON,
        position=position,
    )


def permit(work: Work, cast: Cast) -> None:
    """Give the permissions of the story, each approved by two others."""
    approvers = (cast.people["monitoring"], cast.people["proper"])
    until = work.today + timedelta(days=PERMITTED_DAYS)
    for told in chapter("people")["people"]:
        person = cast.people[told["key"]]
        if "permission" in told:
            membership.permit(
                work,
                person,
                cast.compartments[told["permission"]["compartment"]],
                purpose=told["permission"]["purpose"],
                from_on=work.today,
                until_on=until,
                approvers=approvers,
            )
        if "invited" in told:
            item = cast.items[told["invited"]]
            membership.invite(work, person, item)
            membership.permit(
                work,
                person,
                cast.compartments["domestic_abuse"],
                purpose="Invited to speak to this item",
                from_on=work.today,
                until_on=until,
                approvers=approvers,
                item=item,
            )
