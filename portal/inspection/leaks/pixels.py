"""How much a part of a picture differs within itself."""

from PIL import Image


def range_of(image: Image.Image, region: tuple[int, int, int, int]) -> int:
    """Give how much the greys of a region differ; nothing, outside the picture."""
    left, top = max(0, region[0]), max(0, region[1])
    right, bottom = min(image.width, region[2]), min(image.height, region[3])
    if left >= right or top >= bottom:
        return 0
    least, most = image.crop((left, top, right, bottom)).getextrema()
    return int(most - least)  # type: ignore[operator]
