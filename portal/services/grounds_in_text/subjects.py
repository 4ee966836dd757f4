"""What the words beside a number say it is about, to be held against the number itself."""

from collections.abc import Mapping, Sequence
from typing import Final

from portal.services.grounds_in_text.tokens import Token

_SAID: Final[Mapping[str, tuple[str, ...]]] = {
    "identity": (
        "identity of an individual", "identity of any individual", "reveal the identity",
        "identity of individuals", "identify an individual", "hunaniaeth unigolyn",
        "reveal an individual's identity", "identity of a person",
    ),
    "individual": (
        "relating to any individual", "relating to an individual", "about any individual",
        "about an individual", "relating to individuals", "relating to a particular individual",
        "relates to an individual", "relates to any individual",
        "ymwneud ag unigolyn", "ymwneud ag unrhyw unigolyn", "ymwneud ag unigolyn penodol",
    ),
    "affairs": (
        "financial or business affairs", "business or financial affairs", "business affairs",
        "financial and business affairs", "financial affairs",
        "materion ariannol neu fusnes", "materion ariannol neu fasnachol",
    ),
    "labour": ("labour relations", "industrial relations", "cysylltiadau llafur"),
    "privilege": (
        "legal professional privilege", "legally privileged", "legal privilege",
        "braint broffesiynol gyfreithiol", "fraint broffesiynol gyfreithiol",
    ),
    "counsel": ("instructions to counsel", "opinion of counsel", "counsel's opinion"),
    "notice": ("requirements are imposed", "make an order or direction", "order or direction",
               "notice order or direction", "imposed on a person"),
    "crime": ("prosecution of crime", "investigation or prosecution", "prevention of crime",
              "prevention or detection of crime", "ymchwilio i droseddau"),
    "employee": ("particular employee", "former employee", "particular office holder"),
    "tenant": ("occupier or former occupier", "occupier of accommodation"),
    "expenditure": ("amount of any expenditure", "expenditure proposed"),
    "terms": ("terms proposed or to be proposed", "course of negotiations for a contract"),
    "informant": ("protected informant", "identity of an informant"),
    "commercial": ("commercially sensitive", "commercial sensitivity", "commercial information",
                   "financial information", "commercial interests"),
    "advice": ("legal advice", "cyngor cyfreithiol"),
    "person": ("personal information", "personal data", "gwybodaeth bersonol"),
    "child": ("any particular child", "adoption care fostering", "care fostering or education"),
}  # fmt: skip

ENGLAND: Final = {"individual": "1", "identity": "2", "affairs": "3", "labour": "4",
                  "privilege": "5", "notice": "6", "crime": "7", "commercial": "3", "advice": "5",
                  "person": "1 2"}  # fmt: skip
WALES: Final = {"individual": "12", "identity": "13", "affairs": "14", "labour": "15",
                "privilege": "16", "notice": "17", "crime": "18", "commercial": "14",
                "advice": "16", "person": "12 13"}  # fmt: skip
SCOTLAND: Final = {"employee": "1", "tenant": "2", "child": "5", "affairs": "6",
                   "expenditure": "8", "terms": "9", "labour": "11", "counsel": "12",
                   "notice": "13", "crime": "14", "informant": "15", "commercial": "6 8 9 10",
                   "advice": "12", "person": "1 2 3 4 5 7"}  # fmt: skip
OLD_ENGLAND: Final = {"employee": "1", "tenant": "3", "child": "6", "affairs": "7",
                      "expenditure": "8", "terms": "9", "labour": "11", "counsel": "12",
                      "notice": "13", "crime": "14", "informant": "15",
                      "commercial": "7 8 9 10", "advice": "12",
                      "person": "1 2 3 4 5 6"}  # fmt: skip
_NEUTRAL: Final = {"scotland": frozenset(("identity",)), "old": frozenset(("identity",))}


def subjects_in(tokens: Sequence[Token]) -> frozenset[str]:
    """Name the subjects of the Schedules that the words of a sentence speak of."""
    words = " ".join(each.text for each in tokens if each.text not in {",", "-", '"', "'"})
    text = f" {words} "
    return frozenset(
        subject for subject, phrases in _SAID.items() if any(f" {each}" in text for each in phrases)
    )


def disagreement(
    subjects: frozenset[str], paragraphs: Sequence[str], numbered: Mapping[str, str]
) -> str:
    """Say which subject the words name that none of the paragraphs is about; empty if none."""
    for subject in sorted(subjects):
        numbers = numbered.get(subject, "").split()
        if not set(numbers) & set(paragraphs):
            where = f"paragraph {' or '.join(numbers)}" if numbers else "no paragraph in force then"
            return (
                f"The words beside the number speak of what {where} is about, not of "
                f"paragraph {', '.join(paragraphs)}."
            )
    return ""
