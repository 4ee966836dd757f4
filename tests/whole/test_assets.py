"""What pages wear: readable colours, nothing that belongs to gov.uk alone, nothing inline."""

import json
import re

import pytest

from tests.support.tree import ROOT

BUILT = ROOT / "portal/web/static/built"
BRAND = (ROOT / "assets/_brand.scss").read_text()
WHITE = "#ffffff"


def colour(name: str) -> str:
    found = re.search(rf'^\s*(?:\$|"){name}"?:\s*(#[0-9a-f]{{6}})', BRAND, re.MULTILINE)
    assert found, f"assets/_brand.scss has no colour {name}"
    return found[1]


def luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance"."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def built(name: str) -> str:
    return (BUILT / json.loads((BUILT / "manifest.json").read_text())[name]).read_text()


def test_contrast_is_reckoned_as_wcag_does():
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#767676", WHITE) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("on-brand", "brand", 4.5),
        ("on-restricted", "restricted", 7),
        ("link", "template-background", 4.5),
        ("link-hover", "template-background", 4.5),
        ("quiet", "template-background", 4.5),
    ],
)
def test_text_can_be_read_on_its_ground(text, ground, least):
    assert contrast(colour(text), colour(ground)) >= least


def test_the_style_sheet_is_ours_to_use():
    css = built("portal.css")
    assert ".govuk-generic-header" in css
    assert ".portal-restricted-banner" in css
    for word in ("GDS Transport", "crest", "@font-face", "url("):
        assert word not in css


def test_the_manifest_names_files_that_are_there_and_no_others():
    names = json.loads((BUILT / "manifest.json").read_text())
    assert {"portal.css", "portal.js", "favicon.svg"} <= names.keys()
    assert {path.name for path in BUILT.iterdir()} == {*names.values(), "manifest.json"}


def test_the_script_is_a_module_that_finds_its_neighbour():
    script = built("portal.js")
    neighbour = re.search(r'from "\./([^"]+)"', script)
    assert neighbour
    assert (BUILT / neighbour[1]).exists()
    assert "persisted" in script
