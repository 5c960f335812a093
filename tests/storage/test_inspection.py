import io
import resource

import pytest
from pikepdf import Array, Name, Object, Pdf
from PIL import Image

from portal.storage import Reason, Refused
from portal.storage.inspect_child import CPU_SECONDS
from portal.storage.inspection import inspect
from portal.storage.kinds import DOCX, JPEG, PDF, PNG, XLSX
from portal.storage.pictures import SHOWN_SIDE
from tests.storage.files import docx, package, pdf, phone_photo, picture, relation, xlsx


def look(content: bytes, file_name: str) -> tuple[str, int | None, int | None, int | None]:
    found = inspect(io.BytesIO(content), file_name)
    return found.media_type, found.pages, found.width, found.height


def test_a_pdf_is_known_with_its_pages() -> None:
    assert look(pdf(), "Đơn xin.PDF") == (PDF, 1, None, None)


def test_a_pdf_that_opens_at_a_page_is_no_danger() -> None:
    def change(made: Pdf) -> None:
        made.Root.OpenAction = Array([made.pages[0].obj, Name.Fit])

    assert look(pdf(change), "a.pdf")[0] == PDF


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "anh.jpeg"), ("PNG", "anh.png"), ("WEBP", "anh.webp")])
def test_a_photo_is_known_with_its_size(kind: str, name: str) -> None:
    assert look(picture(kind), name)[2:] == (60, 40)


def test_office_files_are_known() -> None:
    assert look(docx(), "don.docx")[0] == DOCX
    assert look(xlsx(), "bang.xlsx")[0] == XLSX


def test_a_link_to_a_page_is_no_danger() -> None:
    link = relation("hyperlink", "https://dichvucong.gov.vn")

    assert look(docx({"word/_rels/document.xml.rels": link}), "don.docx")[0] == DOCX


def test_the_word_dde_in_a_sentence_is_no_danger() -> None:
    text = "<a>Chỉ số DDE năm nay</a>"

    assert look(docx({"word/footer1.xml": text}), "don.docx")[0] == DOCX


def test_a_phone_photo_is_shown_upright_and_without_its_place() -> None:
    found = inspect(io.BytesIO(phone_photo()), "IMG_1.jpg")

    assert found.shown is not None
    with Image.open(io.BytesIO(found.shown)) as shown:
        assert shown.size == (40, 60)
        assert not shown.getexif()
    assert b"PhoneMaker" not in found.shown


def test_what_hangs_behind_a_picture_is_not_in_what_is_shown() -> None:
    found = inspect(io.BytesIO(picture() + package({"x.html": "<script>"}) + b"HIDDEN"), "anh.jpg")

    assert found.shown is not None
    assert b"PK" not in found.shown
    assert b"HIDDEN" not in found.shown


def test_a_large_photo_is_shown_smaller() -> None:
    found = inspect(io.BytesIO(picture(size=(6000, 4500))), "anh.jpg")

    assert (found.width, found.height) == (SHOWN_SIDE, SHOWN_SIDE * 3 // 4)


def test_a_webp_photo_is_shown_as_jpeg_and_a_drawing_keeps_its_transparency() -> None:
    see_through = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(see_through, "WEBP", lossless=True)

    assert inspect(io.BytesIO(picture("WEBP")), "anh.webp").shown_type == JPEG
    assert inspect(io.BytesIO(see_through.getvalue()), "anh.webp").shown_type == PNG


def test_the_largest_photo_fits_into_the_limits_of_memory_and_time() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    inspect(io.BytesIO(picture(size=(9200, 6900), quality=30)), "anh.jpg")

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < CPU_SECONDS - 1


def test_a_pdf_with_too_many_parts_is_refused_in_time() -> None:
    def change(made: Pdf) -> None:
        made.Root.Parts = Object.parse(b"[" + b"<</A 1>>" * 400_000 + b"]")

    with pytest.raises(Refused) as refused:
        inspect(io.BytesIO(pdf(change)), "a.pdf")

    assert refused.value.reason == Reason.TOO_COMPLEX
