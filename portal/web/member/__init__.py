"""The doors for whoever has signed in: their home, their access, and what is closed to others."""

from flask import Flask

from portal.web.member import access, home, papers


def install(app: Flask) -> None:
    """Open the members' doors."""
    for room in (home, access, papers):
        app.register_blueprint(room.bp)
