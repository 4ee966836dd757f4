"""Whatever is done to a stored log, the first entry that is not as it was is named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.audit import (
    EMPTY,
    GENESIS,
    BrokenLog,
    Checkpoint,
    Draft,
    Entry,
    Finding,
    Oddity,
    Outcome,
    Phase,
    Pseudonym,
    Stored,
    Verb,
    draft,
    draft_outcome,
    filed_as,
    leaf_hash,
    next_head,
    verify,
)

NOW = datetime(2026, 5, 14, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
READER, OTHER = Pseudonym("a" * 64), Pseudonym("b" * 64)
PAPER = UUID("6ba7b810-9dad-41d1-80b4-00c04fd430c8")


def refused(check=1):
    return draft(
        actor=READER, verb=Verb.SIGN_IN_REFUSED, phase=Phase.EVENT, detail={"check": check}
    )


def intent():
    return draft(
        actor=READER,
        verb=Verb.PAPER_OPENED,
        phase=Phase.INTENT,
        objects=(PAPER,),
        detail={"rule": "R070"},
    )


def outcome(of, **changes):
    drafted = draft_outcome(intent().placed(of, NOW), Outcome.DONE, {})
    return replace(drafted, **changes)


def stored(entry: Entry, head: bytes, **changes) -> Stored:
    whole = Stored(
        seq=entry.seq,
        leaf=entry.encode().decode(),
        leaf_hash=entry.leaf_hash(),
        head=next_head(head, entry.leaf_hash()),
        filed=filed_as(entry),
    )
    return replace(whole, **changes)


def log_of(drafts: list[Draft], moments: list[datetime] | None = None) -> list[Stored]:
    kept, head = [], GENESIS
    for seq, drafted in enumerate(drafts, start=1):
        each = stored(drafted.placed(seq, moments[seq - 1] if moments else NOW), head)
        kept.append(each)
        head = each.head
    return kept


def honest():
    return log_of([refused(1), intent(), outcome(2), refused(4), refused(5), refused(6)])


def end_of(kept):
    return Checkpoint(len(kept), kept[-1].head) if kept else EMPTY


CLAIMED = end_of(honest())


def verified(kept, *, claimed=CLAIMED, now=NOW, expected=None):
    return verify(kept, claimed=claimed, now=now, expected=expected)


def failing(kept, **terms):
    with pytest.raises(BrokenLog) as broken:
        verified(kept, **terms)
    return broken.value.seq


def test_an_honest_log_is_whole():
    whole = verified(honest())
    assert whole.checkpoint == CLAIMED
    assert whole.findings == ()


def test_an_empty_log_is_whole():
    assert verified([], claimed=EMPTY).checkpoint == EMPTY


def test_leaf_and_head_are_the_documented_hashes():
    first = honest()[0]
    assert first.leaf_hash == sha256(b"\0" + first.leaf.encode()).digest()
    assert first.head == sha256(b"clear-days/log/v1" + bytes(32) + first.leaf_hash).digest()
    assert leaf_hash(b"") == bytes.fromhex(
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )  # RFC 9162's hash of an empty leaf


@given(st.integers(0, 5), st.sampled_from(["seq", "leaf", "leaf_hash", "head", "filed"]))
def test_anything_changed_is_named(index, column):
    kept = honest()
    other = log_of([refused(9)] * 6, [LATER] * 6)[(index + 1) % 6]
    kept[index] = replace(kept[index], **{column: getattr(other, column)})
    assert failing(kept) == index + 1


@given(st.integers(0, 5), st.sampled_from(["leaf", "leaf_hash", "head"]))
@pytest.mark.parametrize("junk", [None, 3, 0.5, "text", b"bytes"])
def test_a_value_of_another_kind_is_named(junk, index, column):
    kept = honest()
    kept[index] = replace(kept[index], **{column: junk})
    assert failing(kept) == index + 1


@given(st.integers(0, 5))
def test_a_forged_entry_with_its_own_leaf_hash_is_named(index):
    kept = honest()
    forged = refused(9).placed(index + 1, NOW)
    kept[index] = replace(kept[index], leaf=forged.encode().decode(), leaf_hash=forged.leaf_hash())
    assert failing(kept) == index + 1


@given(st.sampled_from([0, 3, 4]))
def test_a_forged_entry_chained_in_is_named_by_the_one_after_it(index):
    kept = honest()
    before = kept[index - 1].head if index else GENESIS
    kept[index] = stored(refused(9).placed(index + 1, NOW), before)
    assert failing(kept) == index + 2


def test_a_forged_last_entry_disagrees_with_the_head_row():
    kept = honest()
    kept[5] = stored(refused(9).placed(6, NOW), kept[4].head)
    assert failing(kept) == 6


@given(st.sets(st.integers(0, 5), min_size=1, max_size=6))
def test_the_first_removed_entry_is_named(gone):
    kept = [each for index, each in enumerate(honest()) if index not in gone]
    assert failing(kept) == min(gone) + 1


@given(st.permutations(range(6)))
def test_entries_in_another_order_are_named(order):
    kept = honest()
    moved = [replace(kept[old], seq=new + 1) for new, old in enumerate(order)]
    first = next((new for new, old in enumerate(order) if new != old), None)
    if first is None:
        verified(moved)
    else:
        assert failing(moved) == first + 1


@given(st.integers(0, 5), st.integers(0, 5))
def test_an_inserted_entry_is_named(place, copied):
    kept = honest()
    kept.insert(place, kept[copied])
    renumbered = [replace(each, seq=seq) for seq, each in enumerate(kept, start=1)]
    assert place + 1 <= failing(renumbered) <= place + 2


def test_an_entry_before_the_first_is_named():
    kept = [stored(refused().placed(0, NOW), GENESIS), *honest()]
    assert failing(kept) == 1


def test_an_entry_past_the_end_is_named():
    kept = honest()
    kept.append(stored(refused().placed(7, NOW), kept[-1].head))
    assert failing(kept) == 7


def test_a_head_row_that_was_rolled_back_is_named():
    kept = honest()
    assert failing(kept, claimed=end_of(kept[:4])) == 5


def test_a_log_cut_short_with_its_head_row_shows_only_against_a_checkpoint():
    kept = honest()
    cut = kept[:4]
    assert verified(cut, claimed=end_of(cut)).checkpoint.size == 4
    assert failing(cut, claimed=end_of(cut), expected=end_of(kept)) == 5


@given(st.integers(1, 6))
def test_a_log_replaced_whole_shows_only_against_a_checkpoint(size):
    kept = honest()
    other = log_of([refused(9)] * 6)
    assert verified(other, claimed=end_of(other)).checkpoint.size == 6
    assert failing(other, claimed=end_of(other), expected=end_of(kept[:size])) == size


@given(st.integers(0, 6))
def test_a_log_that_has_grown_extends_every_earlier_checkpoint(size):
    kept = honest()
    assert verified(kept, expected=end_of(kept[:size])).checkpoint == CLAIMED


def test_a_checkpoint_of_an_empty_log_has_one_head():
    assert failing(honest(), expected=Checkpoint(0, b"x" * 32)) == 0


@pytest.mark.parametrize(
    "drafts",
    [
        [refused(), outcome(1)],
        [intent(), outcome(1), outcome(1)],
        [intent(), outcome(2)],
        [intent(), outcome(9)],
        [intent(), outcome(1, actor=OTHER)],
        [intent(), outcome(1, verb=Verb.MINUTES_OPENED)],
        [intent(), outcome(1, answers=None)],
        [intent(), replace(intent(), answers=1)],
    ],
    ids=["event", "twice", "itself", "to come", "actor", "verb", "of nothing", "intent"],
)
def test_an_outcome_answers_one_intent_of_its_own(drafts):
    kept = log_of(drafts)
    assert failing(kept, claimed=end_of(kept)) == len(kept)


def test_an_entry_of_another_shape_is_named_although_its_hashes_agree():
    kept = honest()
    leaf = kept[3].leaf.replace('"v":1', '"v":2')
    digest = leaf_hash(leaf.encode())
    kept[3] = replace(kept[3], leaf=leaf, leaf_hash=digest, head=next_head(kept[2].head, digest))
    assert failing(kept[:4], claimed=end_of(kept[:4])) == 4


def test_an_entry_under_another_number_is_named_although_its_hashes_agree():
    kept = honest()[:3]
    entry = refused().placed(9, NOW)
    kept.append(replace(stored(entry, kept[-1].head), seq=4))
    assert failing(kept, claimed=end_of(kept)) == 4


@pytest.mark.parametrize("length", [1, 3])
def test_an_intent_without_an_outcome_is_remarked_on_after_ten_minutes(length):
    kept = log_of([intent(), intent(), outcome(2)][:length])
    early = verified(kept, claimed=end_of(kept), now=LATER - timedelta(microseconds=1))
    late = verified(kept, claimed=end_of(kept), now=LATER)
    assert early.findings == ()
    assert late.findings == (Finding(1, Oddity.UNANSWERED),)


def test_time_going_back_is_remarked_on_and_is_no_failure():
    moments = [NOW, NOW - timedelta(seconds=1), NOW - timedelta(seconds=1), NOW]
    kept = log_of([refused()] * 4, moments)
    whole = verified(kept, claimed=end_of(kept))
    assert whole.findings == (Finding(2, Oddity.TIME_WENT_BACK),)
    assert str(whole.findings[0]).startswith("entry 2: it is dated before")


def test_findings_come_in_the_order_of_their_entries():
    kept = log_of([intent(), refused()], [NOW, NOW - timedelta(seconds=1)])
    found = verified(kept, claimed=end_of(kept), now=LATER).findings
    assert [finding.seq for finding in found] == [1, 2]
