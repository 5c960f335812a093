"""Looking through a PDF: it has to open as it stands, show pages, and do nothing by itself."""

from collections.abc import Iterator
from typing import BinaryIO

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
    for seen, dictionary in enumerate(_dictionaries(pdf)):
        if seen > MAX_OBJECTS:
            raise Refused(Reason.TOO_COMPLEX)
        _check_dictionary(dictionary)


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield every dictionary of the file, however deep; what is referred to comes once, from the list of objects."""
    pending: list[pikepdf.Object] = [pdf.trailer]
    for top in pdf.objects:
        pending.append(top)
        while pending:
            item = pending.pop()
            if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
                yield item
                pending.extend(item[key] for key in item.keys() if not _elsewhere(item, key))  # noqa: SIM118
            elif isinstance(item, pikepdf.Array):
                pending.extend(part for part in item if isinstance(part, pikepdf.Object) and not part.is_indirect)


def _elsewhere(item: pikepdf.Object, key: str) -> bool:
    value = item[key]
    return not isinstance(value, pikepdf.Object) or value.is_indirect


def _check_dictionary(item: pikepdf.Object) -> None:
    for key in item.keys():  # noqa: SIM118  not a mapping: it iterates over something else
        if key in _KEYS:
            raise Refused(_KEYS[key])
    if str(item.get("/S", "")) in _ACTIONS:
        raise Refused(Reason.ACTIVE)
    if str(item.get("/Type", "")) == "/EmbeddedFile":
        raise Refused(Reason.ATTACHMENT)
    reason = _SUBTYPES.get(str(item.get("/Subtype", "")))
    if reason is not None:
        raise Refused(reason)
