"""What stands on every copy of something withheld: that it is, and on what description."""

from collections.abc import Sequence
from typing import Final

from portal.policy.attributes import Classification, Jurisdiction, Regime
from portal.policy.regimes import NotARegimeThere, regime_rules
from portal.services.legal_words import legal_words

NOT_FOR_PUBLICATION: Final = "Not for publication"
CONFIDENTIAL: Final = "contains confidential information"


def copy_marking(
    *,
    classification: Classification,
    scheme: str,
    paragraphs: Sequence[str],
    regime: Regime,
    jurisdiction: Jurisdiction = Jurisdiction.ENG,
) -> str:
    """Give the words for every copy of a withheld report, the members' copies too.

    They are that it is not for publication, and the description of the exempt information in
    the terms of the Schedule; of confidential information, that it contains such (Local
    Government Act 1972 s.100B(5); SI 2012/2089 reg 7(5)(b)).
    """
    try:
        rules = regime_rules(regime, jurisdiction)
    except NotARegimeThere:
        marking, confidential = NOT_FOR_PUBLICATION, CONFIDENTIAL
    else:
        marking = rules.marking or NOT_FOR_PUBLICATION
        confidential = rules.marking_confidential or CONFIDENTIAL
    if classification is Classification.CONF:
        return f"{marking}: {confidential}."
    words = legal_words(
        classification=classification, scheme=scheme, paragraphs=paragraphs, regime=regime
    )
    if not words.sentence:
        return f"{marking}: the ground is being decided."
    if words.sentence.startswith(marking):
        return words.sentence
    return f"{marking}. {words.sentence}"
