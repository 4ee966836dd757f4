"""Which authentication context a compartment asks for follows from the settings alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.step_up import StepUpContexts, is_context

contexts = st.integers(1, 99).map(lambda number: f"c{number}")
slugs = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)


def test_one_context_serves_every_compartment():
    read = StepUpContexts.read("c7")

    assert (read.of("dhr"), read.of("prevent"), read.all) == ("c7", "c7", ("c7",))


def test_each_compartment_may_ask_for_its_own():
    read = StepUpContexts.read("dhr=c2, prevent=c3,*=c4")

    assert [read.of(slug) for slug in ("dhr", "prevent", "domestic_abuse")] == ["c2", "c3", "c4"]
    assert read.all == ("c2", "c3", "c4")


def test_what_is_not_named_asks_for_the_first():
    assert StepUpContexts.read("dhr=c2").of("prevent") == "c1"


@pytest.mark.parametrize(
    "text",
    ["", "1", "c0", "c100", "C1", "c1 c2", "dhr=", "=c1", "dhr=c1,dhr=c2", "dhr=c1,", "D=c1"],
)
def test_what_makes_no_sense_is_refused(text):
    with pytest.raises(ValueError, match=r"^$"):
        StepUpContexts.read(text)


@given(otherwise=contexts, by_slug=st.dictionaries(slugs, contexts))
def test_written_and_read_again_it_asks_the_same(otherwise, by_slug):
    meant = StepUpContexts(otherwise=otherwise, by_slug=by_slug)
    again = StepUpContexts.read(str(meant))

    assert again.otherwise == meant.otherwise
    assert dict(again.by_slug) == by_slug
    assert all(map(is_context, again.all))
