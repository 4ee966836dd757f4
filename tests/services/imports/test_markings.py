"""A marking is told however it is written, and prose is not taken for one."""

import pytest

from portal.services.imports.kinds import CompartmentKind
from portal.services.imports.labels import (
    closure_of_heading,
    compartment_for,
    marking_of_heading,
    marking_of_line,
)

MARKED = [
    "RESTRICTED: Update",
    "Restricted - Update",
    "restricted update",
    "[RESTRICTED] Update",
    "(Exempt) Update",
    "** CONFIDENTIAL ** Update",
    "EXEMPT\u2014Update",
    "\u00b7  Confidential: Update",
    "5.2 RESTRICTED Update",
    "Item 5 \u2013 Restricted: Update",
    "R E S T R I C T E D: Update",
    "RESTRICTED\u00a0\u2013\u00a0Update",
    "RE\u200bSTRI\u00adCTED: Update",
    "\uff32\uff25\uff33\uff34\uff32\uff29\uff23\uff34\uff25\uff24: Update",
    "RESTRICTEDUpdate",
    "Update (Restricted)",
    "Update - EXEMPT",
    "Update [confidential item]",
    "Update: RESTRICTED for now",
    "Not for publication: Update",
    "OFFICIAL-SENSITIVE Update",
    "Private: Update",
    "Part 2 - Update",
]


@pytest.mark.parametrize("heading", MARKED)
def test_a_marked_heading_is_told(heading):
    assert marking_of_heading(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "Update",
        "Restrictions on parking",
        "Private sector housing",
        "Closed circuit cameras",
        "Handling of confidential waste",
        "Secretary's report",
        "Protected characteristics",
        "Exemptions and waivers",
        "Party wall rules",
        "",
    ],
)
def test_a_plain_heading_is_not_marked(heading):
    assert marking_of_heading(heading) == ""


@pytest.mark.parametrize(
    "line",
    [
        "Restricted access to the slipway was discussed.",
        "Exempt accommodation was raised by the housing lead.",
        "Confidential waste is collected on Mondays.",
        "The letter had been marked restricted by mistake, and was sent again.",
    ],
)
def test_prose_is_not_marked(line):
    assert marking_of_line(line) == ""


@pytest.mark.parametrize(
    "line", [each for each in MARKED if ":" in each or each.isupper() or each[:1] in "[(*"]
)
def test_a_marked_line_is_told(line):
    assert marking_of_line(line)


@pytest.mark.parametrize(
    ("words", "compartment"),
    [
        ("Domestic Homicide Review Update", CompartmentKind.DHR),
        ("DHR learning", CompartmentKind.DHR),
        ("DHRs and domestic abuse", CompartmentKind.DHR),
        ("Domestic abuse update", CompartmentKind.DOMESTIC_ABUSE),
        ("DA programme", CompartmentKind.DOMESTIC_ABUSE),
        ("Dad's club", CompartmentKind.GENERAL),
        ("Prevent update", CompartmentKind.PREVENT),
        ("Channel panel", CompartmentKind.PREVENT),
        ("Prevention of flooding", CompartmentKind.GENERAL),
        ("Liaison group", CompartmentKind.GENERAL),
    ],
)
def test_the_words_suggest_the_compartment(words, compartment):
    assert compartment_for(words) is compartment


def test_a_closure_names_its_label_and_looks_at_the_context():
    closed = closure_of_heading("Restricted: item", context="the Channel panel")
    assert (closed.label, closed.compartment) == ("RESTRICTED", CompartmentKind.PREVENT)
    assert closure_of_heading("Item") is None
