"""The one way out, to the provider and to Graph: their hosts, no redirects, little patience."""

import io
from collections.abc import Mapping
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from portal.services.sign_in.compact import Malformed, json_object
from portal.services.sign_in.refusals import ProviderUnreachable
from portal.services.sign_in.settings import ProviderSettings

PATIENCE: Final = (3.05, 5.0)  # seconds to connect, and between bytes
LONGEST_ANSWER: Final = 256 * 1024


class Outgoing(HTTPAdapter):
    """Sends a request only where the settings allow, and reads a bounded answer."""

    def __init__(self, settings: ProviderSettings) -> None:
        super().__init__()
        self._settings = settings

    def send(  # noqa: PLR0913, PLR0917 -- the signature is the library's
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT001, FBT002 -- likewise; always streamed
        timeout: Any = None,  # noqa: ANN401, ARG002 -- likewise; always ours
        verify: bool | str = True,  # noqa: FBT001, FBT002 -- likewise
        cert: Any = None,  # noqa: ANN401 -- likewise
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send, and read at most :data:`LONGEST_ANSWER` octets.

        :raises requests.RequestException: also for an address that is not trusted.
        """
        if not self._settings.may_ask(request.url or ""):
            raise requests.exceptions.InvalidURL("not an address of the identity provider")
        answer = super().send(
            request, stream=True, timeout=PATIENCE, verify=verify, cert=cert, proxies=proxies
        )
        try:
            body = answer.raw.read(LONGEST_ANSWER + 1, decode_content=True)
        except HTTPError as fault:
            # Read past the library that would have translated it.
            raise requests.exceptions.ContentDecodingError(type(fault).__name__) from None
        finally:
            answer.close()
        if len(body) > LONGEST_ANSWER:
            raise requests.exceptions.ContentDecodingError("the answer is too long")
        answer.raw = io.BytesIO(body)
        return answer


def by_way_of(settings: ProviderSettings, session: requests.Session) -> requests.Session:
    """Make a session speak to the provider only."""
    session.adapters.clear()
    for scheme in ("https://", "http://"):
        session.mount(scheme, Outgoing(settings))
    return session


def fetch_json(settings: ProviderSettings, address: str) -> Mapping[str, Any]:
    """Fetch one JSON object from the provider.

    :raises ProviderUnreachable: if there is no answer, or it is not that.
    """
    with by_way_of(settings, requests.Session()) as session:
        try:
            answer = session.get(
                address, allow_redirects=False, headers={"Accept": "application/json"}
            )
            if answer.status_code != requests.codes.ok:
                raise ProviderUnreachable(f"the provider answered {answer.status_code}")
            return json_object(answer.content.strip())
        except (requests.RequestException, OSError, Malformed) as fault:
            raise ProviderUnreachable(type(fault).__name__) from None
