"""Text as the eye reads it: no hidden characters, one kind of space, dash and quotation mark."""

import html
import unicodedata
from dataclasses import dataclass
from typing import Final

_ALIKE: Final = {
    # Letters of other alphabets that look like Latin ones.
    **dict(zip("асеһіјкорѕхуԁԛԝѵ", "acehijkopsxydqwv", strict=True)),
    **dict(zip("АВСЕНІЈКМОРЅТХУ", "ABCEHIJKMOPSTXY", strict=True)),  # noqa: RUF001 -- they are meant
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),  # noqa: RUF001 -- they are meant
    **dict(zip("αιορυν", "aiopuv", strict=True)),  # noqa: RUF001 -- they are meant
    **dict(zip("ı\u0261\u0251", "iga", strict=True)),  # noqa: RUF001 -- they are meant
}
_ONE_FORM: Final = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"'),
}
_PLAIN_MARKS: Final = frozenset(
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030c\u0327"
)
_TURNED: Final = frozenset("\u202d\u202e")

LETTERS_OF_ANOTHER_ALPHABET: Final = (
    "Some letters or digits only look like ours: they are of another alphabet."
)
TURNED_OR_STRUCK: Final = (
    "The text holds marks that turn or strike out what is printed, so it may not read as it looks."
)


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in its plain form, and what is odd about the way it was written."""

    text: str
    oddities: tuple[str, ...] = ()


def plain(text: str) -> Plain:
    """Put a text into its plain form: accents dropped, look-alikes replaced, case kept.

    Characters that are not seen are dropped; those that change what is seen are told of.
    """
    if text.isascii() and "&" not in text:
        return Plain(text)
    turned = not _TURNED.isdisjoint(text)
    apart = unicodedata.normalize("NFKD", html.unescape(text))
    alike = False
    kept: list[str] = []
    for each in apart:
        if each.isascii():
            kept.append(each)
            continue
        category = unicodedata.category(each)
        if category in {"Mn", "Me"}:
            turned = turned or each not in _PLAIN_MARKS
        elif category == "Nd":
            alike = True
            kept.append(str(unicodedata.digit(each)))
        elif category != "Cf" and each not in {"\u115f", "\u3164"}:
            alike = alike or each in _ALIKE
            kept.append(_ALIKE.get(each) or _ONE_FORM.get(each) or each)
    oddities = [LETTERS_OF_ANOTHER_ALPHABET] * alike + [TURNED_OR_STRUCK] * turned
    return Plain("".join(kept), tuple(oddities))
