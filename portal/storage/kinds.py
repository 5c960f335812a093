"""What kind of file something is, by its first bytes and by its name; both have to agree (R-FILE-3)."""

from pathlib import PurePosixPath

from portal.storage.refusals import Reason, Refused

HEAD = 64  # bytes that `kind_of` needs

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
WEBP = "image/webp"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

EXTENSIONS = {
    ".pdf": PDF,
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".png": PNG,
    ".webp": WEBP,
    ".docx": DOCX,
    ".xlsx": XLSX,
}
PICTURES = frozenset({JPEG, PNG, WEBP})
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PHONE_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})
_MACRO_EXTENSIONS = frozenset({".docm", ".dotm", ".xlsm", ".xltm", ".xlam"})


def kind_of(head: bytes, file_name: str) -> str:
    """Return the media type of a file from its first bytes and its name. Raises `Refused`."""
    extension = PurePosixPath(file_name.replace("\\", "/")).suffix.lower()
    said = EXTENSIONS.get(extension)
    found = _by_magic(head)
    if head.startswith(_ZIP) and extension in _MACRO_EXTENSIONS:
        raise Refused(Reason.MACRO)
    if head.startswith(_ZIP) and said in (DOCX, XLSX):
        return said
    if found is None or said is None:
        raise Refused(Reason.TYPE, extension=extension)
    if found != said:
        raise Refused(Reason.MISMATCH, extension=extension, media_type=found)
    return said


def _by_magic(head: bytes) -> str | None:
    if head[4:8] == b"ftyp" and head[8:12] in _PHONE_BRANDS:
        raise Refused(Reason.PHOTO_FORMAT)
    if head.startswith(_OLE):
        raise Refused(Reason.OLD_OFFICE)
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    return WEBP if head.startswith(b"RIFF") and head[8:12] == b"WEBP" else None
