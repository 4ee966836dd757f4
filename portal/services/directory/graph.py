"""Asking Microsoft Graph: one token, our own addresses alone, little patience, pauses on failure.

Reads need these application permissions and no others: User.Read.All (accounts and their groups),
Directory.Read.All (the roles assigned to an account), Application.Read.All (the portal's own
registration) and Policy.Read.ConditionalAccess.
"""

import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import requests

from portal.errors import PortalError
from portal.services.sign_in.code_flow import application_token
from portal.services.sign_in.compact import Malformed, json_object
from portal.services.sign_in.outgoing import by_way_of
from portal.services.sign_in.provider import Provider
from portal.services.sign_in.refusals import (
    ProviderNotTrusted,
    ProviderUnreachable,
    SignInRefused,
)

_log: Final = logging.getLogger(__name__)

PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(minutes=5)
RENEWED_BEFORE: Final = timedelta(minutes=5)
MOST_PAGES: Final = 20
_PAUSES: Final = frozenset({requests.codes.too_many_requests, requests.codes.service_unavailable})


class DirectoryUnavailable(PortalError):
    """The directory did not answer, or not with anything that can be read.  Says why, for logs.

    ``status`` is that of its answer, if it refused or failed by one.
    """

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.status = status


@dataclass(slots=True)
class _Token:
    value: str = field(default="", repr=False)
    good_until: datetime | None = None


class Graph:
    """One application's conversations with Graph; made once, shared by all threads.

    After a failure nobody asks for :data:`PAUSE`, or for as long as Graph says, so that a
    directory in trouble neither slows the portal's pages nor is pressed by them.
    """

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._token = _Token()
        self._lock = threading.Lock()
        self._not_before: datetime | None = None

    @property
    def client_id(self) -> str:
        """The portal's own application identifier."""
        return self._provider.settings.client_id

    def get(self, path: str, at: datetime) -> Mapping[str, Any] | None:
        """Read one object; ``None`` if there is no such.

        :param path: after the version, built here and never taken from an answer.
        :raises DirectoryUnavailable: if there is no readable answer.
        """
        return self._ask("GET", self._address(path), at)

    def post(self, path: str, told: Mapping[str, Any], at: datetime) -> Mapping[str, Any] | None:
        """Ask a question that takes a body; ``None`` if what it is about does not exist.

        :raises DirectoryUnavailable: if there is no readable answer.
        """
        return self._ask("POST", self._address(path), at, told)

    def values(self, path: str, at: datetime) -> Iterator[Any]:
        """Read a list, page by page; nothing, if what it belongs to does not exist.

        :raises DirectoryUnavailable: if a page is missing, or lies anywhere but at Graph.
        """
        address: str | None = self._address(path)
        for _ in range(MOST_PAGES):
            page = self._ask("GET", str(address), at)
            if page is None:
                return
            values = page.get("value")
            if not isinstance(values, list):
                raise DirectoryUnavailable("a list is missing from the answer")
            yield from values
            address = page.get("@odata.nextLink")
            if address is None:
                return
            if not isinstance(address, str) or not address.startswith(self._address("")):
                raise DirectoryUnavailable("the next page lies at another address")
        raise DirectoryUnavailable("a list does not end")

    def _address(self, path: str) -> str:
        return f"{self._provider.settings.graph}/v1.0{path}"

    def _ask(
        self, method: str, address: str, at: datetime, told: Mapping[str, Any] | None = None
    ) -> Mapping[str, Any] | None:
        if self._is_pausing(at):
            raise DirectoryUnavailable("the directory failed a moment ago")
        try:
            answer = self._send(method, address, at, told)
            return _object_in(answer)
        except DirectoryUnavailable as unavailable:
            self._pause(at, PAUSE, str(unavailable))
            raise
        except (requests.RequestException, OSError, Malformed) as fault:
            self._pause(at, PAUSE, type(fault).__name__)
            raise DirectoryUnavailable(type(fault).__name__) from None

    def _send(
        self, method: str, address: str, at: datetime, told: Mapping[str, Any] | None
    ) -> requests.Response:
        with by_way_of(self._provider.settings, requests.Session()) as session:
            answer = session.request(
                method,
                address,
                json=told,
                allow_redirects=False,
                headers={"Authorization": f"Bearer {self._bearer(at)}"},
            )
        if answer.status_code == requests.codes.unauthorized:
            self._token = _Token()  # it may have been withdrawn: the next question gets a new one
        if answer.status_code in _PAUSES:
            self._pause(at, _asked_for(answer), f"the directory answered {answer.status_code}")
        return answer

    def _bearer(self, at: datetime) -> str:
        with self._lock:
            token = self._token
            if token.good_until is not None and at < token.good_until:
                return token.value
            try:
                value, lasts = application_token(
                    self._provider.settings, self._provider.endpoints(at)
                )
            except (ProviderUnreachable, ProviderNotTrusted, SignInRefused) as fault:
                raise DirectoryUnavailable(f"no token for the directory: {fault}") from None
            self._token = _Token(value=value, good_until=at + lasts - RENEWED_BEFORE)
            return value

    def _is_pausing(self, at: datetime) -> bool:
        # No pause is longer: an end further off than that is of a clock that was set back since.
        until = self._not_before
        return until is not None and at < until <= at + LONGEST_PAUSE

    def _pause(self, at: datetime, length: timedelta, why: str) -> None:
        until = at + min(length, LONGEST_PAUSE)
        before = self._not_before if self._is_pausing(at) else None
        if before is None or until > before:
            self._not_before = until
            _log.error("the directory cannot be used for a while: %s", why)


def _object_in(answer: requests.Response) -> Mapping[str, Any] | None:
    """Read the object that was answered; ``None`` if there is none of it."""
    if answer.status_code == requests.codes.not_found:
        return None
    if answer.status_code != requests.codes.ok:
        raise DirectoryUnavailable(
            f"the directory answered {answer.status_code}", answer.status_code
        )
    return json_object(answer.content.strip())


def _asked_for(answer: requests.Response) -> timedelta:
    """Read how long a throttled caller is to wait (RFC 9110 section 10.2.3, in seconds)."""
    told = answer.headers.get("Retry-After", "")
    return timedelta(seconds=int(told)) if told.isascii() and told.isdigit() else PAUSE
