"""Open files that repeat a figure of a closed paper, in other words and in another form."""

from collections.abc import Callable

from tests.inspection.leaks.office_made import cells, workbook
from tests.inspection.leaks.planted_words import note_saying, page_saying, table_saying

FIGURES = """
Appendix 2: the three offers. Not for publication.
The panel met on 12 March 2026 at 14.30 in room 104, under section 100A of the 1972 Act.
Offer A asks £187,450 a year; offer B asks £1,234,500 over six years; offer C asks £203,617.38.
Offer A would save 37.42 % and offer B 8.35 per cent of what is spent now, which is 412,806 pounds.
There were 4,317 visits, or 118.64 a week. Round sums: £200,000; £2 million; 10,000 visits; 12.5 %.
Ring 01632 960 417 or 07700 900123. Page 17 of 2026. Paragraphs 10.45 and 3.1.4. Ref 2026/04317.
"""
"""A closed paper, of which the figures are known; the last two lines hold what stands out not."""

REPEATED: dict[str, tuple[str, Callable[[], bytes]]] = {
    f"a figure of a closed paper: {name}": ("closed_figure", made)
    for name, made in {
        "a sum": lambda: page_saying("The Board has set aside £187,450 for the outreach."),
        "a sum, in words of pounds": lambda: note_saying("It costs 187,450 pounds each year."),
        "a sum without its comma": lambda: note_saying("It costs £187450 each year."),
        "a sum in thousands": lambda: page_saying("It costs £187.45k each year."),
        "a sum in millions": lambda: note_saying("Over six years that is £1.2345 million."),
        "a sum with its pence": lambda: page_saying("Up to £203,617.38 may be spent."),
        "a sum in a table": lambda: table_saying("Yearly", "187450"),
        "a sum in a workbook": lambda: workbook(cells(("Ward", "Spent"), ("Oxlode", "412806"))),
        "a share": lambda: page_saying("That would save 37.42% of it."),
        "a share in words": lambda: note_saying("That would save 8.35 per cent of it."),
        "a number": lambda: page_saying("In the year 4,317 people came."),
        "a number with decimals": lambda: note_saying("On average 118.64 came each week."),
    }.items()
}

UNLIKE = """
The Board met on 12 March 2026 at 14.30 in room 104, under section 100A.
It has £200,000, and £2 million in all; 10,000 people came, 12.5 % more than in
2025, or 33.3%. The order is SI 2012/2089, the grid reference is 418 745, 203 617.
See page 17 and extension 4317, paragraphs 10.45 and 3.1.4. Ref 2026/04317.
There were 187 places, 450 more than before, and 37.4 of a hundred; 4.317 is less.
The account is 60-16-13 31926819; version 1.187450.2 was used at 08:35 on 1/2/2034.
"""
"""An open paper that shares with the closed one only what any two papers share."""

UNLIKE_BY_LINES = tuple(UNLIKE.strip().splitlines())
