"""Pictures: drawn anew from their points alone, so that nothing else of the file is kept."""

import io
import struct
import warnings
import zlib
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.inspection.kinds import Format
from portal.inspection.structure.archives import hides_archive
from portal.inspection.structure.findings import Found, Refusal, Refused

MOST_POINTS: Final = 50_000_000
LARGEST: Final = 20_000_000
QUALITY: Final = 92

Image.init()  # loads every codec, which the process cannot once it is locked in
Image.MAX_IMAGE_PIXELS = None  # the limit is our own, and held before a point is read
warnings.simplefilter("error", UserWarning)
_BROKEN: Final = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    EOFError,
    KeyError,
    AttributeError,
    OverflowError,
    UserWarning,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
"""What Pillow raises at pictures that are none."""


def examine(content: memoryview, wanted: Format) -> Found:
    """Examine a picture, and give it as it is to be kept."""
    if hides_archive(content):
        return Found(refusals=(Refusal.of("file.hidden-archive"),))
    kind = "PNG" if wanted.media_type == "image/png" else "JPEG"
    try:
        cleaned = _anew(content, kind)
    except Refused as refused:
        return refused.found
    except _BROKEN:
        return Found(refusals=(Refusal.of("image.damaged"),))
    note = "What the camera or program had written into the picture was removed."
    return Found(cleaned=cleaned, notes=(note,))


def _anew(content: memoryview, kind: str) -> bytes:
    with Image.open(io.BytesIO(content), formats=[kind]) as picture:
        if picture.width * picture.height > MOST_POINTS:
            raise Refused("image.pixels")
        if getattr(picture, "n_frames", 1) != 1:
            raise Refused("image.moving")
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        plain = Image.new(upright.mode, upright.size)
        if upright.mode == "P" and (palette := upright.getpalette()) is not None:
            plain.putpalette(palette)
        plain.paste(upright)
    out = io.BytesIO()
    if kind == "PNG":
        shown = upright.info.get("transparency")
        plain.save(out, "PNG", **({} if shown is None else {"transparency": shown}))
    else:
        plain.save(out, "JPEG", quality=QUALITY, subsampling="4:4:4")
    if out.tell() > LARGEST:
        raise Refused("image.size")
    return out.getvalue()
