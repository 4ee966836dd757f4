"""How what is said to a person must be put."""

import re
from typing import Final

KNOWN: Final = frozenset({"OFFICIAL", "SENSITIVE"})
"""What is written in capitals wherever it stands."""


def well_put(said: str) -> bool:
    """Say whether words are whole sentences, in ordinary letters, with nothing run together."""
    words = re.findall(r"[A-Za-z]+", said)
    return (
        said[:1].isupper()
        and said.endswith(".")
        and re.search(r"\s\s|\s[.,:;]", said) is None
        and all(each.islower() or each.istitle() or each in KNOWN for each in words)
    )
