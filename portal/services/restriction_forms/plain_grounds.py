"""What each ground means, in everyday words, for whoever has to choose one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from portal.policy.grounds import MemberRight, Scheme

_PERSON: Final = "It says something about a person: their health, home, work, conduct or family."
_IDENTITY: Final = "It gives no name, but somebody who knows the place could work out who is meant."
_BUSINESS: Final = (
    "It tells of somebody's money or trade, such as a price, a tender or a debt, the authority's"
    " own included."
)
_LABOUR: Final = "It is about talks with staff or their unions that have not ended."
_ADVICE: Final = "It is legal advice, or was written for a court case."
_NOTICE: Final = "It would warn somebody of a notice or order before it is given."
_CRIME: Final = "It tells how a crime is being prevented, investigated or prosecuted."

_MODERN: Final = (_PERSON, _IDENTITY, _BUSINESS, _LABOUR, _ADVICE, _NOTICE, _CRIME)
_SCOTTISH: Final = {
    "6": _BUSINESS,
    "8": "It tells what the authority means to spend under one contract.",
    "9": "It tells what has been offered in a bargain that is still open.",
    "10": "It tells who has tendered for a contract.",
    "11": _LABOUR,
    "12": _ADVICE,
    "13": _NOTICE,
    "14": _CRIME,
    "15": "It would tell who gave information in confidence.",
}

PLAIN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "ENG-12A": dict(zip("1234567", _MODERN, strict=True)),
        "NI-6": dict(zip("1234567", _MODERN, strict=True)),
        "WAL-12A": {str(12 + at): each for at, each in enumerate(_MODERN)},
        "SCO-7A": _SCOTTISH,
        "UK-CONF": {
            "C-a": "A ministry or other Government department sent it and forbids publication."
            " A police force, council or NHS body is not one.",
            "C-b": "An Act, an order made under one, or a court forbids publication.",
        },
    }
)
"""By scheme and paragraph; where there is none, the scheme's own label is plain enough."""


def legal_wording(scheme: Scheme, number: str) -> tuple[str, ...]:
    """Give a ground as the law has it: where it stands, and what is said of it elsewhere there."""
    paragraph = scheme.paragraph(number)
    where = f"Paragraph {number} of {scheme.cited_as}" if number[:1].isdigit() else scheme.name
    said = [f"{where}: {paragraph.label[:1].lower()}{paragraph.label[1:]}."]
    said += [
        f"{_named(each.number)}: {each.says}"
        + (f" They are the {', the '.join(each.registers)}." if each.registers else "")
        for each in scheme.qualifications.values()
        if number in each.applies_to
    ]
    if paragraph.qualified_by:
        said.append("It holds only if, and as long as, publishing would do the harm it names.")
    if paragraph.member_right is MemberRight.FULL:
        said.append("Councillors keep their right to inspect it.")
    elif paragraph.member_right is MemberRight.EXCEPT_NEGOTIATION_TERMS:
        said.append(
            "Councillors keep their right to inspect it, except terms in a negotiation for a"
            " contract."
        )
    return tuple(said)


def _named(number: str) -> str:
    return f"Paragraph {number}" if number[:1].isdigit() else number
