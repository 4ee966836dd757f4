"""All planted leaks together, and what is asked of a check that is to find them."""

from portal.inspection.leaks.content.figures import figure_hashes_of
from portal.inspection.leaks.content.phrases import hashes_of
from portal.policy.markings import PRINTED
from tests.inspection.leaks.planted_figures import FIGURES, REPEATED
from tests.inspection.leaks.planted_open_documents import OPEN_DOCUMENTS
from tests.inspection.leaks.planted_pdfs import PDFS
from tests.inspection.leaks.planted_tables import TABLES
from tests.inspection.leaks.planted_word import WORD_FILES
from tests.inspection.leaks.planted_words import CLOSED, NAMES, WORDS

PLANTED = {**PDFS, **WORD_FILES, **TABLES, **OPEN_DOCUMENTS, **WORDS, **REPEATED}
KEY = b"a key that the tests alone have."
MEETING = "0f" * 16
ASKED = {
    "access": "public",
    "names": NAMES,
    "phrases": {
        "key": KEY.hex(),
        "meeting": MEETING,
        "hashes": [
            each.hex()
            for each in (*hashes_of(CLOSED, KEY), *figure_hashes_of(FIGURES, KEY, MEETING))
        ],
    },
    "markings": [{"mark": meaning.value, "pattern": words} for meaning, words in PRINTED],
}
