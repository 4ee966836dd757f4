"""Why a clause may be read wrongly, in the words a person is told."""

from typing import Final

from portal.services.grounds_in_text.lexicon import Sense

TWO_NEGATIONS: Final = "Two negations stand together, and what they come to is not certain."
FAR_NEGATION: Final = "It is not certain what a negation in the sentence denies."
HEDGED: Final = "The sentence says both that something is closed and that it may be."
NOT_YET: Final = "The sentence speaks of a release that may not have happened."
LONG_AGO: Final = "The sentence says that something was exempt, and not clearly what it is now."
ANOTHERS_WORDS: Final = "The sentence tells what somebody said or asked, or gives an example."
UNSETTLED: Final = "How a vote, a motion or the public interest test ended is not plain."
FAVOURS_OPENING: Final = "The public interest is said to lie in opening, and not in closing."
NEGATED_HEDGE: Final = "The sentence both denies something and leaves it open."
DOUBTED: Final = {
    Sense.CLAIM: ANOTHERS_WORDS,
    Sense.FAVOURS_OPENING: FAVOURS_OPENING,
    Sense.UNSETTLED: UNSETTLED,
}
"""What a phrase anywhere in a sentence makes doubtful, whatever else it says."""
