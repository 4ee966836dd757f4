"""Any question that can be put to the policy, and the plain reading of its rules."""

from collections.abc import Iterable

from hypothesis import settings
from hypothesis import strategies as st

from portal.policy.attributes import Classification, DocType, Jurisdiction, Regime, Role, Stage
from portal.policy.facts import Facts
from portal.policy.rules import Rule

THOROUGH = settings(max_examples=3 * settings.default.max_examples)
"""More examples than usual, for what must hold of every question."""

any_facts = st.builds(
    Facts,
    regime=st.sampled_from(Regime),
    role=st.sampled_from(Role),
    classification=st.sampled_from(Classification),
    stage=st.sampled_from(Stage),
    doc_type=st.sampled_from(DocType),
    jurisdiction=st.sampled_from(Jurisdiction),
    **{
        name: st.booleans()
        for name, default in Facts.__dataclass_fields__.items()
        if default.default is False
    },
)


def first_match(rules: Iterable[Rule], facts: Facts) -> Rule:
    """Read the rules as anybody would: from the top, until one matches."""
    for rule in rules:
        if all(getattr(facts, field) in values for field, values in rule.tests):
            return rule
    raise AssertionError("no rule answers")
