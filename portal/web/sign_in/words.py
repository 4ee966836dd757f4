"""What somebody is told who could not be signed in: a cause if we know one, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from portal.services.sign_in.references import is_reference
from portal.services.sign_in.refusals import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A cause in one sentence, and what to do in another."""

    cause: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemPage:
    """What the problem page shows; ``reference`` is empty if nothing was noted."""

    words: Words
    reference: str
    out_of_order: bool = False  # the provider is: administrators have another way in


WORDS: Final[Mapping[Problem, Words]] = MappingProxyType(
    {
        Problem.NOT_INVITED: Words(
            cause="This account has not been invited yet.",
            advice="Try the address the clerk wrote to, or ask for an invitation.",
        ),
        Problem.NOT_A_MEMBER: Words(
            cause="You are signed in, but not yet a member of a board here.",
            advice="If you should be, ask the clerk of your board to add you.",
        ),
        Problem.SECOND_STEP: Words(
            cause="Your organisation asks for a second step.",
            advice="Finish it and come back.",
        ),
        Problem.DEVICE: Words(
            cause="Your organisation's rules stop this device.",
            advice="Use a work device or network.",
        ),
        Problem.OTHER_ACCOUNT: Words(
            cause="You may be signed in with another account.",
            advice="Sign out and choose your work account.",
        ),
        Problem.START_AGAIN: Words(
            cause="This sign-in took longer than 10 minutes, was begun in another browser, or was"
            " used already.",
            advice="Start again from the sign-in page, and do not use your browser's Back button"
            " on the way.",
        ),
        Problem.COOKIES: Words(
            cause="Your browser did not send back the cookie that we set when you began.",
            advice="Allow cookies for this site, or use another browser, and start again.",
        ),
        Problem.OUT_OF_ORDER: Words(
            cause="The service that checks work accounts does not answer at the moment.",
            advice="Try again in a few minutes. Everything that is public can be read meanwhile.",
        ),
        Problem.CHANGED_MIND: Words(
            cause="The sign-in was stopped before it was finished.",
            advice="Start again when you are ready.",
        ),
        Problem.NOT_CONFIRMED: Words(
            cause="The service that checks work accounts did not say that you took the step.",
            advice="Try once more. If it happens again, ring the clerk of your board: the council's"
            " sign-in may not ask for one yet.",
        ),
        Problem.ANOTHER_PERSON: Words(
            cause="You confirmed with another account than the one you are signed in with.",
            advice="Sign out, sign in with the account you want to use, and try again.",
        ),
        Problem.KIND_CHANGED: Words(
            cause="Your account was a guest's and is now a member's, or the other way round.",
            advice="Two officers of the council have to confirm that it is still you. Ring the"
            " clerk of your board, and give the reference.",
        ),
        Problem.INVITATION_SPENT: Words(
            cause="This invitation has been used, has run out or was withdrawn.",
            advice="Ask the clerk of your board for a new one.",
        ),
        Problem.SUSPENDED: Words(
            cause="Your account here has been suspended.",
            advice="Ring the clerk of your board.",
        ),
        Problem.DISABLED: Words(
            cause="This work account has been disabled.",
            advice="Ask your own organisation, or the clerk of your board if you have a new one.",
        ),
        Problem.OTHER: Words(
            cause="We could not sign you in.",
            advice="Try once more. If it happens again, ring the clerk of your board.",
        ),
    }
)


def problem_page(about: str, reference: str) -> ProblemPage:
    """Choose the words for a problem; anything unheard of is told like any other."""
    known = about in {problem.value for problem in Problem}
    return ProblemPage(
        words=WORDS[Problem(about) if known else Problem.OTHER],
        reference=reference if is_reference(reference) else "",
        out_of_order=about == Problem.OUT_OF_ORDER,
    )
