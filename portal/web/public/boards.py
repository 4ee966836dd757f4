"""Home, and the boards: what they are, who sits there, what they expect and must see to."""

from flask import Blueprint, render_template

from portal.services import boards, business
from portal.web.gate import Audience, door
from portal.web.here import work_here

bp = Blueprint("boards", __name__)

BOARD = "/boards/<slug:slug>"


@bp.get("/")
@door(Audience.PUBLIC, kept=True)
def home() -> str:
    """Show the first page."""
    return render_template("public/home.html", page=boards.read_home(work_here()))


@bp.get("/boards")
@door(Audience.PUBLIC, kept=True)
def every_board() -> str:
    """List the boards."""
    return render_template("public/boards.html", page=boards.list_boards(work_here()))


@bp.get(BOARD)
@door(Audience.PUBLIC, kept=True)
def board(slug: str) -> str:
    """Show a board."""
    return render_template("public/board.html", page=boards.read_board(work_here(), slug))


@bp.get(f"{BOARD}/members")
@door(Audience.PUBLIC, kept=True)
def members(slug: str) -> str:
    """Show who sits on a board."""
    return render_template("public/members.html", page=boards.read_members(work_here(), slug))


@bp.get(f"{BOARD}/forward-plan")
@door(Audience.PUBLIC, kept=True)
def forward_plan(slug: str) -> str:
    """Show what is expected to come to a board."""
    page = business.read_forward_plan(work_here(), slug)
    return render_template("public/forward_plan.html", page=page)


@bp.get(f"{BOARD}/actions")
@door(Audience.PUBLIC, kept=True)
def actions(slug: str) -> str:
    """Show what a board has asked people to do."""
    return render_template("public/actions.html", page=business.read_actions(work_here(), slug))
