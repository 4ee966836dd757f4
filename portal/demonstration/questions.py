"""What the portal asks the demonstration's provider, kept for a while and taken out once."""

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from portal.demonstration.terms import ProviderTerms
from portal.errors import PortalError

LIFETIME: Final = timedelta(minutes=1)
MOST_PENDING: Final = 100
HINT: Final = "demonstration:"
_PROMPTS: Final = frozenset({"", "login", "none", "consent", "select_account"})
_CONTEXT: Final = re.compile(r"c[1-9][0-9]?")


class NotUnderstood(PortalError):
    """The portal asked something that gets no answer, and nobody is sent anywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the portal asked; once somebody has been picked, also who, and in which session."""

    state: str
    nonce: str
    challenge: str
    asked_at: datetime
    prompt: str = ""
    hint: str = ""
    contexts: tuple[str, ...] = ()
    person: UUID | None = None
    session: str = ""


class Pending:
    """Questions that wait, each under a random name, taken out once."""

    def __init__(self, clock: Callable[[], datetime], lifetime: timedelta) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._waiting: dict[str, Question] = {}

    def put(self, question: Question) -> str:
        """Keep a question, dropping the oldest when there are too many."""
        name = secrets.token_urlsafe(32)
        self._waiting[name] = replace(question, asked_at=self._clock())
        while len(self._waiting) > MOST_PENDING:
            self._waiting.pop(next(iter(self._waiting)), None)
        return name

    def take(self, name: str) -> Question | None:
        """Take a question out, if it is there and not too old."""
        question = self._waiting.pop(name, None)
        if question is None or self._clock() - question.asked_at > self._lifetime:
            return None
        return question


def question_in(args: Mapping[str, str], terms: ProviderTerms) -> Question:
    """Read an authorisation request (RFC 6749 section 4.1.1, RFC 7636, OpenID Connect).

    :raises NotUnderstood: for anything that the portal would not ask.  A wrong client or address
        is told there and then, never sent on: RFC 6749 section 4.1.2.1.
    """
    good = (
        args.get("client_id") == terms.client_id
        and args.get("redirect_uri") == terms.redirect_uri
        and args.get("response_type") == "code"
        and args.get("response_mode", "query") == "query"
        and "openid" in args.get("scope", "").split()
        and args.get("code_challenge_method") == "S256"
        and args.get("code_challenge")
        and args.get("state")
        and args.get("nonce")
        and args.get("prompt", "") in _PROMPTS
    )
    if not good:
        raise NotUnderstood("not a question of the portal's")
    return Question(
        state=args["state"],
        nonce=args["nonce"],
        challenge=args["code_challenge"],
        asked_at=terms.clock(),
        prompt=args.get("prompt", ""),
        hint=args.get("login_hint", "").removeprefix(HINT),
        contexts=contexts_in(args.get("claims", "{}")),
    )


def contexts_in(claims: str) -> tuple[str, ...]:
    """Read which authentication contexts a ``claims`` parameter asks for.

    OpenID Connect Core section 5.5 with the claim ``acrs``, as Entra ID reads it: one ``value``
    or several ``values``.

    :raises NotUnderstood: if it is not JSON of that shape, or names no context there can be.
    """
    try:
        wanted = json.loads(claims).get("id_token", {}).get("acrs") or {}
        found = (*([wanted["value"]] if "value" in wanted else []), *wanted.get("values", []))
        sound = all(_CONTEXT.fullmatch(context) for context in found)
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise NotUnderstood("the claims parameter cannot be read") from None
    if not sound:
        raise NotUnderstood("no such authentication context")
    return tuple(dict.fromkeys(found))
