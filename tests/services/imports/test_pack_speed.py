"""However long or crooked a pack is, it is read in steps that grow with its length."""

import sys

import pytest

from portal.services.imports.pack import read_pack
from portal.services.imports.source import Source
from tests.services.imports.published import invented

PACK = invented("agenda-pack.txt").text
FRONT = PACK[: PACK.index("Membership")]
BLANK = "\nThis page is intentionally left blank\n\n"
PLAN = (
    BLANK
    + "Forward Plan\n\nDate of Meeting\tReport Title\tPresenter\tTime\tItem No\tItem Status\t\n"
)
MINUTES = BLANK + "Board\nThursday 7th December 2023\n\nPresent: A, B\n\n"
REPORT = (
    BLANK + "BOARD\n\nREPORT\n\nSubject: Bins\n\nAuthor: Ann Fenn\n\nSecurity: UNPROTECTED\n\n"
    "1. Bins\n\n"
)
# What stands first, and what then comes over and over; "{n}" is how many times it has come.
SHAPES = {
    "one line of spaces": ("", " "),
    "one line of tabs": ("", "\t"),
    "one long number": ("", "1"),
    "one long title": ("14. ", "a "),
    "a title of ranges": ("14. ", "1 - "),
    "many agenda rows": ("", "14. Bins\tChair\t5 mins\t1 - 2\n"),
    "many sub-items": ("14. Bins\n", "\n(a) Bins\n"),
    "many seats": ("Membership\n\nName\tPost\tOrganisation\n", "Ann\tLead\tBC\n"),
    "brackets that never close": (MINUTES + "Present: ", "("),
    "many names": (MINUTES + "Present: ", "Bo Ash and Cy Elm, "),
    "many minutes": ("", MINUTES),
    "many items in the minutes": (MINUTES, "{n}. Bins\n\nEmptied.\n\n"),
    "many kept-back items": (MINUTES, "{n}. Bins\n\nItem restricted\n\n"),
    "many actions": (MINUTES + "1. Bins\n\n", "Action: Ann to empty it\n\n"),
    "one action of many sentences": (MINUTES + "1. Bins\n\nAction: ", "Ann to empty it. "),
    "many reports": ("", REPORT),
    "many paragraphs": (REPORT, "- 1.1 Bins are full.\n"),
    "many appendices": (REPORT + "2. List of Appendices:\n\n", "Appendix 1: Bins\n\n\n\nBINS\n"),
    "tags without end": (REPORT, "<p>"),
    "tags in a row": (REPORT + "Bins\t", "<p>x</p>"),
    "labels in a row": (REPORT, "RESTRICTED: "),
    "many withheld pages": ("", BLANK + "Document is Restricted\n"),
    "a ground without end": (BLANK + "By virtue of paragraph ", "1, "),
    "many plan rows": (PLAN, "\tRESTRICTED: Bins\tAnn\t5 mins\tItem 1\t\n"),
    "plan rows with columns missing": (PLAN, "\tBins\t\tItem 4\n"),
    "many meetings in the plan": (PLAN, "6 June 2024\tBins\tAnn\t\n"),
    "a plan row of many cells": (PLAN + "6 June 2024", "\tx"),
    "the same pack over and over": ("", PACK),
}


def built(shape, length):
    first, again = SHAPES[shape]
    if "{n}" in again:
        return (
            FRONT
            + first
            + "".join(again.replace("{n}", str(n)) for n in range(1, length // len(again)))
        )
    return FRONT + first + again * (length // len(again) + 1)


def steps(text):
    """Count the calls made while a text is read: the same on every machine, however busy."""
    count = 0

    def note(_frame, event, _argument):
        nonlocal count
        count += event in {"call", "c_call"}

    source = Source(text)
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        read_pack(source)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_ten_times_the_text_takes_some_ten_times_the_steps(shape):
    assert steps(built(shape, 100_000)) < 15 * steps(built(shape, 10_000))
