"""Whatever a pack says, nothing marked or withheld comes out open and nothing is dropped unsaid."""

from hypothesis import example, given
from hypothesis import strategies as st

from portal.services.imports.accounting import gaps, says_its_spans, words_of
from portal.services.imports.days import MONTHS
from portal.services.imports.kinds import DoubtKind
from portal.services.imports.pack import read_pack
from portal.services.imports.shape import as_json
from portal.services.imports.source import Source

GREEK = "\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8"
HEAD = (
    "Marsh Board\n\nDate and Time: Monday, 3 June 2024, 2:00 pm - 4:00 pm\n\nVenue: Town Hall\n\n"
    "A G E N D A\n\n\tPresented by\tTime Allowed\tPages\n"
)
MEMBERSHIP = (
    "\nMembership\n\nName\tPost title\tOrganisation\nAnn Fenn (Chair)\tLead\tMarsh Council (MC)\n\n"
)
BLANK = "\nThis page is intentionally left blank\n\n"
# Letters of another alphabet mark what is closed, so that one of them in the open is a leak.
SECRET = st.text(alphabet=f"{GREEK} ", min_size=1, max_size=30).map(
    lambda text: f"\u03b1{text}\u03b2"
)
PLAIN = st.text(
    alphabet=st.characters(
        codec="utf-8", exclude_characters=GREEK, exclude_categories=("Cc", "Cs", "Zl", "Zp")
    ),
    max_size=40,
)
LABELS = st.sampled_from(
    [
        "RESTRICTED: ", "Restricted - ", "[RESTRICTED] ", "CONFIDENTIAL ", "EXEMPT: ",
        "Exempt \u2014 ", "**RESTRICTED** ", "R E S T R I C T E D: ", "RE\u00adSTRICTED: ",
        "NOT FOR PUBLICATION ", "Official-Sensitive: ", "RESTRICTED\u00a0: ",
    ]
)  # fmt: skip
WITHHELD = st.sampled_from(
    [
        "Document is Restricted", "This document is restricted.", "DOCUMENT IS RESTRICTED",
        "By virtue of paragraph(s) 1, 3 of Schedule 12A\nof the Act.\n\nDocument is Restricted",
        "Document is Restricted\nBy virtue of paragraph 2 of Part 1 of Schedule 12A",
    ]
)  # fmt: skip
KEPT_BACK = st.sampled_from(
    [
        "Item restricted", "Item restricted.", "Restricted item", "This item is restricted",
        "This item was discussed in closed session", "EXEMPT", "Minute is exempt",
        "Exempt by virtue of paragraph 1 of Part 1 of Schedule 12A", "CONFIDENTIAL",
    ]
)  # fmt: skip
MARKINGS = st.sampled_from(
    ["PROTECTED", "RESTRICTED", "Official - Sensitive", "CONFIDENTIAL", "Amber", "protect", "?"]
)
SHAPES = st.sampled_from(
    [
        "{}", "- {}", " - {}", "1.1 {}", "- 1.1 {}", "1. {}", "12. {}", "{}\t{}", "\t{}", "{}:",
        "Action: {}", "Action for the Board: {}", "- **ACTION** \u2013 {} (Completed)",
        "Action:\n\n{}",
        "Outstanding actions:\n\n- {}", "<p>{}</p>\tx", "Appendix 1: {}\n\n\n\nA\nb.doc", "{}\n{}",
        "List of Appendices: Appendix 1:\n\n{}", "-", "[Unprotected]", "Security: UNPROTECTED",
        "Page 7",
    ]
)  # fmt: skip


def lines(text):
    return st.lists(st.builds(str.replace, SHAPES, st.just("{}"), text), max_size=6).map(
        "\n\n".join
    )


@st.composite
def agendas(draw):
    """Draw an agenda of which some rows are marked."""
    rows = []
    for number in range(1, 1 + draw(st.integers(1, 6))):
        closed = draw(st.booleans())
        label = draw(LABELS) if closed else ""
        text = draw(SECRET if closed else st.sampled_from(["Minutes", "Forward Plan", "Bins", "x"]))
        columns = draw(
            st.sampled_from(
                ["\tChair\t5 mins\t1 - 3", "\tChair\t5 mins\tVerbal", " Chair 2 mins", ""]
            )
        )
        rows.append(f"{number}. {label}{text}{columns}")
        if closed and draw(st.booleans()):
            rows.append(f"\n(a) {draw(SECRET)}")
    return HEAD + "\n".join(rows) + "\n"


