"""Telling a marking in the words of a heading or a line, and where a marked thing belongs.

A marking is only a label: it closes what it stands on, and says nothing of a ground.  When a
line can be read either way, it is read as marked: a clerk can open what came in closed.
"""

import re
import sys
import unicodedata
from typing import Final

from portal.services.imports.model import Closure, CompartmentKind

_UNSEEN: Final = {
    each: None for each in range(sys.maxunicode + 1) if unicodedata.category(chr(each)) == "Cf"
}
_STRONG: Final = (
    r"restricted|confidential|exempt|not for publication|official[ -]sensitive"
    r"|(?:strictly )?private (?:and|&) confidential|strictly (?:private|confidential)|top secret"
)
_WEAK: Final = r"private|secret|closed|protected"
_PART: Final = r"part (?:2|ii|b)"
_NOUN: Final = r"(?: (?:item|items|paper|report|business|session|minute|minutes|appendix))?"
_SEPARATOR: Final = r" ?[:;,.|/)\]}>*_\u2013\u2014-]"

_ANY: Final = (
    "restricted", "confidential", "exempt", "not for", "sensitive",
    "private", "secret", "closed", "protected", "part ",
)  # fmt: skip
_BEGINS: Final = re.compile(rf"(?P<label>{_STRONG})(?![a-z])")
_BEGINS_APART: Final = re.compile(rf"(?P<label>{_STRONG}|{_WEAK}|{_PART}){_NOUN}(?:{_SEPARATOR}|$)")
_ENDS: Final = re.compile(
    rf"[:(\[{{<\u2013\u2014*_-] ?(?P<label>{_STRONG}|{_WEAK}){_NOUN}[ )\]}}>*_.:]{{0,4}}$"
)
_LOUD: Final = re.compile(
    r"(?<![A-Z])(?P<label>RESTRICTED|CONFIDENTIAL|EXEMPT|NOT FOR PUBLICATION|OFFICIAL[ -]SENSITIVE)"
)
_LOUD_APART: Final = re.compile(
    rf"{_LOUD.pattern}{_NOUN}{_SEPARATOR}"
    rf"|[:;(\[\u2013\u2014-] ?{_LOUD.pattern.replace('<label>', '<label_after>')}(?![A-Za-z])",
    re.ASCII,
)
_SPACED_OUT: Final = re.compile(r"\b(?:[^\W\d_] ){4,30}[^\W\d_](?![^\W\d_])")
_NOT_A_LETTER: Final = re.compile(r"^[\W\d_]+")
_ITEM_WORD: Final = re.compile(
    r"^(?:item|agenda item|minute|no)\.? ?[\d(][\w().]{0,6}[\W_]*", re.IGNORECASE
)

_DHR: Final = re.compile(
    r"\bdhrs?\b|\bdomestic homicide|\bdomestic abuse related death", re.IGNORECASE
)
_DOMESTIC_ABUSE: Final = re.compile(
    r"\bdomestic (?:abuse|violence)|\bmarac\b|(?-i:\bDA\b)", re.IGNORECASE
)
_PREVENT: Final = re.compile(r"\bprevent\b|\bchannel\b", re.IGNORECASE)


def marking_of_heading(text: str) -> str:
    """Give the label a heading, title or row is marked with, in capitals; empty if none."""
    plain = _plain(text)
    if not _may_be_marked(plain):
        return ""
    loud = _LOUD.search(plain)
    quiet = _begun(plain).casefold()
    found = _BEGINS.match(quiet) or _BEGINS_APART.match(quiet) or loud or _ENDS.search(quiet)
    return found["label"].upper() if found else ""


def marking_of_line(text: str) -> str:
    """Give the label a line of running text is marked with, in capitals; empty if none.

    Stricter than :func:`marking_of_heading`, for "restricted access was discussed" is prose.
    """
    plain = _plain(text)
    if not _may_be_marked(plain):
        return ""
    quiet = _begun(plain).casefold()
    loud = _LOUD.match(_begun(plain)) or _LOUD_APART.search(plain)
    found = loud or _BEGINS_APART.match(quiet) or _ENDS.search(quiet)
    return next(filter(None, found.groups())).upper() if found else ""


def compartment_for(text: str) -> CompartmentKind:
    """Guess from the words of a marked thing which compartment of the body it belongs in."""
    if _DHR.search(text):
        return CompartmentKind.DHR
    if _DOMESTIC_ABUSE.search(text):
        return CompartmentKind.DOMESTIC_ABUSE
    if _PREVENT.search(text):
        return CompartmentKind.PREVENT
    return CompartmentKind.GENERAL


def closure_of_heading(text: str, *, context: str = "") -> Closure | None:
    """Close a thing whose heading is marked; ``context`` helps to choose the compartment."""
    label = marking_of_heading(text)
    if not label:
        return None
    return Closure(compartment=compartment_for(f"{text} {context}"), label=label)


def closure_of_line(text: str) -> Closure | None:
    """Close a line of running text that is marked."""
    label = marking_of_line(text)
    return Closure(compartment=compartment_for(text), label=label) if label else None


def _plain(text: str) -> str:
    """Drop what the eye does not see (joiners, soft hyphens) and close up spaced-out letters."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_UNSEEN)
    tidy = " ".join(text.split())
    return _SPACED_OUT.sub(lambda spaced: spaced[0].replace(" ", ""), tidy)


def _may_be_marked(plain: str) -> bool:
    """Rule out, cheaply, what holds no word of any label."""
    small = plain.casefold()
    return any(word in small for word in _ANY)


def _begun(plain: str) -> str:
    """Drop bullets, brackets, numbers and "Item 5:" that stand before the first word."""
    return _ITEM_WORD.sub("", _NOT_A_LETTER.sub("", plain))
