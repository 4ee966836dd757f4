"""Any three of five shares give the secret; two give nothing; each is known for what it is."""

import itertools
import secrets
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.errors import Refused
from portal.vault import share_text, shares
from portal.vault.shares import Share, Statement, at_nought, inverse, join, multiplied, split

SET = UUID("5eb1d0c4-93a2-4f67-8c5e-1b2a3c4d5e6f")
BYTES = st.integers(0, 255)


def five(secret: bytes, set_id: UUID = SET) -> tuple[Share, ...]:
    return split(secret, set_id=set_id, threshold=3, count=5, draw=secrets.token_bytes)


def statement_of(made: tuple[Share, ...], set_id: UUID = SET) -> Statement:
    return Statement(
        set_id=set_id,
        threshold=3,
        commitments=tuple(share.commitment(set_id) for share in made),
        check_value=b"check value here",
    )


@given(BYTES, BYTES, BYTES)
def test_the_numbers_are_a_field(a, b, c):
    assert multiplied(a, b) == multiplied(b, a)
    assert multiplied(a, multiplied(b, c)) == multiplied(multiplied(a, b), c)
    assert multiplied(a, b ^ c) == multiplied(a, b) ^ multiplied(a, c)
    assert multiplied(a, 1) == a


def test_every_number_but_nought_has_an_inverse_and_the_product_of_the_standard_is_right():
    assert all(multiplied(each, inverse(each)) == 1 for each in range(1, 256))
    with pytest.raises(ZeroDivisionError):
        inverse(0)
    assert multiplied(0x57, 0x83) == 0xC1  # FIPS 197, section 4.2


@settings(max_examples=15)
@given(st.binary(min_size=32, max_size=32))
def test_any_three_of_five_give_the_secret(secret):
    made = five(secret)
    for some in itertools.combinations(made, 3):
        assert join(some) == secret
    assert join(made) == secret


@given(st.binary(min_size=1, max_size=40), st.integers(2, 9), st.integers(0, 6), st.randoms())
def test_so_many_of_any_number_give_the_secret(secret, threshold, more, chance):
    made = split(
        secret, set_id=SET, threshold=threshold, count=threshold + more, draw=secrets.token_bytes
    )
    assert join(chance.sample(made, threshold)) == secret


@settings(max_examples=5)
@given(st.binary(min_size=4, max_size=4), st.permutations(range(1, 6)))
def test_two_give_nothing_since_every_byte_is_still_possible(secret, order):
    made = {share.number: share for share in five(secret)}
    one, other, third = order[:3]
    for place in range(4):
        known = {one: made[one].value[place], other: made[other].value[place]}
        # Each value that a third share could have gives another byte, and together they give all.
        possible = [at_nought({**known, third: value}) for value in range(256)]
        assert sorted(possible) == list(range(256))
        assert possible[made[third].value[place]] == secret[place]


def test_two_values_are_as_likely_for_one_secret_as_for_another():
    # Every choice of coefficients, for a secret: each pair of values comes from exactly one.
    two = {1: [multiplied(a, 1) for a in range(256)], 4: [multiplied(a, 4) for a in range(256)]}
    squares = {each: [multiplied(b, multiplied(each, each)) for b in range(256)] for each in two}
    drawn = list(itertools.product(range(256), repeat=2))
    for a, b in drawn[::4099]:
        made = split(b"\xa7", set_id=SET, threshold=3, count=4, draw=lambda _: bytes((a, b)))  # noqa: B023
        assert made[3].value[0] == 0xA7 ^ two[4][a] ^ squares[4][b]
    pairs = {(two[1][a] ^ squares[1][b], two[4][a] ^ squares[4][b]) for a, b in drawn}
    assert len(pairs) == 65_536  # all of them; the secret only moves them about


def test_two_shares_are_refused_and_so_is_one_twice():
    made = five(secrets.token_bytes(32))
    with pytest.raises(Refused, match="takes 3 shares, and 2 were given"):
        join(made[:2])
    with pytest.raises(Refused, match="given twice"):
        join((made[0], made[1], made[0]))
    with pytest.raises(Refused, match="no share"):
        join(())
    with pytest.raises(Refused, match="not all of one set"):
        join((*made[:2], five(bytes(32), uuid4())[2]))


