"""Looking through a new office file (a ZIP of XML): what it says it is, nothing that runs, nothing from elsewhere."""

import zipfile
from collections.abc import Callable
from typing import BinaryIO
from xml.parsers import expat

from portal.storage.kinds import DOCX
from portal.storage.refusals import Reason, Refused

MAX_ENTRIES = 1_000
MAX_UNPACKED = 200 << 20
MAX_RATIO = 100
RATIO_MATTERS_FROM = 1 << 20  # a small entry of spaces compresses well and harms nobody
CHUNK = 1 << 18
_MAIN = {True: "wordprocessingml.document.main+xml", False: "spreadsheetml.sheet.main+xml"}
_HARMLESS_LINKS = ("http://", "https://", "mailto:", "tel:", "#")

Handler = Callable[[str, dict[str, str]], None]


def look_through_package(stream: BinaryIO, media_type: str) -> None:
    """Raises `Refused` unless this is a plain document or workbook."""
    try:
        with zipfile.ZipFile(stream) as package:
            _check_directory(package)
            _check_parts(package, media_type)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zipfile.zlib.error):  # type: ignore[attr-defined]
        raise Refused(_broken(stream)) from None
    except expat.ExpatError:
        raise Refused(Reason.DAMAGED) from None


def _broken(stream: BinaryIO) -> Reason:
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 66_000))
    return Reason.DAMAGED if b"PK\x05\x06" in stream.read() else Reason.CUT_OFF


def _check_directory(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED:
        raise Refused(Reason.UNPACKED_SIZE)
    if package.comment or min((e.header_offset for e in entries), default=1):
        raise Refused(Reason.TWO_KINDS)
    if len({e.filename for e in entries}) != len(entries):
        raise Refused(Reason.TWO_KINDS)
    for entry in entries:
        _check_entry(entry)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if entry.flag_bits & 1:
        raise Refused(Reason.ENCRYPTED)
    if entry.file_size > max(RATIO_MATTERS_FROM, MAX_RATIO * entry.compress_size):
        raise Refused(Reason.UNPACKED_SIZE)
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        raise Refused(Reason.DAMAGED)
    lower = name.lower()
    if "vbaproject" in lower or "/activex/" in lower or lower.endswith((".bin.rels", "vbadata.xml")):
        raise Refused(Reason.MACRO)
    if "/embeddings/" in lower:
        raise Refused(Reason.ATTACHMENT)


def _check_parts(package: zipfile.ZipFile, media_type: str) -> None:
    kinds: list[str] = []
    for entry in package.infolist():
        _read_part(package, entry, kinds)
    if any("macroEnabled" in kind or "vbaProject" in kind or "activeX" in kind for kind in kinds):
        raise Refused(Reason.MACRO)
    if any("oleObject" in kind for kind in kinds):
        raise Refused(Reason.ATTACHMENT)
    if not any(kind.endswith(_MAIN[media_type == DOCX]) for kind in kinds):
        raise Refused(Reason.TYPE)


def _read_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo, kinds: list[str]) -> None:
    """Read a part to its end (its checksum is compared there), as XML where it is XML."""
    parser = _parser(entry.filename, kinds) if entry.filename.lower().endswith((".xml", ".rels", ".vml")) else None
    with package.open(entry) as part:
        while chunk := part.read(CHUNK):
            if parser:
                parser.Parse(chunk, False)
    if parser:
        parser.Parse(b"", True)


def _parser(name: str, kinds: list[str]) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    if name == "[Content_Types].xml":
        parser.StartElementHandler = lambda _, attributes: kinds.append(attributes.get("ContentType", ""))
    elif name.endswith(".rels"):
        parser.StartElementHandler = _check_relation
    else:
        parser.StartElementHandler = _check_element
        parser.CharacterDataHandler = _check_text
    return parser


def _no_doctype(*declaration: object) -> None:
    """An office file has no document type; whoever writes one wants entities."""
    raise Refused(Reason.DAMAGED)


def _check_relation(element: str, attributes: dict[str, str]) -> None:
    if attributes.get("TargetMode") != "External":
        return
    link = attributes.get("Type", "").endswith("/hyperlink")
    if not link or not attributes.get("Target", "").lower().startswith(_HARMLESS_LINKS):
        raise Refused(Reason.EXTERNAL)


def _check_element(element: str, attributes: dict[str, str]) -> None:
    if element.rpartition(":")[2] in ("ddeLink", "oleLink"):
        raise Refused(Reason.EXTERNAL)
    if any(key.rpartition(":")[2] == "instr" and _is_dde(value) for key, value in attributes.items()):
        raise Refused(Reason.EXTERNAL)


def _check_text(text: str) -> None:
    if _is_dde(text):
        raise Refused(Reason.EXTERNAL)


def _is_dde(text: str) -> bool:
    """A field that starts another program: DDE or DDEAUTO as its first word, with arguments."""
    word, space, _ = text.lstrip().partition(" ")
    return bool(space) and word.upper() in ("DDE", "DDEAUTO")
