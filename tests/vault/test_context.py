"""The context has one form, and no other is read."""

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vault.context import Context, NotCanonical, decode

VECTORS = json.loads(Path(__file__).with_name("context_vectors.json").read_text(encoding="utf-8"))
IDS = ("deployment", "compartment", "object", "data_key")

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
contexts = st.builds(
    Context,
    purpose=texts,
    deployment=st.uuids(),
    compartment=st.uuids(),
    object_type=texts,
    object=st.uuids(),
    field=texts,
    version=st.integers(0, 2**64 - 1),
    data_key=st.uuids(),
    epoch=st.integers(0, 2**32 - 1),
    schema=st.integers(0, 2**32 - 1),
)


def named(vectors):
    return pytest.mark.parametrize("vector", vectors, ids=[each["name"] for each in vectors])


def context_of(vector):
    given_values = vector["context"]
    return Context(**{**given_values, **{each: UUID(given_values[each]) for each in IDS}})


@named(VECTORS["encoded"])
def test_a_published_context_has_the_published_bytes(vector):
    assert context_of(vector).encode().hex() == vector["encoded"]


@named(VECTORS["encoded"])
def test_the_published_bytes_are_read_as_the_published_context(vector):
    assert decode(bytes.fromhex(vector["encoded"])) == context_of(vector)


@named(VECTORS["refused"])
def test_what_would_not_have_been_written_is_not_read(vector):
    with pytest.raises(NotCanonical):
        decode(bytes.fromhex(vector["encoded"]))


@pytest.mark.parametrize(
    ("spoil", "saying"),
    [
        (lambda raw: raw[:-9], "not a context"),
        (lambda _raw: b"", "not a context"),
        (lambda raw: raw[:2] + b"\x01" + raw[3:], "not a context"),  # a length beyond the end
        (lambda raw: b"\x02" + raw[1:], "a context, but not in its canonical form"),
    ],
    ids=["a record less", "nothing", "long", "of another format"],
)
def test_it_is_said_how_far_it_was_from_being_one(spoil, saying):
    raw = bytes.fromhex(VECTORS["encoded"][0]["encoded"])
    with pytest.raises(NotCanonical) as refused:
        decode(spoil(raw))
    assert str(refused.value) == saying


@given(contexts)
def test_every_context_is_read_back(context):
    assert decode(context.encode()) == context


@given(contexts, contexts)
def test_no_two_contexts_share_their_bytes(one, other):
    assert (one == other) == (one.encode() == other.encode())


@given(st.binary(max_size=60), contexts, st.data())
def test_whatever_is_read_is_canonical(noise, context, data):
    at = data.draw(st.integers(0, len(context.encode())))
    length = data.draw(st.integers(0, 8))
    raw = context.encode()
    raw = raw[:at] + noise[:length] + raw[at + length :]
    try:
        read = decode(raw)
    except NotCanonical:
        return
    assert read.encode() == raw


@pytest.mark.parametrize("part", ["purpose", "object_type", "field"])
def test_no_part_may_be_left_empty(part):
    with pytest.raises(
        ValueError, match=r"^a context needs a purpose, an object type and a field$"
    ):
        replace(context_of(VECTORS["encoded"][0]), **{part: ""})


@pytest.mark.parametrize(
    ("part", "number"),
    [("version", 2**64), ("version", -1), ("epoch", 2**32), ("epoch", -1), ("schema", 2**32)],
)
def test_a_number_that_does_not_fit_is_not_written(part, number):
    with pytest.raises(OverflowError):
        replace(context_of(VECTORS["encoded"][0]), **{part: number}).encode()
