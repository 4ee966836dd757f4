"""A browser in two words, so that people know their own sessions again in a list."""

from typing import Final

# The first that occurs counts: browsers name their forebears too.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
UNKNOWN: Final = "A browser"


def browser_words(user_agent: str) -> str:
    """Describe a browser by what it calls itself, in words of ours: ``Firefox on Windows``.

    Nothing of the text itself is kept, which may be anything, and would tell people apart.
    """
    browser = next((words for mark, words in _BROWSERS if mark in user_agent), UNKNOWN)
    system = next((words for mark, words in _SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
