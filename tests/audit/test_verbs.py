"""Every verb is in the table, and nothing in the table lets free text through."""

import re

import pytest

from portal.audit import FORMS, Phase, UndeclaredDetail, Verb
from portal.audit.details import declared

PHASES = [
    (verb, phase)
    for verb, form in FORMS.items()
    for phase in ((Phase.INTENT, Phase.OUTCOME) if form.has_phases else (Phase.EVENT,))
]


def test_every_verb_has_its_line():
    assert list(FORMS) == list(Verb)


@pytest.mark.parametrize("verb", Verb)
def test_a_verb_is_a_noun_and_what_was_done(verb):
    assert re.fullmatch("[a-z]+(-[a-z]+)*:[a-z]+", verb)
    assert FORMS[verb].sentence.endswith(".")


def test_sentences_are_told_apart():
    assert len({form.sentence for form in FORMS.values()}) == len(FORMS)


@pytest.mark.parametrize(("verb", "phase"), PHASES)
@pytest.mark.parametrize("text", ["A Person", "a person's paper", "smith", "", "R070; drop"])
def test_no_detail_of_any_verb_takes_free_text(verb, phase, text):
    for key, kind in FORMS[verb].kinds(phase).items():
        with pytest.raises(UndeclaredDetail):
            declared({key: kind}, {key: text})


def test_names_that_are_hashed_stay_as_they_are():
    """Add to this list; never change a line of it."""
    assert {
        "paper:opened",
        "minutes:opened",
        "titles:listed",
        "action:opened",
        "plan-entry:opened",
        "reason:opened",
        "read:denied",
        "monitoring-officer:told",
        "sign-in:completed",
        "sign-in:refused",
        "session:ended",
        "compartment:created",
        "compartment-key:created",
        "version:sealed",
        "permission:granted",
        "permission:ended",
        "seat:taken",
        "seat:left",
        "import:applied",
        "import:reviewed",
        "meeting:published",
        "paper:published",
        "minutes:published",
        "notice:published",
        "restriction:proposed",
        "restriction:resolved",
        "restriction:ended",
        "log:read",
        "log:verified",
        "portal:started",
        "record:head",
        "rollback:noticed",
        "restoring:declared",
        "restoring:confirmed",
        "backup:made",
        "recovery-set:made",
        "recovery-set:ended",
        "recovery:drilled",
        "recovery:completed",
        "recovery:proved",
    } <= set(Verb)
