"""Whether two pictures show different things, whatever their sizes."""

from typing import Final

from PIL import Image, ImageChops, ImageStat

_SMALL: Final = (48, 48)
_ALIKE: Final = 48


def differ(one: Image.Image, other: Image.Image) -> bool:
    """Say whether two pictures show different things, rather than one thing in two sizes."""
    # A tenth more or less: small copies are a whole number of pixels wide.
    if not 0.9 < one.width * other.height / (one.height * other.width) < 1.1:  # noqa: PLR2004
        return True
    alike = [each.convert("L").resize(_SMALL, Image.Resampling.BOX) for each in (one, other)]
    difference = ImageChops.difference(*alike)
    most = int(difference.getextrema()[1])  # type: ignore[arg-type]
    return most > _ALIKE and ImageStat.Stat(difference).mean[0] > 1.0
