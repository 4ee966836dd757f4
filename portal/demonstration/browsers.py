"""Which browsers are signed in to the demonstration's provider, as whom, under which ``sid``."""

import secrets
from typing import Final
from uuid import UUID

COOKIE: Final = "demonstration-provider"
MOST_BROWSERS: Final = 1000


class Browsers:
    """Sessions at the provider: one ``sid`` for each account in each browser."""

    def __init__(self) -> None:
        self._signed_in: dict[str, dict[UUID, str]] = {}

    def enter(self, cookie: str, person: UUID) -> tuple[str, str]:
        """Sign somebody in, or find that they are.

        :param cookie: what the browser showed.  A value made elsewhere is not taken up.
        :returns: the cookie to set, and the ``sid``: the same as long as the session lasts.
        """
        if cookie not in self._signed_in:
            cookie = secrets.token_urlsafe(32)
            self._signed_in[cookie] = {}
        while len(self._signed_in) > MOST_BROWSERS:
            self._signed_in.pop(next(iter(self._signed_in)), None)
        sessions = self._signed_in[cookie]
        return cookie, sessions.setdefault(person, secrets.token_urlsafe(16))

    def leave(self, cookie: str, hint: str) -> tuple[str, ...]:
        """Sign out the account that a hint names, or with no such hint all of the browser's.

        :returns: the ``sid`` of every session that ended.
        """
        sessions = self._signed_in.get(cookie, {})
        named = [person for person in sessions if str(person) == hint]
        ended = tuple(sessions.pop(person) for person in named or tuple(sessions))
        if not sessions:
            self._signed_in.pop(cookie, None)
        return ended
