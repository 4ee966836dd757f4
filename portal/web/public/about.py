"""What the portal says about itself, and whether it is alive."""

from flask import Blueprint, Response, render_template

from portal.web.gate import Audience, door

bp = Blueprint("about", __name__)


@bp.get("/accessibility")
@door(Audience.PUBLIC, kept=True)
def accessibility() -> str:
    """Say how accessible the portal is, and what is known not to be."""
    return render_template("public/accessibility.html")


@bp.get("/privacy")
@door(Audience.PUBLIC, kept=True)
def privacy() -> str:
    """Say what is recorded of readers."""
    return render_template("public/privacy.html")


@bp.get("/cookies")
@door(Audience.PUBLIC, kept=True)
def cookies() -> str:
    """List the cookies, all of them strictly necessary."""
    return render_template("public/cookies.html")


@bp.get("/health")
@door(Audience.PUBLIC)
def health() -> Response:
    """Say that the process answers; nothing about the record."""
    return Response("ok\n", mimetype="text/plain")
