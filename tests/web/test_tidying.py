"""What people type is made plain, and what programs take away runs nothing, whatever is in it."""

import csv
import io
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from portal.web.public.ask_form import tidy
from portal.web.public.tables import csv_answer

CELLS = st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)


@given(st.text(), st.booleans())
def test_what_is_made_plain_stays_so_and_hides_nothing(text, lines):
    plain = tidy(text, lines=lines)
    assert tidy(plain, lines=lines) == plain
    kinds = {unicodedata.category(each) for each in plain if each not in "\n\u200c\u200d"}
    assert kinds.isdisjoint({"Cc", "Cf", "Cs", "Co", "Cn"})
    assert lines or "\n" not in plain


@given(st.lists(CELLS, max_size=5))
def test_every_cell_comes_back_and_none_begins_a_formula(rows):
    told = csv_answer("x.csv", ("a", "b"), [dict(zip("ab", row, strict=True)) for row in rows])
    text = told.get_data().decode()
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert found[0] == ["a", "b"]
    assert len(found) == len(rows) + 1
    for row, back in zip(rows, found[1:], strict=True):
        for cell, read in zip(row, back, strict=True):
            assert read in {cell, f"'{cell}"}
            assert not read.startswith(("=", "+", "-", "@", "\t", "\r"))
