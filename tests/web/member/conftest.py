"""The public rooms and the members' over a furnished record, with a restricted file in it."""

import pytest

from portal.services.submitting import PDF, add_version
from portal.web import clerk, gate, member
from tests.support.furnishing import PREVENT_MEMBER, SENSITIVE_PAPER, furnish, open_an_office
from tests.web.conftest import World, app_over
from tests.web.member.visiting import CONTENT


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def world(record_engine, log_engine, tmp_path, authority):
    office = open_an_office(record_engine, log_engine, tmp_path)
    furnished = furnish(office)
    app = app_over(office, record_engine, authority=authority)
    for room in (*member.BLUEPRINTS, *clerk.BLUEPRINTS):
        app.register_blueprint(room)
    gate.hang(app)
    return World(app=app, office=office, furnished=furnished, record=record_engine, log=log_engine)


@pytest.fixture
def version(world):
    work = world.office.work_of(PREVENT_MEMBER)
    stored = add_version(
        work, SENSITIVE_PAPER, file_name="nightjar.pdf", media_type=PDF, pieces=[CONTENT]
    )
    work.commit()
    work.session.close()
    return stored
