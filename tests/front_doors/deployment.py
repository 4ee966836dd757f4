"""One whole deployment: settings, an identity provider with its directory, a proxy, a portal."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import requests
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from portal.cli.back_door import BackDoor, now
from portal.cli.doctor import CHECKS
from portal.cli.doctor.examining import answer_of
from portal.cli.doctor.findings import Answer
from portal.cli.doctor.patient import Patient
from tests.sign_in.hostile_provider import HostileProvider

BY_NAME = {check.name: check for check in CHECKS}
OF_A_HOP = {"connection", "transfer-encoding", "content-length", "date", "server"}
Alter = Callable[[Response], Response]


class Meddler:
    """A proxy on loopback that says where it is asked, and alters answers as it is told to."""

    def __init__(self, portal: str) -> None:
        self._portal = portal
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self.host = f"localhost:{self._server.server_port}"
        self.alter: Alter = lambda answer: answer

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    @classmethod
    @contextmanager
    def before(cls, portal: str) -> Iterator["Meddler"]:
        proxy = cls(portal)
        thread = threading.Thread(target=proxy._server.serve_forever, daemon=True)
        thread.start()
        yield proxy
        proxy._server.shutdown()
        thread.join(10)
        proxy._server.server_close()

    def _answer(self, environ, start_response):
        asked = Request(environ)
        passed_on = {name: value for name, value in asked.headers if name != "Host"} | {
            "X-Forwarded-Host": self.host,
            "X-Forwarded-Proto": "http",
        }
        heard = requests.request(
            asked.method,
            self._portal + asked.full_path.rstrip("?"),
            headers=passed_on,
            data=asked.get_data(),
            allow_redirects=False,
            timeout=20,
        )
        answer = Response(heard.content, heard.status_code)
        answer.headers.clear()
        answer.autocorrect_location_header = False
        for name, value in heard.raw.headers.items():
            if name.lower() not in OF_A_HOP:
                answer.headers.add(name, value)
        return self.alter(answer)(environ, start_response)


@dataclass(frozen=True)
class Deployment:
    """Everything that can be broken, and a way to ask the doctor about it."""

    environ: dict[str, str]
    provider: HostileProvider
    proxy: Meddler
    direct_url: str
    folder: Path

    def made_whole(self, folder: Path) -> "Deployment":
        self.provider.forget()
        self.provider.at = now
        directory = self.provider.graph.directory
        directory.principal = replace(
            directory.principal,
            reply_addresses=(f"{self.proxy.url}/sign-in/callback", f"{self.proxy.url}/sign-out"),
            logout_address=f"{self.proxy.url}/sign-out/front-channel",
        )
        self.proxy.alter = lambda answer: answer
        return replace(self, folder=folder)

    def registered(self, **changes) -> None:
        """Have the directory say otherwise of the portal's registration."""
        directory = self.provider.graph.directory
        directory.principal = replace(directory.principal, **changes)

    def settings_file(self, **changes: object) -> Path:
        """Write the settings with changes: ``base_url=...``; ``None`` takes one away."""
        told = self.environ | {f"PORTAL_{name.upper()}": each for name, each in changes.items()}
        path = self.folder / "settings.env"
        path.write_text(
            "".join(f"{name}={value}\n" for name, value in told.items() if value is not None)
        )
        return path

    def patient(self, ahead=None, **changes: object) -> Patient:
        """Give what the doctor examines; ``ahead`` is by how much its clock is fast."""
        door = BackDoor(settings_file=self.settings_file(**changes))
        return Patient(door=door, clock=now if ahead is None else lambda: now() + ahead)

    def answer(self, check: str, ahead=None, **changes: object) -> Answer:
        """Ask the doctor for one line."""
        return answer_of(BY_NAME[check], self.patient(ahead, **changes))
