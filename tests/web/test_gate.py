"""The gate refuses views that do not say whom they are for, and guards those that do."""

import pytest
from flask import Blueprint, Flask

from portal.policy import Permission
from portal.web import csrf, gate
from portal.web.gate import Audience, door
from tests.support.furnishing import CLERK, MEMBER
from tests.web.conftest import app_over
from tests.web.walking import addresses


@pytest.fixture
def database_kind():
    """Take one kind: the gate knows addresses, and no database."""
    return "sqlite"


def app_with(view, **options) -> Flask:
    app, bp = Flask(__name__, static_folder=None), Blueprint("new", __name__)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    bp.add_url_rule("/new", view_func=view, **options)
    app.register_blueprint(bp)
    return app


def test_a_view_that_does_not_say_whom_it_is_for_stops_the_application():
    def new(): ...

    with pytest.raises(gate.Ungated, match="does not say whom"):
        gate.hang(app_with(new))


@pytest.mark.parametrize("audience", [*Audience, Permission.IMPORT_REVIEW])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_a_reading_door_admits_no_other_method(audience, method):
    @door(audience)
    def new(): ...

    with pytest.raises(gate.Ungated, match="accepts writes"):
        gate.hang(app_with(new, methods=["GET", method]))


@pytest.mark.parametrize(
    ("audience", "writes"), [(Audience.PUBLIC, True), (Permission.MEETING_PUBLISH, False)]
)
def test_only_people_who_have_signed_in_can_be_let_send_files(audience, writes):
    with pytest.raises(gate.Ungated, match="take files"):
        door(audience, writes=writes, streams=True)


@pytest.mark.parametrize("audience", [*Audience, Permission.IMPORT_REVIEW])
def test_a_writing_door_admits_them(audience):
    @door(audience, writes=True)
    def new(): ...

    gate.hang(app_with(new, methods=["GET", "POST"]))


@pytest.mark.parametrize(
    ("audience", "writes"), [(Audience.SIGNED_IN, False), (Audience.PUBLIC, True)]
)
def test_only_what_everybody_may_read_can_be_kept(audience, writes):
    with pytest.raises(gate.Ungated, match="kept"):
        door(audience, writes=writes, kept=True)


def test_every_route_of_the_public_rooms_is_gated(world):
    assert len(addresses(world.app)) > 20
    for rule in world.app.url_map.iter_rules():
        assert gate.door_of(world.app, rule.endpoint) is not None, rule


@pytest.fixture
def rooms(world):
    """Add a room for each audience, and one that writes."""
    app = app_over(world.office, world.record)
    bp = Blueprint("rooms", __name__)

    @bp.get("/me/room")
    @door(Audience.SIGNED_IN)
    def mine():
        return "mine"

    @bp.get("/clerk/room")
    @door(Permission.IMPORT_REVIEW)
    def clerks():
        return "clerk's"

    @bp.post("/me/writing")
    @door(Audience.SIGNED_IN, writes=True)
    def writing():
        return "written"

    @bp.get("/me/token")
    @door(Audience.SIGNED_IN)
    def token():
        return csrf.token_here()

    app.register_blueprint(bp)
    gate.hang(app)
    object.__setattr__(world, "app", app)
    return world


def test_a_room_opens_to_its_audience_alone(rooms):
    stranger, member, clerk = rooms.client(), rooms.client(MEMBER), rooms.client(CLERK)
    assert member.get("/me/room").text == "mine"
    assert clerk.get("/clerk/room").text == "clerk's"
    assert stranger.get("/me/room").location == "/sign-in"
    assert stranger.get("/clerk/room").location == "/sign-in"
    refused, nothing = member.get("/clerk/room"), member.get("/clerk/nothing")
    assert refused.status_code == 404
    assert (refused.data, list(refused.headers)) == (nothing.data, list(nothing.headers))


def test_a_form_of_this_session_is_accepted(rooms):
    client = rooms.client(MEMBER)
    token = client.get("/me/token").text
    assert client.post("/me/writing", data={csrf.FIELD: token}).text == "written"
    answer = client.post(
        "/me/writing", data={csrf.FIELD: token}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.text == "written"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://portal.example"},
    ],
)
def test_a_form_of_another_site_is_refused_even_with_the_token(rooms, headers):
    client = rooms.client(MEMBER)
    token = client.get("/me/token").text
    answer = client.post("/me/writing", data={csrf.FIELD: token}, headers=headers)
    assert answer.status_code == 400
    assert "was not sent from a page of this session" in answer.text


@pytest.mark.parametrize("token", ["", "0", "é", "0" * 64])
def test_a_form_without_the_token_is_refused(rooms, token):
    client = rooms.client(MEMBER)
    assert client.post("/me/writing", data={csrf.FIELD: token}).status_code == 400


def test_another_sessions_token_is_refused(rooms):
    other = rooms.client(CLERK).get("/me/token").text
    assert rooms.client(MEMBER).post("/me/writing", data={csrf.FIELD: other}).status_code == 400
