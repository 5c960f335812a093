"""Looking through a picture, and drawing it anew: upright, without place, device or anything else that came along."""

import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.storage.kinds import JPEG, PNG, WEBP
from portal.storage.refusals import Reason, Refused

SHOWN_SIDE = 4000  # pixels; an A4 page at 340 dots an inch
JPEG_QUALITY = 88
PRINT_QUALITY = 80
# JPEG is decoded at a fraction of its size; the others have to be decoded whole.
MAX_PIXELS = {JPEG: 64_000_000, PNG: 25_000_000, WEBP: 25_000_000}
_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is shown: newly encoded, so nothing of the original's bytes is left in it."""

    media_type: str
    width: int
    height: int
    content: bytes


def redraw(stream: BinaryIO, media_type: str) -> Picture:
    """Return the picture as it will be shown. Raises `Refused`."""
    Image.MAX_IMAGE_PIXELS = None  # our own limits below name the kind and the figures
    stream.seek(0)
    try:
        with Image.open(stream, formats=[_FORMATS[media_type]]) as image:
            width, height = image.size
            limit = MAX_PIXELS[media_type]
            if width * height > limit:
                raise Refused(Reason.PIXELS, width=width, height=height, limit=limit)
            times = max(1, max(width, height) // SHOWN_SIDE)
            image.draft(None, (width // times, height // times))  # a JPEG is decoded at a half, a quarter, an eighth
            image.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
            return _encode(ImageOps.exif_transpose(image), media_type)
    except UnidentifiedImageError:
        raise Refused(Reason.DAMAGED) from None
    except OSError as error:
        cut_off = "truncated" in str(error)
        raise Refused(Reason.CUT_OFF if cut_off else Reason.DAMAGED) from None


def smaller(content: bytes, side: int) -> tuple[bytes, int, int]:
    """Return a kept picture as a JPEG of at most so many pixels a side, with its width and height.

    The same picture gives the same bytes.
    """
    with Image.open(io.BytesIO(content)) as image:
        image.thumbnail((side, side))
        drawn, small = io.BytesIO(), image.convert("RGB")
        small.save(drawn, "JPEG", quality=PRINT_QUALITY)
    return drawn.getvalue(), small.width, small.height


def _encode(image: Image.Image, media_type: str) -> Picture:
    content = io.BytesIO()
    lossless = media_type == PNG or image.has_transparency_data
    if lossless:
        kept = image if image.mode in ("1", "L", "LA", "RGB", "RGBA") else image.convert("RGBA")
        kept.info.clear()
        kept.save(content, "PNG", compress_level=6)
    else:
        kept = image if image.mode == "L" else image.convert("RGB")
        kept.info.clear()
        kept.save(content, "JPEG", quality=JPEG_QUALITY)
    return Picture(PNG if lossless else JPEG, kept.width, kept.height, content.getvalue())
