"""Numbers as they are said in words, in English and in Welsh, and in Roman numerals."""

from typing import Final

_ENGLISH: Final = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_WELSH: Final = "un dau tri pedwar pump chwech saith wyth naw deg"
_ROMANS: Final = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii"
WORDS: Final = {
    **{word: at for at, word in enumerate(_ENGLISH.split(), 1)},
    **{word: at for at, word in enumerate(_WELSH.split(), 1)},
    "deuddeg": 12,
    "pymtheg": 15,
    "deunaw": 18,
    "dwy": 2,
    "tair": 3,
    "pedair": 4,
}
TEENS: Final = {"ddeg": 10, "bymtheg": 15}
"""What follows "pedwar ar", and how much it adds."""

ROMAN: Final = {word: at for at, word in enumerate(_ROMANS.split(), 1)}
