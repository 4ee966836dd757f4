"""Why a sign-in was refused: a number for the log, and words for the person."""

from enum import IntEnum, StrEnum
from typing import Final

from portal.errors import PortalError


class Check(IntEnum):
    """What every sign-in must pass, in the order in which it is tried.

    One to fourteen are the checks of the ID token; their numbers are used in the log and are
    never given to another check.  Those from fifteen on belong to the journey around it.
    """

    FORM = 1  # an ID token is there, not too long, three segments of canonical base64url
    HEADER = 2  # RS256, a JWT, and no key or extension brought along
    KEY = 3  # signed with a key that this tenant publishes
    SIGNATURE = 4  # and the signed text is one JSON object without repeated names
    ISSUER = 5
    TENANT = 6
    AUDIENCE = 7
    TIME = 8
    NONCE = 9
    SUBJECT = 10  # version 2.0, object identifier and subject
    ACCESS_TOKEN_HASH = 11
    ROLES = 12
    ACCOUNT = 13  # member or guest, and the home provider
    STEP_UP = 14  # authentication contexts
    TRANSACTION = 15  # begun here, in this browser, within ten minutes, and not yet used
    ANSWER = 16  # the provider's answer is a code, from the issuer that was asked
    EXCHANGE = 17  # the code was exchanged
    PERSON = 18  # the identity belongs to somebody whose account is open
    KNOWN_SUBJECT = 19  # under the subject known for it; otherwise this is an alarm
    PROVIDER = 20  # the provider could be reached, and is the one configured
    CONTEXT = 21  # the authentication context that was asked for was met
    SAME_PERSON = 22  # whoever confirmed is the one who was asked to
    SAME_KIND = 23  # a guest is still a guest, a member a member; otherwise two people decide
    INVITATION = 24  # the invitation that was brought serves, and is this person's to take up
    HARDWARE_KEY = 25  # a hardware key's answer is good, and its holder may come in by it


class Problem(StrEnum):
    """What the person at the door can be told, and do something about."""

    NOT_INVITED = "not-invited"
    NOT_A_MEMBER = "not-a-member"
    SECOND_STEP = "second-step"
    DEVICE = "device"
    OTHER_ACCOUNT = "other-account"
    START_AGAIN = "start-again"
    COOKIES = "cookies"
    OUT_OF_ORDER = "out-of-order"
    CHANGED_MIND = "changed-mind"
    NOT_CONFIRMED = "not-confirmed"
    ANOTHER_PERSON = "another-person"
    KIND_CHANGED = "kind-changed"
    INVITATION_SPENT = "invitation-spent"
    SUSPENDED = "suspended"
    DISABLED = "disabled"
    OTHER = "other"


# The provider's codes, from its list of sign-in errors.
_BY_CODE: Final = {
    "50020": Problem.NOT_INVITED,
    "50034": Problem.NOT_INVITED,
    "50105": Problem.NOT_A_MEMBER,
    "50076": Problem.SECOND_STEP,
    "50079": Problem.SECOND_STEP,
    "50158": Problem.SECOND_STEP,
    "50057": Problem.DISABLED,
    "65004": Problem.CHANGED_MIND,
    "53003": Problem.DEVICE,
    "53000": Problem.DEVICE,
    "90071": Problem.OTHER_ACCOUNT,
    "90072": Problem.OTHER_ACCOUNT,
}
_CODE_PREFIX: Final = "AADSTS"


class SignInRefused(PortalError):
    """Somebody was not let in.  Carries no value of any claim, so that nothing can repeat one."""

    def __init__(self, check: Check, problem: Problem = Problem.OTHER) -> None:
        super().__init__(f"check {int(check)}")
        self.check = check
        self.problem = problem


class ProviderUnreachable(PortalError):
    """The identity provider did not answer, or not with anything that can be read."""


class ProviderNotTrusted(PortalError):
    """The identity provider, or how it is set up here, is not one the portal may rely on."""


def problem_named_by(error: str, description: str) -> Problem:
    """Tell what a provider's error means for the person.

    :param error: the OAuth error code, RFC 6749 section 4.1.2.1.
    :param description: the provider's text; only a code of five or more digits is read from it.
    """
    before, found, after = description.partition(_CODE_PREFIX)
    del before
    digits = after[: len(after) - len(after.lstrip("0123456789"))] if found else ""
    if digits in _BY_CODE:
        return _BY_CODE[digits]
    if error in {"server_error", "temporarily_unavailable"}:
        return Problem.OUT_OF_ORDER
    # With a code that we do not know it was the provider that denied, and not the person.
    return Problem.CHANGED_MIND if error == "access_denied" and not digits else Problem.OTHER
