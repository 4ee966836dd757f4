"""Signing in behind a real nginx, run from the file that the project gives to councils."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from portal.cli.back_door import BackDoor
from portal.cli.doctor import front
from portal.cli.doctor.examining import answer_of, examine
from portal.cli.doctor.findings import State
from portal.cli.doctor.patient import Patient
from tests.browser.conftest import MEMBER, Demonstration, sign_in
from tests.support.browser import WIDE
from tests.support.nginx import Front, doors, nginx, nginx_or_skip
from tests.support.serving import Serve, address_of, open_door

pytestmark = pytest.mark.browser
RIGHT = 1
CHECKS = {check.name: check for check in front.CHECKS}


@dataclass(frozen=True)
class Behind:
    """A portal behind a proxy, and the file of its settings."""

    front: Front
    settings: Path

    def answer(self, name: str):
        return answer_of(CHECKS[name], Patient(door=BackDoor(settings_file=self.settings)))


@contextmanager
def behind(
    serve: Serve, demonstration: Demonstration, folder: Path, proxies: int, days: int = 90
) -> Iterator[Behind]:
    """Serve the demonstration once more, behind nginx, with a provider that knows its address.

    With a proxy too many or too few nobody gets as far as the provider, so there is none.
    """
    program = nginx_or_skip()
    with doors() as at, open_door() as provider, open_door() as portal:
        environ = {
            **demonstration.settings,
            "PORTAL_BASE_URL": at.url,
            "PORTAL_IDENTITY_PROVIDER": address_of(provider),
            "PORTAL_TRUSTED_PROXIES": str(proxies),
        }
        settings = folder / f"settings-{proxies}.env"
        settings.write_text("".join(f"{name}={value}\n" for name, value in environ.items()))
        url = address_of(portal)
        serve("wsgi:application", environ=environ, health="/health", door=portal)
        if proxies == RIGHT:
            serve("portal.cli.demo_provider:application", environ=environ, door=provider)
        with nginx(program, folder / f"nginx-{proxies}", at, url, days) as proxy:
            yield Behind(proxy, settings)


@pytest.fixture(scope="module")
def town(
    module_server: Serve, demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Behind]:
    with behind(module_server, demonstration, tmp_path_factory.mktemp("behind"), RIGHT) as found:
        yield found


@pytest.fixture(autouse=True)
def trusting(town: Behind, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have this machine trust the certificate that the test has made."""
    monkeypatch.setenv("SSL_CERT_FILE", str(town.front.certificate))


@pytest.fixture
def page(browser: Browser, town: Behind) -> Iterator[Page]:
    context = browser.new_context(viewport=WIDE, base_url=town.front.url, ignore_https_errors=True)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def test_somebody_signs_in_reads_and_signs_out_and_no_log_has_a_code(page: Page, town: Behind):
    codes = []
    page.on("request", lambda asked: codes.extend(re.findall(r"[?&]code=([^&]+)", asked.url)))
    sign_in(page, MEMBER)
    page.goto("/me")
    expect(page.get_by_role("heading", level=1)).to_have_text("My home")
    page.goto("/")
    page.locator("main a[href^='/papers/']").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^Download")).first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")

    page.goto("/me")
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile(re.escape(town.front.url) + "/sign-out"))
    page.go_back()
    expect(page.get_by_text("My home")).to_have_count(0)

    logs = town.front.logs
    assert codes
    assert "/sign-in/callback" in logs
    assert [each for each in ("code=", "state=", *codes) if each in logs] == []


def test_what_the_portal_cannot_answer_is_not_written_down_with_its_code_either(
    tmp_path: Path,
):
    program = nginx_or_skip()
    with doors() as at:
        with open_door() as nobody:
            closed = address_of(nobody)
        with nginx(program, tmp_path / "nginx", at, closed) as proxy:
            asked = f"{proxy.url}/sign-in/callback?code=kept-out&state=of-the-log"
            answer = requests.get(asked, timeout=10, verify=str(proxy.certificate))
            for path in ("/invitations/kept-out/accept", "/emergency/enrol/kept-out"):
                requests.get(proxy.url + path, timeout=10, verify=str(proxy.certificate))
            plain = requests.get(
                asked.replace(proxy.url, proxy.plain_url), timeout=10, allow_redirects=False
            )
        assert answer.status_code == 502
        assert plain.headers["Location"] == asked
        for path in ("/sign-in/callback ", "/invitations/... ", "/emergency/... "):
            assert path in proxy.logs
        assert [each for each in ("code=", "state=", "kept-out") if each in proxy.logs] == []


def test_an_upload_touches_no_disk_of_the_proxys(town: Behind):
    """Where it would write uploads there is a file in its way: it would have to answer 500."""
    assert town.answer("portal").state is State.GOOD  # it has made its folders, then
    kept = town.front.folder / "body"
    kept.rmdir()
    kept.touch()
    answer = requests.post(
        f"{town.front.url}/clerk/uploads/{uuid4()}/file",
        data=b"x" * 2_000_000,
        headers={"Origin": town.front.url},
        timeout=20,
        allow_redirects=False,
        verify=str(town.front.certificate),
    )
    assert answer.status_code == 303


def test_the_doctor_finds_the_front_in_order(town: Behind):
    patient = Patient(door=BackDoor(settings_file=town.settings))
    found = examine(patient, front.CHECKS)
    assert [each.as_text() for each in found if each.state is not State.GOOD] == []
    assert {each.check for each in found} == {
        "portal",
        "certificate",
        "headers",
        "cookies",
        "proxies",
        "redirect",
    }


@pytest.mark.parametrize(
    ("proxies", "sentence"),
    [
        (0, "PORTAL_TRUSTED_PROXIES is 0, so it believes no proxy"),
        (2, "not each of the 2 that PORTAL_TRUSTED_PROXIES counts tells it"),
    ],
)
def test_the_doctor_notices_a_wrong_number_of_proxies(  # noqa: PLR0913, PLR0917 -- fixtures
    proxies, sentence, module_server, demonstration, tmp_path, monkeypatch
):
    with behind(module_server, demonstration, tmp_path, proxies, days=13) as found:
        monkeypatch.setenv("SSL_CERT_FILE", str(found.front.certificate))
        answer = found.answer("proxies")
        assert answer.state is State.WRONG
        assert sentence in answer.found
        assert "Set PORTAL_TRUSTED_PROXIES to how many proxies stand in front" in answer.advice
        ending = found.answer("certificate")
        assert ending.state is State.WRONG
        assert "ends on" in ending.found


def test_the_doctor_notices_a_certificate_that_nobody_vouches_for(town: Behind, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    for name in ("portal", "certificate"):
        answer = town.answer(name)
        assert answer.state is State.WRONG
        assert "cannot be verified" in answer.found
        assert "SSL_CERT_FILE" in answer.advice
