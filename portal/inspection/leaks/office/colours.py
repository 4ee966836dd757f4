"""Whether text of one colour can be read on another."""

import re
from typing import Final

_HEX: Final = re.compile(r"#?(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})")
_LEAST_RATIO: Final = 1.25
WHITE: Final = "FFFFFF"
BLACK: Final = "000000"
HIGHLIGHTS: Final = {
    "black": BLACK, "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000",
    "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000", "darkGray": "808080",
    "lightGray": "C0C0C0", "white": WHITE, "yellow": "FFFF00", "green": "00FF00", "cyan": "00FFFF",
    "magenta": "FF00FF", "blue": "0000FF", "red": "FF0000",
}  # fmt: skip


def is_colour(value: str) -> bool:
    """Say whether a value is a colour in numbers."""
    return _HEX.fullmatch(value) is not None


def is_lost(text: str, ground: str) -> bool:
    """Say whether text of a colour cannot be told from its ground (WCAG 2.2, contrast ratio)."""
    light, dark = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05) < _LEAST_RATIO


def _luminance(colour: str) -> float:
    found = _HEX.fullmatch(colour)
    if found is None:
        return 0.0
    parts = [int(each, 16) / 255 for each in found.groups()]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 -- sRGB
        for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
