"""The simulator: change one fact and see whose access changes; it saves nothing."""

from dataclasses import dataclass, field
from typing import Final

from flask import Blueprint, Response, render_template, request

from portal.errors import Refused
from portal.policy import Classification, Office, Permission, Regime, Stage
from portal.services.simulating import CLASSES, FIELDS, KINDS, read_simulation
from portal.web.asked import slug_asked
from portal.web.gate import door
from portal.web.here import work_here
from portal.web.wording import capitalised, spoken

bp = Blueprint("simulator", __name__)

WRONG: Final = 422
_CLASSES: Final = {
    Classification.EX: "Exempt",
    Classification.CONF: "Confidential by statute",
    Classification.PART: "A partner's confidence",
    Classification.REV: "An unpublished death review",
    Classification.CASE: "About one person's case",
    Classification.OUTSIDE: "Outside the portal: secret and above",
}
WORDS: Final = {
    "classification": {each.value: _CLASSES[each] for each in CLASSES},
    "stage": {each.value: capitalised(spoken(each)) for each in Stage},
    "regime": {each.value: capitalised(spoken(each)) for each in Regime},
    "office": {each.value: capitalised(spoken(each)) for each in Office},
}
"""What can be chosen of the policy's own words, and what the page calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was chosen, and what is wrong with it."""

    told: dict[str, str] = field(default_factory=dict)
    fault: str = ""


@bp.get("/ig/simulator")
@door(Permission.POLICY_SIMULATE)
def simulator() -> Response:
    """Show what can be changed, and what a change would do."""
    work = work_here()
    slug, kind = slug_asked("board"), request.args.get("kind", "")
    told = {name: request.args.get(name, "")[:64] for name in FIELDS.get(kind, ())}
    typed = Typed(told=told)
    try:
        page = read_simulation(work, slug, kind, told, asked="try" in request.args)
    except Refused as refused:
        typed = Typed(told=told, fault=str(refused))
        page = read_simulation(work, slug, kind, told, asked=False)
    said = render_template(
        "governance/simulator.html",
        page=page,
        typed=typed,
        kinds=KINDS,
        fields=FIELDS.get(kind, ()),
        words=WORDS,
    )
    return Response(said, status=WRONG if typed.fault else 200)
