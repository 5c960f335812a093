"""Looking through a PDF: it has to open as it stands, show pages, and do nothing by itself."""

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import pikepdf

from portal.storage.refusals import Reason, Refused

MAX_OBJECTS = 300_000
TAIL = 66_000  # a ZIP directory may hide this far from the end
_ACTIONS = frozenset(
    {
        *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie", "/Sound"),
        *("/RichMediaExecute", "/GoTo3DView"),
    }
)
_KEYS = {
    "/JS": Reason.ACTIVE,
    "/JavaScript": Reason.ACTIVE,
    "/EmbeddedFiles": Reason.ATTACHMENT,
    "/EF": Reason.ATTACHMENT,
    "/Collection": Reason.ATTACHMENT,
    "/XFA": Reason.DYNAMIC_FORM,
    "/RichMediaContent": Reason.ACTIVE,
}
_CONTAINERS = (pikepdf.Array, pikepdf.Dictionary, pikepdf.Stream)
_SUBTYPES = {"/FileAttachment": Reason.ATTACHMENT, "/RichMedia": Reason.ACTIVE, "/3D": Reason.ACTIVE}


def look_through_pdf(stream: BinaryIO) -> int:
    """Return the number of pages. Raises `Refused`."""
    _check_ends(stream)
    stream.seek(0)
    try:
        with pikepdf.open(stream, attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Refused(Reason.ENCRYPTED)
            _check_objects(pdf)
            pages = len(pdf.pages)
    except pikepdf.PasswordError:
        raise Refused(Reason.ENCRYPTED) from None
    except pikepdf.PdfError:
        raise Refused(Reason.DAMAGED) from None
    if not pages:
        raise Refused(Reason.DAMAGED)
    return pages


def _check_ends(stream: BinaryIO) -> None:
    size = stream.seek(0, 2)
    stream.seek(max(0, size - TAIL))
    tail = stream.read()
    _, end, rest = tail.rpartition(b"%%EOF")
    if not end:
        raise Refused(Reason.CUT_OFF)
    if rest.strip(b"\r\n\t \0") or b"PK\x05\x06" in tail:
        raise Refused(Reason.TWO_KINDS)


def _check_objects(pdf: pikepdf.Pdf) -> None:
    for seen, entries in enumerate(_dictionaries(pdf)):
        if seen > MAX_OBJECTS:
            raise Refused(Reason.TOO_COMPLEX)
        _check_dictionary(entries)


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[dict[str, Any]]:
    """Yield every dictionary of the file, however deep; what is referred to comes once, from the list of objects."""
    pending: list[pikepdf.Object] = [pdf.trailer]
    for top in pdf.objects:
        pending.append(top)
        while pending:
            item = pending.pop()
            if isinstance(item, pikepdf.Array):
                parts: Iterable[Any] = item
            elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
                entries = dict(item.items())
                yield entries
                parts = entries.values()
            else:
                continue
            pending.extend(part for part in parts if isinstance(part, _CONTAINERS) and not part.is_indirect)


def _check_dictionary(entries: dict[str, Any]) -> None:
    for key in entries.keys() & _KEYS.keys():
        raise Refused(_KEYS[key])
    if str(entries.get("/S", "")) in _ACTIONS:
        raise Refused(Reason.ACTIVE)
    if str(entries.get("/Type", "")) == "/EmbeddedFile":
        raise Refused(Reason.ATTACHMENT)
    reason = _SUBTYPES.get(str(entries.get("/Subtype", "")))
    if reason is not None:
        raise Refused(reason)
