"""The words of real publications, where they are kept beside the project."""

from datetime import date

from portal.services.grounds_in_text import Assertion, Nation, Regime, read_ground
from tests.services.imports.published import sample


def lines(name: str) -> list[str]:
    return [each.strip() for each in sample(name).text.splitlines() if each.strip()]


def test_the_one_ground_of_the_pack_is_read_and_nothing_else_closes():
    on = date(2023, 12, 6)
    printed = lines("agenda-pack-2023-12-06.txt")
    readings = {each: read_ground(each, Nation.ENGLAND, on) for each in printed}
    closing = {text: reading for text, reading in readings.items() if reading.closes}
    (ground,) = closing.values()
    assert (ground.regime, ground.paragraphs) == (Regime.ENGLAND, ("1",))
    labels = [text for text, each in readings.items() if each.assertion is Assertion.LABEL_ONLY]
    assert "Document is Restricted" in labels
    assert "Item restricted" in labels
    assert sum(each.startswith("RESTRICTED:") for each in labels) >= 4


def test_the_page_has_labels_and_no_ground():
    on = date(2023, 6, 28)
    for text in lines("meeting-page-2023-06-28.txt"):
        reading = read_ground(text, Nation.ENGLAND, on)
        assert not reading.closes
        if text.startswith("RESTRICTED:"):
            assert reading.assertion is Assertion.LABEL_ONLY
