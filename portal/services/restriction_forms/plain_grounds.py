"""What the law says of each ground, for whoever has to choose one."""

from portal.policy.grounds import MemberRight, Scheme


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