@st.composite
def plans(draw):
    """Draw a plan whose columns shift and of which some rows are marked, in any column."""
    header = "Date of Meeting\tReport Title\tPresenter\tTime\tItem No\tItem Status\t"
    rows = [f"Marsh Board Forward Plan\n\n{header}"]
    for month in range(6, 6 + draw(st.integers(1, 3))):
        day = f"{month} {MONTHS[month - 1]} 2024"
        for number in range(1, 1 + draw(st.integers(1, 4))):
            closed = draw(st.booleans())
            text = SECRET if closed else PLAIN.map(lambda each: each.replace("\t", " "))
            cells = [draw(text), draw(text), "5 mins", f"Item {number}", draw(text)]
            if closed:
                at = draw(st.sampled_from([0, 1, 4]))
                cells[at] = draw(LABELS) + cells[at]
            shift = draw(st.sampled_from(["{}", "\t{}", "\t\t{}", "{}\t\t"]))
            date = f"{day}\t" if number == 1 else draw(st.sampled_from(["\t", "", "\t\t"]))
            rows.append(date + shift.format("\t".join(cells)))
    return "\n".join(rows) + "\n"


@st.composite
def minutes(draw):
    """Draw earlier minutes of which some items are kept back, with or without their text."""
    came = "Members Present: Ann Fenn (Chair), Bo Ash\n"
    parts = [f"Marsh Board\nMonday 4th March 2024, 14.00-16.00\n\n{came}"]
    for number in range(1, 1 + draw(st.integers(1, 5))):
        closed = draw(st.booleans())
        text = SECRET if closed else PLAIN
        parts.append(f"\n{number}. {draw(text)}\n")
        parts.append(f"\n{draw(lines(text))}\n")
        if closed:
            parts.append(f"\n{draw(KEPT_BACK)}\n")
            parts.append(f"\n{draw(lines(text))}\n")
    return "".join(parts)


@st.composite
def reports(draw):
    """Draw a report that is marked on its cover, in its text, at its foot, or not at all."""
    marked = draw(st.sampled_from(["", "", "cover", "foot", "text", "title", "above"]))
    text = SECRET if marked else PLAIN
    above = f"{draw(LABELS)}\n\n" if marked == "above" else ""
    title = draw(LABELS) if marked == "title" else ""
    marking = draw(MARKINGS) if marked == "cover" else "UNPROTECTED"
    inside = draw(KEPT_BACK) if marked == "text" else ""
    foot = "[Protected]" if marked == "foot" else ""
    return (
        f"{above}MARSH BOARD\n\nREPORT\n\n"
        f"Subject: {title}{draw(text)}\n\nDate: Monday 3 June 2024\n\n"
        f"Author: {draw(text)}\n{draw(text)}\n\nContact: {draw(text)}\n\nSecurity: {marking}\n\n"
        f"1. {draw(text)}\n\n{draw(lines(text))}\n\n{inside}\n\n{foot}\n\n{draw(lines(text))}\n"
    )


@st.composite
def packs(draw):
    parts = [draw(agendas()), draw(st.sampled_from(["", MEMBERSHIP]))]
    papers = st.one_of(minutes(), reports(), plans(), WITHHELD)
    for _ in range(draw(st.integers(0, 5))):
        parts.extend([BLANK, draw(papers)])
    return "".join([*parts, draw(st.sampled_from(["", BLANK]))])


# The first item of the earlier minutes has a number and no heading.
UNHEADED = (
    f"{HEAD}1. Minutes\tChair\t5 mins\t1 - 3\n{BLANK}Marsh Board\n"
    "Monday 4th March 2024, 14.00-16.00\n\nMembers Present: Ann Fenn (Chair), Bo Ash\n\n"
    "1. \n\n\n\n2. ββδ\n\n\n\nItem restricted\n\nββδ\nββδ\n"
)


@given(packs())
@example(UNHEADED)
def test_nothing_marked_or_withheld_comes_out_open(text):
    source = Source(text)

    found = read_pack(source)

    said = "\n".join(found.open_text())
    assert not set(said) & set(GREEK), said
    assert not set(str(as_json(found, source)["doubts"])) & set(GREEK)


@given(packs())
def test_every_character_is_said_by_the_result_or_doubted(text):
    source = Source(text)

    found = read_pack(source)

    assert all(says_its_spans(each, text) for each in words_of(found))
    unsaid = {each.spans[0] for each in found.doubts if each.kind is DoubtKind.UNACCOUNTED_TEXT}
    assert unsaid == set(gaps(found, source))
