"""Files as people send them, and as attackers do, made on the spot."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import pikepdf
from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, **saving: object) -> bytes:
    """Return a one-page PDF after `change`."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    if change is not None:
        change(made)
    made.save(out, **saving)  # type: ignore[arg-type]
    return out.getvalue()


def pdf_with_root(**entries: object) -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            made.Root["/" + key] = value

    return pdf(change)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **saving: object) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **saving)
    return out.getvalue()


def phone_photo() -> bytes:
    """Return a JPEG lying on its side, with the place it was taken at."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (15.0, 7.0, 12.0)})
    return picture(size=(60, 40), exif=exif)


def png_of(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and holds one black line."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    line = zlib.compress(b"\0" * (width // 8 + 1))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", line) + chunk(b"IEND", b"")


def package(parts: Mapping[str, str | bytes], *, kinds: str = WORD) -> bytes:
    """Return an office file with the parts; `kinds` is the content type of its main part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", f'<Types><Override PartName="/main.xml" ContentType="{kinds}"/></Types>')
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def docx(parts: Mapping[str, str | bytes] | None = None) -> bytes:
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>Đơn xin</w:t></w:r></w:p></w:body></w:document>"
    return package({"word/document.xml": body, **(parts or {})})


def xlsx(extra: Mapping[str, str | bytes] | None = None) -> bytes:
    return package({"xl/workbook.xml": "<workbook/>", **(extra or {})}, kinds=EXCEL)


def relation(kind: str, target: str) -> str:
    return (
        f'<Relationships><Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="External"/>'
        "</Relationships>"
    )
