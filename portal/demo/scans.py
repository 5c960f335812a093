"""The papers that citizens of the demo attach: pictures of a form that nobody can take for a real one."""

import io
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from portal.storage import FolderStorage, StoredFile

MEDIA_TYPE = "image/jpeg"
KINDS = 6  # a few pictures serve all cases: files are kept by content, so each is stored once
LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Scan:
    """A stored picture."""

    file_name: str
    stored: StoredFile


def store_scans(storage: FolderStorage) -> tuple[Scan, ...]:
    """Draw the pictures and keep them; the same every time."""
    return tuple(
        Scan(f"anh-chup-{number + 1}.jpg", storage.put(io.BytesIO(picture(number)), limit=LIMIT))
        for number in range(KINDS)
    )


def picture(number: int) -> bytes:
    """Return a photo of a page, as JPEG: lines instead of text, and a band that says it is a sample."""
    random = Random(number)
    paper = Image.new("RGB", (620, 877), (250 - number * 4, 248 - number * 3, 240))
    pen = ImageDraw.Draw(paper)
    pen.rectangle((40, 40, 580, 837), outline=(120, 120, 120), width=2)
    pen.rectangle((180, 90, 440, 104), fill=(70, 70, 80))
    for line in range(24):
        top = 150 + line * 26
        pen.rectangle((80, top, 80 + random.randint(220, 460), top + 8), fill=(150, 150, 158))
    pen.rectangle((40, 420, 580, 470), fill=(170, 40, 40))
    pen.text((220, 432), f"MAU / SAMPLE {number + 1}", fill=(255, 255, 255), font_size=24)
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=70)
    return out.getvalue()
