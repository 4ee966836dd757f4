"""An office file becomes an accessible PDF before it is published, if its clerk wants that."""

import pytest

from portal.inspection import office
from portal.services.uploads import converting
from tests.support.furnishing import OPEN_ITEM
from tests.uploads.office_files import a_document
from tests.uploads.sending import begin, press, rules_on, send

WORDS = "Nightjar lane lamps"
BUTTON = "Make an accessible PDF of it"
AT = f"/clerk/items/{OPEN_ITEM}/papers"


def test_a_clerk_turns_a_document_into_a_pdf_which_is_checked_and_published(
    whole_world, clerk, tmp_path
):
    if office.way() is None:
        pytest.skip("LibreOffice, with bubblewrap or user namespaces")
    at = begin(clerk, AT, title="The lamps")
    assert send(clerk, at, "The lamps.docx", a_document(WORDS)).status_code == 303
    assert BUTTON in clerk.get(at).text
    assert press(clerk, f"{at}/convert").status_code == 303
    page = clerk.get(at).text
    assert "The lamps.pdf, PDF" in page
    assert BUTTON not in page
    assert not [
        each for each in (tmp_path / "papers").iterdir() if WORDS.encode() in each.read_bytes()
    ]
    paper = press(clerk, f"{at}/publish").location
    assert "Read the text of the file here" in whole_world.client().get(paper).text
    assert WORDS in whole_world.client().get(f"{paper}/text").text


def test_without_libreoffice_it_is_kept_as_it_is_and_its_page_says_so(
    whole_world, clerk, monkeypatch
):
    monkeypatch.setattr(office, "way", lambda: None)
    at = begin(clerk, AT, title="The lamps")
    send(clerk, at, "The lamps.docx", a_document(WORDS))
    page = clerk.get(at).text
    assert BUTTON not in page
    assert "kept as it was sent" in page
    assert press(clerk, f"{at}/convert").status_code == 404
    paper = press(clerk, f"{at}/publish").location
    page = whole_world.client().get(paper).text
    assert "kept as it was sent" in page
    assert "not been made into an accessible PDF" in page
    assert whole_world.client().get(f"{paper}/text").status_code == 422
    assert whole_world.client().get(f"{paper}/pages/1/image").status_code == 422


def test_if_it_does_not_work_the_file_stays(clerk, monkeypatch):
    monkeypatch.setattr(converting, "convertible", lambda _: True)
    monkeypatch.setattr(office, "way", lambda: ("/bin/false",))
    at = begin(clerk, AT, title="The lamps")
    send(clerk, at, "The lamps.docx", a_document(WORDS))
    assert rules_on(press(clerk, f"{at}/convert")) == ["conversion.failed"]
    assert "The lamps.docx" in clerk.get(at).text
    with pytest.raises(converting.NotConverted):
        office.convert(".docx", [b""])
