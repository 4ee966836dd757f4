"""Somebody who asks a served portal for things, and keeps every answer whole."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from typing import Final
from urllib.parse import urlencode, urlsplit

from portal.demonstration.accounts import accounts

PATIENCE: Final = 60.0
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
_LINK: Final = re.compile(r'(?:href|src|action)="(/[^"#]*)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer: all of it that came."""

    address: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def everything(self) -> bytes:
        """Every byte that a reader of the answer sees."""
        lines = [f"{self.status}", *(f"{name}: {value}" for name, value in self.headers)]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body

    def header(self, name: str) -> str:
        """Give a header, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def links(self) -> list[str]:
        """Give every address of the portal that the page names."""
        if not self.header("Content-Type").startswith("text/html"):
            return []
        return [each.replace("&amp;", "&") for each in _LINK.findall(self.body.decode())]


@dataclass
class Visitor:
    """One browser."""

    portal: str
    answers: list[Answer] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, **headers: str) -> Answer:
        """Ask for a page."""
        return self.ask("GET", address, headers=headers)

    def post(self, address: str, **fields: str) -> Answer:
        """Send a form."""
        return self.ask("POST", address, body=urlencode(fields).encode(), headers=FORM)

    def ask(
        self,
        method: str,
        address: str,
        *,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask anything, of the portal or of whoever an address names."""
        with self.begin(method, address, body=body, headers=headers) as response:
            answer = Answer(
                address=f"{method} {address}",
                status=response.status,
                headers=tuple(response.getheaders()),
                body=response.read(),
            )
        self.answers.append(answer)
        return answer

    @contextmanager
    def begin(
        self,
        method: str,
        address: str,
        *,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[HTTPResponse]:
        """Ask, and leave the body of the answer to be read."""
        parts = urlsplit(address if "://" in address else self.portal + address)
        connection = HTTPConnection("127.0.0.1", parts.port, timeout=PATIENCE)
        at_home = self.portal.endswith(parts.netloc)
        told = {
            "Host": parts.netloc,
            **{k.replace("_", "-"): v for k, v in (headers or {}).items()},
        }
        if at_home and self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        query = f"?{parts.query}" if parts.query else ""
        with closing(connection):
            connection.request(method, parts.path + query, body=body, headers=told)
            with connection.getresponse() as response:
                if at_home:
                    self._take_cookies(response)
                yield response

    def sign_in(self, part: str) -> None:
        """Sign in by the demonstration's provider, as somebody with a part in it."""
        account = next(each for each in accounts() if each.part == part)
        left = self.post("/sign-in/start")
        page = self.get(left.header("Location"))
        asked = hidden(page, "asked")
        chosen = self.post(
            left.header("Location").partition("?")[0],
            asked=asked,
            account=str(account.object_id),
        )
        arrived = self.get(chosen.header("Location"))
        assert (arrived.status, arrived.header("Location")) == (303, "/me")

    def read_restricted(self, paper: object) -> Answer:
        """Go past the interruption to a restricted paper's page."""
        stop = self.get(f"/papers/{paper}/read")
        assert stop.status in {200, 403}, stop.status  # 403 asks to confirm first
        if b"/open" in stop.body:
            self.post(f"/papers/{paper}/open", csrf_token=hidden(stop, "csrf_token"))
            stop = self.get(f"/papers/{paper}/read")
        if b"/sign-in/step-up" in stop.body:
            self.confirm(stop)
            stop = self.get(f"/papers/{paper}/read")
        return stop

    def confirm(self, page: Answer) -> None:
        """Confirm at the provider that it is the person signed in, as a page asks."""
        told = {name: hidden(page, name) for name in ("csrf_token", "context", "return_to")}
        left = self.post("/sign-in/step-up", **told)
        asking = self.get(left.header("Location"))
        person = hidden(asking, "confirmed")
        chosen = self.post(
            left.header("Location").partition("?")[0],
            asked=hidden(asking, "asked"),
            confirmed=person,
            account=person,
        )
        assert self.get(chosen.header("Location")).status == 303

    def crawl(self, addresses: list[str]) -> None:
        """Ask for some addresses, and for everything that the pages found there name."""
        asked: set[str] = set()
        waiting = list(addresses)
        while waiting:
            address = waiting.pop()
            if address not in asked and not address.startswith("/sign-"):
                asked.add(address)
                waiting += self.get(address).links()

    def _take_cookies(self, response: HTTPResponse) -> None:
        for given in response.headers.get_all("Set-Cookie", []):
            name, _, rest = given.partition("=")
            value = rest.partition(";")[0]
            if "Max-Age=0" in given:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value


def hidden(page: Answer, name: str) -> str:
    """Give the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page.body.decode())
    assert found, f"{page.address}: no field {name}"
    return found[1]
