"""Personal data in text: numbers, addresses and dates that belong to one person.

The telephone number and the postcode of an office are no leak: beside the words of an office they
are passed by, unless the words are of a home.
"""

import re
from collections.abc import Iterator
from typing import Final

import phonenumbers
from stdnum.gb import nhs

from portal.inspection.leaks.model import Kind

Place = tuple[Kind, int, int]

_NHS: Final = re.compile(r"(?<![\d.£-])(?<!\d,)(\d{3})([ -]?)(\d{3})\2(\d{4})(?![\d.,]?\d)")
_IN_USE: Final = (range(400, 500), range(600, 709), range(320, 400))
_INSURANCE: Final = re.compile(
    r"(?<![A-Za-z0-9])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D](?![A-Za-z0-9])"
)
_TELEPHONE: Final = re.compile(
    r"(?<![\d.,£])(?:\+44[ -]?(?:\(0\)[ -]?)?|\(?0)[127](?:[ ()-]{0,2}\d){8,9}(?![\d.,]?\d)"
)
_POSTCODE: Final = re.compile(
    r"(?<![A-Za-z0-9])[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]"
    r"|[A-HK-Y][0-9][ABEHMNPRVWXY])[ \u00a0]{0,2}[0-9][ABD-HJLNP-UW-Z]{2}(?![A-Za-z0-9])"
)
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE: Final = (
    rf"(?:\d{{1,2}}[./ -]\d{{1,2}}[./ -](?:19|20)?\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:[ ]of)?[ ]{_MONTH},?[ ](?:19|20)\d{{2}}"
    rf"|{_MONTH}[ ]\d{{1,2}}(?:st|nd|rd|th)?,?[ ](?:19|20)\d{{2}}|(?:19|20)\d{{2}}-\d{{2}}-\d{{2}})"
)
_BORN: Final = re.compile(
    rf"(?:\bd\.?o\.?b\b\.?|\bdates?\s+of\s+birth\b|\bborn\b(?:\s+on)?(?:\s+the)?)[\s:|()\u2013-]{{0,6}}"
    rf"(?:(?:is|was)\s)?({_DATE})(?!\d)",
    re.IGNORECASE,
)
_OFFICE: Final = re.compile(
    r"\b(?:council|county hall|town hall|city hall|civic|offices?|headquarters|library|station"
    r"|hospital|cent(?:re|er)|school|church|chambers?|surgery|museum|college|university|gov\.uk|nhs\.uk"
    r"|police\.uk|enquir\w+|committee|democratic services|helpline|switchboard|reception|clerk"
    r"|venue|team|press)\b",
    re.IGNORECASE,
)
_HOME: Final = re.compile(
    r"\b(?:home|lives? at|lived at|living at|resid(?:es?|ing|ent) (?:at|of)|private|next of kin"
    r"|complainants?|victims?|applicants?|tenants?|claimants?|witness(?:es)?|patients?|mrs?|ms|miss)\b",
    re.IGNORECASE,
)
_BEFORE: Final = 140
_AFTER: Final = 60
_SPOKEN_OF: Final = re.compile(r"\bNHS\b", re.IGNORECASE)


def personal_in(text: str, known: frozenset[str] = frozenset()) -> Iterator[Place]:
    """Give where personal data stand in a text, and of what kind.

    :param known: what the body itself makes public, its signs and spaces left out.
    """
    yield from _health_numbers(text)
    yield from _insurance_numbers(text)
    yield from _births(text)
    for kind, found in (
        *((Kind.TELEPHONE, each) for each in _TELEPHONE.finditer(text)),
        *((Kind.POSTCODE, each) for each in _POSTCODE.finditer(text)),
    ):
        if bare(found[0]) in known or (kind is Kind.TELEPHONE and not _is_number(found[0])):
            continue
        mobile = kind is Kind.TELEPHONE and national(found[0]).startswith("7")
        if mobile or not _is_an_offices(text, found.start(), found.end()):
            yield kind, found.start(), found.end()


def bare(text: str) -> str:
    """Give a number or a postcode without its signs and spaces."""
    return "".join(each for each in text.casefold() if each.isalnum())


def national(number: str) -> str:
    """Give the digits of a telephone number as they are within the country, without the nought."""
    digits = "".join(each for each in number if each.isdigit())
    if number.lstrip().startswith("+"):
        digits = digits.removeprefix("44")
    return digits.lstrip("0")


def _is_number(text: str) -> bool:
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return False
    # Possible, not valid: numbers that were never given out are in drafts and in examples.
    return phonenumbers.is_possible_number(number)


def _health_numbers(text: str) -> Iterator[Place]:
    for found in _NHS.finditer(text):
        digits = found[1] + found[3] + found[4]
        if not digits.isascii() or not nhs.is_valid(digits):
            continue
        near = text[max(0, found.start() - _BEFORE) : found.start()]
        issued = any(int(found[1]) in each for each in _IN_USE)
        if issued or _SPOKEN_OF.search(near):
            yield Kind.NHS_NUMBER, found.start(), found.end()


def _insurance_numbers(text: str) -> Iterator[Place]:
    for found in _INSURANCE.finditer(text):
        yield Kind.INSURANCE_NUMBER, found.start(), found.end()


def _births(text: str) -> Iterator[Place]:
    for found in _BORN.finditer(text):
        yield Kind.BIRTH_DATE, found.start(), found.end(1)


def _is_an_offices(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - _BEFORE) : start]
    after = text[end : end + _AFTER]
    if _HOME.search(before):
        return False
    return _OFFICE.search(before) is not None or _OFFICE.search(after) is not None
