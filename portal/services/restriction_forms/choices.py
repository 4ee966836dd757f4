"""What the form offers to choose from, in plain words."""

from typing import Final

from portal.policy import Classification
from portal.policy.grounds import Scheme
from portal.policy.restrictions import Covers, SourceKind
from portal.services.restriction_forms.fields import Choice
from portal.services.restriction_forms.plain_grounds import legal_wording

CHALLENGE: Final = (
    "Write to the clerk, saying which item you mean and why you think it should be published."
    " The monitoring officer answers within twenty working days."
)
OFFICES: Final = ("Proper officer", "Monitoring officer")
NOT_REPLACED: Final = "none"

PARTS: Final = (
    (Covers.TITLE, "The title", "The public reads another title, which you write."),
    (Covers.TEXT, "The introduction on the agenda", ""),
    (Covers.PAPERS, "Papers", "Those you choose, and any that are put here later."),
    (Covers.MINUTES, "The minutes", ""),
    (Covers.DECISION, "The decision", ""),
    (Covers.ACTIONS, "The actions", ""),
)
CLASSES: Final = (
    (
        Classification.EX,
        "Exempt",
        "The meeting may close it on a ground of the Schedule. Most restrictions are this.",
    ),
    (
        Classification.CONF,
        "Confidential in the statutory sense",
        (
            "A Government department, an Act or a court forbids publication. The public must be"
            " kept out, and nothing is weighed."
        ),
    ),
    (
        Classification.PART,
        "A partner's confidence",
        "A partner, such as the police or the NHS, gave it in confidence.",
    ),
    (
        Classification.REV,
        "An unpublished review of a death",
        "Only the version that is cleared for publication is ever open.",
    ),
    (
        Classification.CASE,
        "One person's case",
        (
            "Such as a Channel, MARAC or MAPPA sheet. It should not be here: close it at once, and"
            " then take it out."
        ),
    ),
)
SOURCES: Final = (
    (SourceKind.DEPARTMENT, "A Government department"),
    (SourceKind.POLICE, "A police force"),
    (SourceKind.NHS, "An NHS body"),
    (SourceKind.PROBATION, "The probation service"),
    (SourceKind.FIRE, "A fire and rescue service"),
    (SourceKind.COUNCIL, "A council"),
    (SourceKind.VOLUNTARY, "A charity or voluntary body"),
    (SourceKind.OTHER, "Somebody else"),
)
QUALIFIED: Final = {
    "registrable": "Must it be registered under an Act on companies, societies or charities?",
    "own_development": "Is it about development of land for which the authority may give itself"
    " permission?",
    "harm_likely": "Would publishing it do the harm that the paragraph names?",
}
YES_NO: Final = (Choice(value="yes", text="Yes"), Choice(value="no", text="No"))


def paragraph_choices(scheme: Scheme) -> tuple[Choice, ...]:
    """Offer the paragraphs of a scheme, each with its plain meaning and the full wording."""
    return tuple(
        Choice(
            value=each.number,
            text=f"Paragraph {each.number}: {each.label}"
            if each.number[:1].isdigit()
            else each.label,
            hint=each.plainly,
            legal=legal_wording(scheme, each.number),
        )
        for each in scheme.selectable()
    )


def listed(parts: frozenset[str]) -> str:
    """Speak of the parts of an item: "the actions and the minutes"."""
    named = [f"the {each}" for each in sorted(parts)]
    return " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))
