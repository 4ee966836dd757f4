"""Whatever is sent in the place of a key's answer is refused: nothing else comes of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.services.emergency.ceremonies import LONGEST, KnownKey, NotProved, RelyingParty
from tests.emergency.software_key import ORIGIN, SoftwareKey, cbor, octets, text
from tests.support.furnishing import ADMINISTRATOR

CHALLENGE = bytes(32)
PARTY = RelyingParty(ORIGIN)


def honest() -> tuple[str, str, KnownKey]:
    """Register a key and have it prove itself; give both answers, and what is kept."""
    key = SoftwareKey()
    made = key.register(PARTY.to_register(ADMINISTRATOR, CHALLENGE, []))
    kept = PARTY.registered(CHALLENGE, made)
    known = KnownKey(
        credential_id=kept.credential_id, public_key=kept.public_key, holder=ADMINISTRATOR
    )
    proof = key.prove(PARTY.to_prove(CHALLENGE))
    assert PARTY.proved(CHALLENGE, proof, known) == 2
    return made, proof, known


MADE, PROOF, KNOWN = honest()
READERS = {
    "registered": lambda answer: PARTY.registered(CHALLENGE, answer),
    "named and proved": lambda answer: (
        PARTY.credential_named(answer),
        PARTY.proved(CHALLENGE, answer, KNOWN),
    ),
}
GOOD = dict(zip(READERS, (MADE, PROOF), strict=True))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
PLACES = [(None, name) for name in ("id", "rawId", "response", "type")] + [
    ("response", name)
    for name in (
        "clientDataJSON",
        "attestationObject",
        "authenticatorData",
        "signature",
        "userHandle",
    )
]


@pytest.mark.parametrize("reader", READERS)
@given(st.text() | anything.map(json.dumps))
def test_nonsense_is_refused(reader, answer):
    with pytest.raises(NotProved):
        READERS[reader](answer)


@pytest.mark.parametrize(("reader", "good"), GOOD.items())
@given(st.sampled_from(PLACES), anything | st.binary().map(text))
def test_an_honest_answer_with_one_thing_changed_is_refused_or_the_same(reader, good, place, new):
    outer, name = place
    answer = json.loads(good)
    told = answer if outer is None else answer[outer]
    if name not in told or told[name] == new:
        return
    told[name] = new
    with pytest.raises(NotProved):
        READERS[reader](json.dumps(answer))


@pytest.mark.parametrize(("reader", "good"), GOOD.items())
@given(st.data())
def test_no_octet_of_an_honest_answer_can_be_left_out(reader, good, data):
    """Of a registration the client data and the whole object; of a proof all that is signed."""
    answer = json.loads(good)
    names = sorted(set(answer["response"]) - {"userHandle"})
    name = data.draw(st.sampled_from(names))
    whole = octets(answer["response"][name])
    cut = data.draw(st.integers(0, len(whole) - 1))
    answer["response"][name] = text(whole[:cut])
    with pytest.raises(NotProved):
        READERS[reader](json.dumps(answer))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "answer", ["", "[" * 10_000, '{"a":' * 3_000, "9" * LONGEST, "x" * (LONGEST + 1), "\ud800"]
)
def test_so_is_what_is_nested_or_long_without_reason(reader, answer):
    with pytest.raises(NotProved):
        READERS[reader](answer)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("depth", [100, 5_000])
def test_so_is_client_data_that_is_nested_without_reason(reader, depth):
    client = text(b'{"type":' * depth)
    answer = json.loads(MADE if reader == "registered" else PROOF)
    answer["response"]["clientDataJSON"] = client[: LONGEST // 2]
    with pytest.raises(NotProved):
        READERS[reader](json.dumps(answer))


def test_what_these_tests_write_is_what_the_standard_says():
    """RFC 8949, appendix A: the writer of these tests writes CBOR."""
    assert cbor({"a": 1, "b": b"\x01"}).hex() == "a2616101616241" + "01"
    assert [cbor(each).hex() for each in (0, 23, 24, 1000, -1, -257)] == [
        "00",
        "17",
        "1818",
        "1903e8",
        "20",
        "390100",
    ]
