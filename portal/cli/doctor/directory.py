"""Checks of the directory, Microsoft Graph: what may be read, and how we are registered there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import requests
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.cli.doctor.findings import Answer, Check, Stopped, good, judged, not_used, wrong
from portal.cli.doctor.patient import Patient
from portal.policy.app_roles import AppRole
from portal.records.tables import Compartment
from portal.services.directory.application import Application
from portal.services.directory.conditional_access import Behind
from portal.services.directory.graph import DirectoryUnavailable, Graph
from portal.services.sign_in.settings import FRONT_CHANNEL

NOBODY: Final = UUID(int=0)
"""No account has this identifier: asking about it shows what may be asked, and about nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphPermission:
    """An application permission, why the portal needs it, and a question that shows it is there."""

    name: str
    why: str
    ask: Callable[[Graph, datetime], object]


PERMISSIONS: Final = (
    GraphPermission(
        name="User.Read.All",
        why="whether an account is enabled, and since when its sessions count",
        ask=lambda graph, at: graph.get(f"/users/{NOBODY}?$select=id,accountEnabled", at),
    ),
    GraphPermission(
        name="Directory.Read.All",
        why="which of the portal's application roles an account has",
        ask=lambda graph, at: list(graph.values(f"/users/{NOBODY}/appRoleAssignments", at)),
    ),
    GraphPermission(
        name="Application.Read.All",
        why="the portal's own registration: its roles and addresses",
        ask=lambda graph, at: graph.get(
            f"/servicePrincipals(appId='{graph.client_id}')?$select=id", at
        ),
    ),
    GraphPermission(
        name="Policy.Read.ConditionalAccess",
        why="whether a policy stands behind each authentication context",
        ask=lambda graph, at: list(graph.values("/identity/conditionalAccess/policies", at)),
    ),
)
"""Every permission of Graph's that the portal uses; docs/entra-setup.md says the same."""


def permissions(patient: Patient) -> Answer:
    """Ask one harmless question for each permission."""
    missing = []
    for permission in PERMISSIONS:
        try:
            # Asked afresh each time: whoever was refused a moment ago is not asked again.
            permission.ask(Graph(patient.provider), patient.clock())
        except DirectoryUnavailable as unavailable:
            if unavailable.status != requests.codes.forbidden:
                raise
            missing.append(permission.name)
    if missing:
        return wrong(
            f"the directory refuses what needs {', '.join(missing)}",
            "Add what is named to the registration's API permissions as application permissions,"
            " and grant admin consent (docs/entra-setup.md, step 5).",
        )
    return good(", ".join(each.name for each in PERMISSIONS))


def registration(patient: Patient) -> Answer:
    """See that the registration lets in whoever is assigned, and nobody else."""
    ours = _ours(patient)
    faults = []
    if not ours.enabled:
        faults.append(
            wrong(
                "the application is disabled in the tenant",
                'Set "Enabled for users to sign in?" to Yes in its enterprise application.',
            )
        )
    if not ours.assignment_required:
        faults.append(
            wrong(
                "anybody in the tenant gets a token for the portal",
                'Set "Assignment required?" to Yes in its enterprise application'
                " (docs/entra-setup.md, step 4).",
            )
        )
    return judged(faults, good("enabled, and only for whoever is assigned"))


def roles(patient: Patient) -> Answer:
    """See that every application role is there, enabled and spelled as the portal spells it."""
    there = set(_ours(patient).roles.values())
    alike = {role.casefold(): role for role in there}
    faults = []
    for role in AppRole:
        if role.value in there:
            continue
        if role.value.casefold() in alike:
            faults.append(_role(f"{role} is written {alike[role.value.casefold()]}"))
        else:
            faults.append(_role(f"{role} is missing, disabled or misspelt"))
    return judged(faults, good(f"all {len(AppRole)} are there and enabled"))


def _role(found: str) -> Answer:
    return wrong(
        found,
        "Put the block of docs/entra-setup.md, step 3, into the registration's manifest.",
    )


def addresses(patient: Patient) -> Answer:
    """See that people are sent back here, and nowhere else."""
    ours, told = _ours(patient), patient.provider.settings
    mend = "Put the registration's addresses right (docs/entra-setup.md, step 1)."
    faults = [
        wrong(f"{wanted} is not among its redirect addresses", mend)
        for wanted in (told.redirect_uri, told.signed_out_address)
        if wanted not in ours.reply_addresses
    ]
    faults += [
        wrong(f"it may send people to {found}", f"Remove every address but {patient.base}'s own.")
        for found in ours.reply_addresses
        if not found.startswith(f"{patient.base}/")
    ]
    front_channel = patient.base + FRONT_CHANNEL
    if ours.sign_out_address != front_channel:
        faults.append(wrong(f"its front-channel logout address is not {front_channel}", mend))
    return judged(faults, good(f"back to {patient.base} alone, signing out included"))


def _ours(patient: Patient) -> Application:
    return patient.directory().applications.ours(patient.clock())


def step_up(patient: Patient) -> Answer:
    """See that a policy stands behind each context that a sensitive compartment asks for."""
    contexts, slugs = patient.settings.step_up_contexts, _sensitive(patient)
    faults = [
        wrong(
            f"PORTAL_STEP_UP_CONTEXTS names {slug}, and no sensitive compartment is called so",
            f"Remove {slug} from it, or correct its spelling.",
        )
        for slug in sorted(set(contexts.by_slug) - slugs)
    ]
    if not slugs and not faults:
        return not_used("there is no sensitive compartment yet")
    policies, at = patient.directory().conditional_access, patient.clock()
    by_context: dict[str, list[str]] = {}
    for slug in sorted(slugs):
        by_context.setdefault(contexts.of(slug), []).append(slug)
    told = []
    for context, named in sorted(by_context.items()):
        behind = policies.behind(context, at)
        if behind.reason:
            faults.append(
                wrong(
                    f"{', '.join(named)} stay shut, for {context} proves nothing: {behind.reason}",
                    "Set up the policy of docs/entra-setup.md, step 7.",
                )
            )
        told.append(f"{context} is enforced, guests included, for {', '.join(named)}")
        told += _left_out(behind)
    return judged(faults, good("; ".join(told)))


def _left_out(behind: Behind) -> Iterator[str]:
    if behind.excused:
        count = len(behind.excused)
        yield f"{_counted(count, 'account')} left out of it cannot open those compartments"
    if behind.excused_groups:
        count = len(behind.excused_groups)
        yield f"nobody in {_counted(count, 'group')} left out of it can either"


def _counted(count: int, one: str) -> str:
    return f"{count} {one}{'' if count == 1 else 's'}"


def _sensitive(patient: Patient) -> set[str]:
    wanted = select(Compartment.slug).where(Compartment.sensitive).distinct()
    try:
        with Session(patient.door.record_engine) as session:
            return set(session.scalars(wanted))
    except SQLAlchemyError:
        raise Stopped(
            wrong("the compartments cannot be read", "See the line `record database`.")
        ) from None


CHECKS: Final = (
    Check(
        name="permissions",
        about="the directory answers, and each permission the portal needs has admin consent",
        examine=permissions,
    ),
    Check(
        name="registration",
        about="the application is enabled, and people must be assigned to it",
        examine=registration,
    ),
    Check(
        name="application roles",
        about="every application role is there, enabled and spelled right",
        examine=roles,
    ),
    Check(
        name="reply addresses",
        about="people are sent back to the portal's own addresses and to no other",
        examine=addresses,
    ),
    Check(
        name="step-up",
        about="an enabled policy for everybody stands behind each context that is asked for",
        examine=step_up,
    ),
)
