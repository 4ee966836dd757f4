"""Nobody can be told from a pseudonym, and nobody has two."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.audit import NOBODY, PORTAL, Pseudonyms, is_pseudonym

ours = Pseudonyms(b"p" * 32)
theirs = Pseudonyms(b"q" * 32)


@given(st.uuids(), st.uuids())
def test_one_person_has_one_name_and_two_have_two(one, other):
    assert (ours.of_person(one) == ours.of_person(other)) == (one == other)
    assert is_pseudonym(ours.of_person(one))


@given(st.uuids(), st.uuids())
def test_another_pepper_gives_other_names(one, other):
    assert ours.of_person(one) != theirs.of_person(one)
    assert ours.of_account(one, other) != theirs.of_account(one, other)


@given(st.uuids(), st.uuids())
def test_accounts_of_two_tenants_are_two(tenant, account):
    swapped = ours.of_account(account, tenant)
    assert (ours.of_account(tenant, account) == swapped) == (tenant == account)


def test_a_person_an_account_and_an_operator_never_meet():
    person = UUID(int=1)
    names = {
        ours.of_person(person),
        ours.of_account(person, person),
        ours.of_operator(str(person)),
        NOBODY,
        PORTAL,
    }
    assert len(names) == 5


def test_a_name_is_the_documented_hash():
    # openssl dgst -sha256 -mac HMAC -macopt hexkey:70...70, over the bytes
    # 00000006 706572736f6e 00000010 00000000000000000000000000000001
    assert ours.of_person(UUID(int=1)) == (
        "b9fb2ea4e502ebd96dc626d78b805a91cff6e154f7a5de390e3713a069ab6687"
    )


@pytest.mark.parametrize("text", [None, 3, "", "somebody", "A" * 64, "a" * 65, b"a" * 64])
def test_other_text_is_not_taken_for_a_pseudonym(text):
    assert not is_pseudonym(text)


def test_a_short_pepper_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        Pseudonyms(b"p" * 31)
