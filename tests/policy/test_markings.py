"""Markings are read for what they are, and never mapped to a class by themselves."""

import pytest

from portal.policy.markings import Meaning, marking_within, read_marking

PRINTED = {
    "": Meaning.NONE,
    " - ": Meaning.NONE,
    "OFFICIAL": Meaning.NONE,
    "official": Meaning.NONE,
    "OFFICIAL-SENSITIVE": Meaning.NEED_TO_KNOW,
    "Official Sensitive": Meaning.NEED_TO_KNOW,
    "OFFICIAL_SENSITIVE": Meaning.NEED_TO_KNOW,
    "OFFICIAL-SENSITIVE [RECIPIENTS ONLY]": Meaning.NEED_TO_KNOW,
    "Classification: OFFICIAL - SENSITIVE": Meaning.NEED_TO_KNOW,
    "SECRET": Meaning.OUTSIDE,
    "[Top Secret]": Meaning.OUTSIDE,
    "UK SECRET - eyes only": Meaning.OUTSIDE,
    "Security classification: secret": Meaning.OUTSIDE,
    "UNCLASSIFIED": Meaning.REVIEW,
    "PROTECT": Meaning.REVIEW,
    "CONFIDENTIAL": Meaning.REVIEW,
    "RESTRICTED": Meaning.LABEL,
    "Document is Restricted": Meaning.LABEL,
    "Not for publication": Meaning.WITHHELD,
    "NOT FOR\n  PUBLICATION": Meaning.WITHHELD,
    "TOP\tSECRET": Meaning.OUTSIDE,
    "PROTECTED": Meaning.UNKNOWN,
    "[Unprotected]": Meaning.UNKNOWN,
    "Secretariat": Meaning.UNKNOWN,
}
WITHIN = {
    "Secret shoppers in the town centre": Meaning.NONE,
    "SECRET SHOPPERS: results": Meaning.NONE,
    "An official-sensitive style of working": Meaning.NONE,
    "SECRET": Meaning.OUTSIDE,
    "TOP SECRET annex": Meaning.OUTSIDE,
    "A report\nUK SECRET\nof the board": Meaning.OUTSIDE,
    "OFFICIAL-SENSITIVE\nSECRET": Meaning.OUTSIDE,
    "OFFICIAL SENSITIVE: a profile": Meaning.NEED_TO_KNOW,
    "A profile (OFFICIAL-SENSITIVE)": Meaning.NEED_TO_KNOW,
}


@pytest.mark.parametrize(("printed", "meaning"), PRINTED.items())
def test_a_marking_is_kept_as_printed_and_read(printed: str, meaning: Meaning) -> None:
    found = read_marking(printed)
    assert (found.raw, found.meaning) == (printed, meaning)
    assert found.may_be_open is (meaning is Meaning.NONE)


@pytest.mark.parametrize(("text", "meaning"), WITHIN.items())
def test_only_what_is_printed_as_a_marking_is_one(text: str, meaning: Meaning) -> None:
    assert marking_within("A title", text) is meaning
