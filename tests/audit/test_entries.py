"""An entry is written one way, and says only what its verb declares."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.audit import (
    LARGEST_LEAF,
    NOBODY,
    Entry,
    MalformedLeaf,
    Outcome,
    Phase,
    Pseudonym,
    UndeclaredDetail,
    Verb,
    draft,
    draft_outcome,
)

NOW = datetime(2026, 5, 14, 10, 0, tzinfo=UTC)
READER = Pseudonym("a" * 64)
PAPER = UUID("6ba7b810-9dad-41d1-80b4-00c04fd430c8")

texts = st.text(max_size=30).filter(lambda text: text.isprintable() or "\0" in text)
numbers = st.integers(0, 2**63 - 1)
entries = st.builds(
    Entry,
    seq=numbers,
    at=st.datetimes(timezones=st.just(UTC)).map(lambda at: at.isoformat(timespec="microseconds")),
    phase=st.sampled_from(Phase),
    verb=st.sampled_from(Verb),
    actor=st.sampled_from([NOBODY, READER, Pseudonym("b" * 64)]),
    objects=st.lists(texts, max_size=3).map(tuple),
    detail=st.dictionaries(texts, texts | numbers, max_size=3),
    answers=st.none() | numbers,
)


@given(entries)
def test_an_entry_is_read_back_as_it_was_written(entry):
    assert Entry.parse(entry.encode()) == entry


@given(entries, entries)
def test_two_entries_share_their_bytes_only_if_they_are_the_same(one, other):
    assert (one.encode() == other.encode()) == (one == other)


@given(entries)
def test_a_leaf_is_canonical_json_in_utf_8(entry):
    leaf = entry.encode()
    again = json.dumps(json.loads(leaf), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert leaf == again.encode("utf-8")


@given(entries, st.data())
def test_no_other_bytes_are_read_as_the_same_entry(entry, data):
    leaf = entry.encode()
    at = data.draw(st.integers(0, len(leaf)))
    other = leaf[:at] + data.draw(st.binary(min_size=1, max_size=3)) + leaf[at:]
    try:
        read = Entry.parse(other)
    except MalformedLeaf:
        return
    assert read != entry
    assert read.encode() == other


@pytest.mark.parametrize(
    "leaf",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b'{"seq":1}',
        b'{"seq":' + b"9" * 5000 + b"}",
    ],
    ids=["empty", "null", "list", "not UTF-8", "deep", "too little", "too large"],
)
def test_what_is_no_entry_is_not_read_as_one(leaf):
    with pytest.raises(MalformedLeaf):
        Entry.parse(leaf)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seq", True),
        ("seq", 1.0),
        ("answers", "1"),
        ("at", "yesterday"),
        ("at", "2026-05-14T10:00:00"),
        ("actor", "A Person"),
        ("objects", "abc"),
        ("objects", [1]),
        ("detail", []),
        ("detail", {"count": True}),
        ("detail", {"count": None}),
        ("detail", {"count": {}}),
        ("detail", {"rule": "\ud800"}),
        ("phase", "later"),
        ("verb", "paper:read"),
        ("v", 2),
        ("title", "Minutes"),
    ],
)
def test_a_leaf_of_another_shape_is_not_read_as_an_entry(field, value):
    good = json.loads(drafted().placed(1, NOW).encode())
    leaf = json.dumps({**good, field: value}, sort_keys=True, separators=(",", ":"))
    with pytest.raises(MalformedLeaf):
        Entry.parse(leaf.encode())


def drafted(**changes):
    terms = {
        "actor": READER,
        "verb": Verb.PAPER_OPENED,
        "phase": Phase.INTENT,
        "objects": (PAPER,),
        "detail": {"rule": "R070"},
    }
    return draft(**{**terms, **changes})


def test_a_moment_is_written_in_utc_to_the_microsecond():
    summer = NOW.astimezone(timezone(timedelta(hours=1)))
    entry = drafted().placed(7, summer)
    assert entry.at == "2026-05-14T10:00:00.000000+00:00"
    assert entry.moment == NOW


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        drafted().placed(7, NOW.replace(tzinfo=None))


def test_identifiers_dates_and_bytes_are_written_as_text():
    entry = drafted(
        verb=Verb.PERMISSION_GRANTED,
        phase=Phase.EVENT,
        detail={
            "holder": bytes(32),
            "first_approver": READER,
            "second_approver": Pseudonym("c" * 64),
            "until": date(2026, 9, 1),
        },
    )
    assert entry.detail["holder"] == "0" * 64
    assert entry.detail["until"] == "2026-09-01"
    assert entry.objects == (str(PAPER),)


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ({}, "'rule' is missing"),
        ({"rule": "R070", "title": "Serious case"}, "'title' is not among"),
        ({"rule": "Serious case"}, "'rule' must be"),
        ({"rule": 70}, "'rule' must be"),
        ({"rule": "R070", "version": -1}, "'version' must be"),
        ({"rule": "R070", "version": 2**63}, "'version' must be"),
        ({"rule": "R070", "version": True}, "'version' must be"),
        ({"rule": "R070", "version": "two"}, "'version' must be"),
        ({"rule": "R070", "session": "A Person"}, "'session' must be"),
    ],
)
def test_a_verb_tells_only_what_it_declares(detail, said):
    with pytest.raises(UndeclaredDetail) as refused:
        drafted(detail=detail)
    assert said in str(refused.value)
    assert "Serious case" not in str(refused.value)


def test_any_entry_may_name_its_session():
    assert drafted(detail={"rule": "R070", "session": "d" * 64}).detail["session"] == "d" * 64


@pytest.mark.parametrize(
    ("verb", "phase"),
    [
        (Verb.PAPER_OPENED, Phase.EVENT),
        (Verb.LOG_READ, Phase.INTENT),
        (Verb.PAPER_OPENED, Phase.OUTCOME),
    ],
)
def test_a_verb_has_its_own_phases(verb, phase):
    with pytest.raises(ValueError, match=r"no event|no intent|drafted from its intent"):
        drafted(verb=verb, phase=phase, detail={})


@pytest.mark.parametrize("actor", ["", "A Person", "a" * 63, "A" * 64, "a" * 64 + "\n"])
def test_an_actor_is_a_pseudonym(actor):
    with pytest.raises(ValueError, match="pseudonym"):
        drafted(actor=actor)


def test_an_object_is_named_once():
    assert drafted(objects=(PAPER, PAPER)).objects == (str(PAPER),)


def test_an_entry_has_room_for_a_thousand_objects_and_not_for_ten_thousand():
    many = tuple(UUID(int=number) for number in range(10_000))
    longest = drafted(objects=many[:1000]).placed(2**63 - 1, NOW)
    assert len(longest.encode()) <= LARGEST_LEAF
    with pytest.raises(ValueError, match="too many objects"):
        drafted(objects=many)


def test_an_outcome_is_by_the_same_actor_and_answers_its_intent():
    intent = drafted().placed(7, NOW)
    outcome = draft_outcome(intent, Outcome.ABORTED, {"bytes": 10})
    assert (outcome.actor, outcome.verb, outcome.answers) == (READER, Verb.PAPER_OPENED, 7)
    assert outcome.detail == {"outcome": "aborted", "bytes": 10}


def test_an_outcome_tells_only_what_its_verb_declares():
    with pytest.raises(UndeclaredDetail):
        draft_outcome(drafted().placed(7, NOW), Outcome.DONE, {"title": "Serious case"})
