"""Whole terms of every class and nation, and how Hypothesis draws others."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from portal.policy.attributes import Classification, Jurisdiction, Regime
from portal.policy.restrictions import (
    Balance,
    Covers,
    Order,
    Sitting,
    SourceKind,
    Supplied,
)

ON = date(2026, 3, 2)
WEIGHED = Balance(
    for_publishing="Value for money is everybody's business.",
    against_publishing="The bargaining position would be lost.",
    conclusion="Until signature the harm weighs more.",
)
DEPARTMENT = Supplied(
    by="The invented Ministry of Bridges",
    kind=SourceKind.DEPARTMENT,
    terms="Not to be disclosed to the public.",
    contact="The ministry's private office",
)
ORDER = Order(reference="An invented order of the county court", until="until further order")

WHOLE: dict[str, Any] = {
    "classification": Classification.EX,
    "scheme": "ENG-12A",
    "paragraphs": ("3",),
    "covers": frozenset({Covers.PAPERS}),
    "public_reason": "It is about a contract that is being negotiated.",
    "balance": WEIGHED,
    "decided_by": "Joan Thackeray",
    "decided_office": "Monitoring officer",
    "decided_on": ON,
    "review_on": date(2026, 9, 1),
    "challenge": "Write to the clerk.",
}
CONFIDENTIAL = WHOLE | {
    "classification": Classification.CONF,
    "scheme": "UK-CONF",
    "paragraphs": ("C-a",),
    "balance": None,
    "supplied": DEPARTMENT,
}
PROHIBITED = CONFIDENTIAL | {"paragraphs": ("C-b",), "supplied": None, "order": ORDER}
PARTNER = WHOLE | {
    "classification": Classification.PART,
    "scheme": "LOCAL-ISA",
    "paragraphs": ("L1",),
    "paired_scheme": "ENG-12A",
    "paired": ("1", "7"),
}
SCOTTISH = WHOLE | {"scheme": "SCO-7A", "paragraphs": ("9",), "balance": None}
REVIEW = WHOLE | {
    "classification": Classification.REV,
    "paragraphs": ("1", "2"),
    "review_event": "Clearance of the review for publication",
}
CASE = WHOLE | {"classification": Classification.CASE, "paragraphs": ("1",)}
EVERY = {
    "exempt": WHOLE,
    "confidential, of a department": CONFIDENTIAL,
    "confidential, by an order": PROHIBITED,
    "a partner's": PARTNER,
    "Scottish": SCOTTISH,
    "a review": REVIEW,
    "a case": CASE,
}


def sitting(
    nation: Jurisdiction = Jurisdiction.ENG,
    regime: Regime = Regime.PART_VA,
    on: date = date(2026, 3, 12),
) -> Sitting:
    return Sitting(regime=regime, jurisdiction=nation, on=on)


blanks = st.text(
    alphabet=" \t\n\u00a0\u200b\u200d\u2060\ufeff.,;:-\u2013\u2014\u2026!?*_/", max_size=12
)
words = st.sampled_from(
    ["", " ", "n/a", "None.", "\u200b", "It would do harm.", "Joan Thackeray", "A reason"]
)
balances = st.none() | st.builds(
    Balance, for_publishing=words, against_publishing=words, conclusion=words
)
anything = st.fixed_dictionaries(
    {
        "classification": st.sampled_from(Classification),
        "scheme": st.sampled_from(["ENG-12A", "WAL-12A", "SCO-7A", "UK-CONF", "LOCAL-ISA", "?"]),
        "paragraphs": st.lists(
            st.sampled_from(["1", "3", "5", "7a", "14", "16", "9", "C-a", "c-B", "L1", " 2 "]),
            max_size=3,
        ).map(tuple),
        "covers": st.frozensets(st.sampled_from(Covers), max_size=3),
        "public_reason": words,
        "balance": balances,
        "decided_by": words,
        "decided_office": words,
        "decided_on": st.just(ON),
        "challenge": words,
        "review_on": st.none() | st.integers(-5, 800).map(lambda days: ON + timedelta(days=days)),
        "review_event": words,
        "negotiation": st.booleans(),
        "paired_scheme": st.sampled_from(["", "", "ENG-12A"]),
        "paired": st.sampled_from([(), (), ("7",)]),
        "supplied": st.sampled_from([None, DEPARTMENT]),
        "order": st.sampled_from([None, ORDER]),
        "sitting": st.none() | st.builds(sitting, st.sampled_from(Jurisdiction)),
    }
)
