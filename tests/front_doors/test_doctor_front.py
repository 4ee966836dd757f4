"""What is broken about the front: a proxy that meddles, or one too many or too few."""

import pytest
from werkzeug.wrappers import Response

from portal.cli.doctor.findings import State
from portal.cli.doctor.front import CHECKS
from portal.web import headers


def without(name):
    def alter(answer):
        del answer.headers[name]
        return answer

    return alter


def twice(name):
    def alter(answer):
        if name in answer.headers:
            answer.headers.add(name, answer.headers[name])
        return answer

    return alter


def another(name, value):
    def alter(answer):
        answer.headers[name] = value
        return answer

    return alter


def cookie(old, new):
    def alter(answer):
        told = answer.headers.getlist("Set-Cookie")
        answer.headers.setlist("Set-Cookie", [each.replace(old, new) for each in told])
        return answer

    return alter


def instead(status, body=b"gone"):
    return lambda _: Response(body, status)


def leads_to(address):
    def alter(answer):
        if "Location" in answer.headers:
            answer.headers["Location"] = address
        return answer

    return alter


BROKEN = [
    (instead(502), "portal", "with 502, and not the portal", "`portal serve`"),
    (instead(200, b"welcome"), "portal", "is not the portal", "PORTAL_BASE_URL"),
    *((without(name), "headers", f"{name} is missing at /", "none") for name in headers.ALWAYS),
    (without("Content-Security-Policy"), "headers", "Content-Security-Policy is missing", ""),
    (twice("Strict-Transport-Security"), "headers", "Strict-Transport-Security comes twice", ""),
    (another("Referrer-Policy", "origin"), "headers", "Referrer-Policy is another", ""),
    (
        another("Content-Security-Policy", "default-src *"),
        "headers",
        "Content-Security-Policy is another at /static/built/",
        "",
    ),
    (without("Set-Cookie"), "cookies", "does not arrive", "as they are"),
    (cookie("Secure; ", ""), "cookies", "arrives without secure", ""),
    (cookie("HttpOnly; ", ""), "cookies", "arrives without httponly", ""),
    (cookie("SameSite=Lax", "SameSite=None"), "cookies", "arrives without samesite=lax", ""),
    (cookie("Path=/", "Path=/; Domain=localhost"), "cookies", "for a whole domain", ""),
    (instead(400), "proxies", "not each of the 1 that PORTAL_TRUSTED_PROXIES counts", ""),
    (leads_to("https://elsewhere.example/"), "redirect", "does not lead to the identity", ""),
    (leads_to("/sign-in/problem?about=out-of-order"), "redirect", "does not lead", "`discovery`"),
]


@pytest.mark.parametrize(("alter", "line", "found", "advice"), BROKEN)
def test_a_proxy_that_meddles_is_told_of(deployment, alter, line, found, advice):
    deployment.proxy.alter = alter
    answer = deployment.answer(line)
    assert answer.state is State.WRONG
    assert found in answer.found
    assert advice in answer.advice
    assert answer.advice


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_where_nothing_answers_every_line_of_the_front_says_so(deployment, check):
    answer = deployment.answer(check.name, base_url="http://localhost:9")
    if check.name == "certificate":
        assert answer.state is State.NOT_USED
        answer = deployment.answer(check.name, base_url="https://localhost:9")
    assert answer.state is State.WRONG
    assert "nothing answers at" in answer.found
    assert "`portal serve`" in answer.advice


def test_a_portal_that_believes_its_visitors_is_told_of(deployment):
    """Asked past its proxy, it counts one that is not there."""
    answer = deployment.answer("proxies", base_url=deployment.direct_url)
    assert answer.state is State.WRONG
    assert "believes an X-Forwarded-Host that a visitor sends" in answer.found
    assert "believes an X-Forwarded-Proto that a visitor sends" in answer.found
    assert "no higher" in answer.advice


def test_a_portal_that_is_not_told_its_own_address_is_told_of(deployment):
    deployment.proxy.alter = instead(400)
    answer = deployment.answer("proxies", trusted_proxies=0)
    assert answer.state is State.WRONG
    assert "PORTAL_TRUSTED_PROXIES is 0, so it believes no proxy" in answer.found


def test_a_portal_that_was_started_with_other_settings_is_told_of(deployment):
    answer = deployment.answer("redirect", client_id="another")
    assert "started with another client_id" in answer.found
    assert "Restart the portal" in answer.advice
