"""Whatever a page says, nothing marked comes out open and nothing is dropped unsaid."""

from hypothesis import given
from hypothesis import strategies as st

from portal.services.imports.accounting import gaps, says_its_spans, words_of
from portal.services.imports.kinds import DoubtKind
from portal.services.imports.page import read_page
from portal.services.imports.shape import as_json
from portal.services.imports.source import Source

HEAD = "Agenda and minutes\n\nMarsh Board\nMonday, 3 June 2024 2:00 pm\n\nItems\n\n"
GREEK = "\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8"
LABELS = st.sampled_from(
    [
        "RESTRICTED: ", "Restricted - ", "restricted \u2013 ", "[RESTRICTED] ", "(Confidential) ",
        "CONFIDENTIAL ", "EXEMPT: ", "Exempt \u2014 ", "**RESTRICTED** ", "R E S T R I C T E D: ",
        "RE\u00adSTRICTED: ", "\uff32ESTRICTED: ", "RESTRICTED\u00a0: ", "NOT FOR PUBLICATION ",
        "Official-Sensitive: ", "1. RESTRICTED: ", "\u00b7 RESTRICTED ",
    ]
)  # fmt: skip
# Letters of another alphabet mark what is closed, so that one of them in the open is a leak.
SECRET = st.text(alphabet=f"{GREEK} ", min_size=1, max_size=30)
PLAIN = st.text(
    alphabet=st.characters(codec="utf-8", exclude_characters=GREEK,
                           exclude_categories=("Cc", "Cs", "Zl", "Zp")),
    max_size=40,
)  # fmt: skip
SHAPES = st.sampled_from(
    [
        "{}", "\u00b7  {}", "- {}", "-{}", "3.  {}", "12.{}", "9(i) {}", "ACTION \u2013 {}",
        "  - {}", "Action: {}", "ACTION \u2013 Ann to {}", "{} (Outstanding)",
        "{}  pdf icon PDF 20 KB",
        "{} ... view the full minutes text for item 7.", "Minutes:\n\n{}", "Decision:\n\n{}",
        "Additional documents:\n\n{}", "5 minutes\n\n{}", "999.\n\n{}", "2.\n\n{}", "{}\n{}",
    ]
)  # fmt: skip


def lines(text):
    return st.lists(st.builds(str.replace, SHAPES, st.just("{}"), text), max_size=6)


@st.composite
def pages(draw, *, marked):
    """Draw a page of numbered rows; where ``marked``, some of them under a label."""
    parts = [HEAD]
    for number in range(31, 31 + draw(st.integers(1, 6))):
        closed = marked and draw(st.booleans())
        text = SECRET if closed else PLAIN
        label = draw(LABELS) if closed else ""
        heading = draw(text.filter(str.strip))
        if draw(st.booleans()):
            parts.append("5 minutes\n\n")
        body = "\n\n".join(draw(lines(text)))
        parts.append(f"{number}.\n\n{label}{heading}\n\nMinutes:\n\n{body}\n\n")
    return "".join(parts)


@given(pages(marked=True))
def test_no_character_under_a_marked_heading_is_open(page):
    found = read_page(Source(page))
    said = "".join(found.open_text())
    machine = repr(as_json(found, Source(page)))
    for letter in GREEK:
        assert letter not in said
        assert letter not in machine
        assert letter not in repr(found)


@given(pages(marked=True) | st.builds(HEAD.__add__, PLAIN.map("1.\n{}".format)))
def test_every_character_is_in_the_result_or_reported(page):
    source = Source(page)
    found = read_page(source)
    said = [words for words in words_of(found) if says_its_spans(words, page)]
    covered = {at for words in said for span in words.spans for at in range(span.start, span.end)}
    reported = {
        at
        for doubt in found.doubts
        if doubt.kind is DoubtKind.UNACCOUNTED_TEXT
        for span in doubt.spans
        for at in range(span.start, span.end)
    }
    unsaid = {at for at, each in enumerate(page) if not each.isspace()} - covered
    assert unsaid <= reported
    assert {at for span in gaps(found, source) for at in range(span.start, span.end)} == reported


@given(pages(marked=True))
def test_words_say_what_stands_where_they_say(page):
    assert all(says_its_spans(words, page) for words in words_of(read_page(Source(page))))


@given(
    st.lists(st.tuples(st.sampled_from(["- ", "\u00b7  "]), SECRET.filter(str.strip)), min_size=1)
)
def test_marked_lines_inside_an_open_item_are_never_open(secrets):
    listed = "\n\n".join(f"{marker}RESTRICTED: {secret}" for marker, secret in secrets)
    page = f"{HEAD}31.\n\nAny Other Business\n\nMinutes:\n\n- Open\n\n{listed}\n\nOpen again.\n"
    said = "".join(read_page(Source(page)).open_text())
    assert "Open again." in said
    assert not set(GREEK) & set(said)
