"""Sets of words, written as people write them."""


def words(written: str) -> frozenset[str]:
    """Give the words of a line, each once."""
    return frozenset(written.split())
