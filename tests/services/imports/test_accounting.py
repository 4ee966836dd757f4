"""What a result accounts for is worked out from the result, so a reader cannot just claim it."""

import pytest

from portal.services.imports.accounting import accounted, gaps, says_its_spans
from portal.services.imports.items import Span, Words
from portal.services.imports.kinds import DoubtKind, Kind
from portal.services.imports.model import Publication
from portal.services.imports.source import Source, joined

SOURCE = Source("Marsh  Board\n\nnine herons\nseen\n")


def publication(*furniture, board=None):
    line = SOURCE.lines[0]
    return Publication(kind=Kind.PAGE, board=board or line.words(), furniture=furniture)


def test_what_nothing_says_is_a_gap():
    (gap,) = gaps(publication(), SOURCE)
    assert SOURCE.text[gap.start : gap.end] == "nine herons\nseen"


def test_words_that_say_something_else_account_for_nothing():
    whole = Words(text="all of it", spans=(Span(0, len(SOURCE.text)),))
    assert len(gaps(publication(whole), SOURCE)) == 1


def test_a_doubt_gives_lines_and_length_and_no_text():
    (doubt,) = accounted(publication(), SOURCE).doubts
    assert doubt.kind is DoubtKind.UNACCOUNTED_TEXT
    assert doubt.where == "lines 3 to 4"
    assert "14 characters" in doubt.sentence
    assert "heron" not in doubt.sentence


def test_white_space_needs_no_account():
    rest = [line.words() for line in SOURCE.lines[2:]]
    assert gaps(publication(*rest), SOURCE) == ()


@pytest.mark.parametrize(
    ("start", "end", "said"), [(0, 5, "Marsh"), (6, 11, "Board"), (3, 8, "sh Bo")]
)
def test_a_part_of_words_knows_its_place_though_spaces_were_closed_up(start, end, said):
    part = SOURCE.part(SOURCE.lines[0].words(), start, end)
    assert part.text == said
    assert says_its_spans(part, SOURCE.text)


def test_a_part_of_joined_words_knows_its_places():
    words = joined(SOURCE.lines[2].words(), SOURCE.lines[3].words())
    assert words.text == "nine herons seen"
    part = SOURCE.part(words, 5)
    assert part.text == "herons seen"
    assert [SOURCE.text[each.start : each.end] for each in part.spans] == ["herons", "seen"]