@pytest.mark.parametrize(("threshold", "count"), [(1, 5), (6, 5), (3, 256)])
def test_a_split_that_protects_nothing_or_cannot_be_is_refused(threshold, count):
    with pytest.raises(ValueError, match="at least two"):
        split(bytes(32), set_id=SET, threshold=threshold, count=count, draw=secrets.token_bytes)


@given(st.integers(0, 31), st.integers(1, 255))
def test_a_forged_share_is_named(place, flip):
    made = five(secrets.token_bytes(32))
    said = statement_of(made)
    for share in made:
        said.admit(share)
    value = bytearray(made[1].value)
    value[place] ^= flip
    forged = Share(label=made[1].label, number=2, threshold=3, value=bytes(value))
    with pytest.raises(Refused, match=r"Share 2 of this set is not as it was made"):
        said.admit(forged)


def test_a_share_of_another_set_number_or_threshold_is_refused():
    made = five(secrets.token_bytes(32))
    said = statement_of(made)
    with pytest.raises(Refused, match="another set"):
        said.admit(five(bytes(32), uuid4())[0])
    for number, threshold in ((6, 3), (0, 3), (1, 2)):
        share = Share(label=made[0].label, number=number, threshold=threshold, value=made[0].value)
        with pytest.raises(Refused, match=f"Share {number} of this set was never made"):
            said.admit(share)


def test_the_log_pins_every_part_of_what_is_published():
    made = five(secrets.token_bytes(32))
    said = statement_of(made)
    others = [
        statement_of(made, uuid4()),
        Statement(set_id=SET, threshold=2, commitments=said.commitments, check_value=b"c"),
        Statement(
            set_id=SET,
            threshold=3,
            commitments=said.commitments[:4],
            check_value=said.check_value,
        ),
        Statement(set_id=SET, threshold=3, commitments=said.commitments, check_value=b"another"),
    ]
    assert said.digest() not in {each.digest() for each in others}


@given(st.binary(min_size=32, max_size=32), st.integers(1, 255), st.sampled_from([" ", "", "-"]))
def test_a_share_is_read_as_it_was_written_however_it_is_spaced(value, number, space):
    share = Share(label=shares.label_of(SET), number=number, threshold=3, value=value)
    text = share_text.written(share)
    assert [len(line) for line in text.splitlines()] == [24] * 4
    assert share_text.read(text) == share
    assert share_text.read(text.replace(" ", space).replace("\n", space or "\n").lower()) == share
    assert value.hex() not in repr(share)


@given(st.integers(0, 79), st.sampled_from(share_text.LETTERS))
def test_a_mistyped_letter_is_named_with_its_line(place, letter):
    text = share_text.written(five(bytes(range(32)))[0]).replace(" ", "").replace("\n", "")
    typed = text[:place] + letter + text[place + 1 :]
    if typed == text:
        return
    with pytest.raises(Refused, match=f"Line {place // 20 + 1} of this share is mistyped"):
        share_text.read(typed)


def test_lines_in_another_order_are_mistyped_lines():
    one, two, *rest = share_text.written(five(bytes(32))[3]).splitlines()
    with pytest.raises(Refused, match="Lines 1 and 2 of this share are mistyped"):
        share_text.read("\n".join((two, one, *rest)))


@pytest.mark.parametrize(
    ("typed", "told"),
    [("ABCD", "here are 4"), ("", "here are 0"), ("ABCO", "“O” is in no share"), ("1", "“1”")],
)
def test_what_is_no_share_is_said_plainly(typed, told):
    with pytest.raises(Refused, match=told):
        share_text.read(typed)


def test_a_share_of_a_later_portal_is_known_as_one(monkeypatch):
    monkeypatch.setattr(share_text, "_VERSION", 2)
    newer = share_text.written(five(bytes(32))[0])
    monkeypatch.undo()
    with pytest.raises(Refused, match="newer portal"):
        share_text.read(newer)


def test_letters_that_look_alike_are_not_among_those_used():
    assert len(set(share_text.LETTERS)) == 32
    assert not set("IO01") & set(share_text.LETTERS)
    assert share_text.name_of(shares.label_of(SET)) == share_text.name_of(SET.bytes[:5])
