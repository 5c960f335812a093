"""The papers of a dossier."""

import pytest

from portal.catalogue.entry_facts import Component
from portal.catalogue.national.components import read_components
from tests.catalogue.national.records import PAPERS


def papers(text: str) -> list[Component]:
    return read_components(f"--{PAPERS}{text}")


def test_papers_run_together_are_parted_at_their_counts() -> None:
    found = papers("Đơn xin thả diều1 bản chínhẢnh con diều0 bản chính,2 bản sao- Giấy cam đoan1 bản chính,1 bản sao")

    assert [(each.name, each.originals, each.copies) for each in found] == [
        ("Đơn xin thả diều", 1, 0),
        ("Ảnh con diều", 0, 2),
        ("Giấy cam đoan", 1, 1),
    ]


def test_counts_inside_a_name_are_prose() -> None:
    (found,) = papers("Hợp đồng (01 bản chính hoặc 1 bản chính kèm 01 bản sao): 01 bản chính;1 bản chính")

    assert found.name == "Hợp đồng (01 bản chính hoặc 1 bản chính kèm 01 bản sao): 01 bản chính"


def test_papers_stand_under_the_heading_of_their_case() -> None:
    text = f"a) Diều nhỏ:{PAPERS}Đơn1 bản chínhb) Diều to:{PAPERS}Đơn1 bản chínhẢnh1 bản chính----"

    assert [(each.group, each.name) for each in read_components(text)] == [
        ("a) Diều nhỏ", "Đơn"),
        ("b) Diều to", "Đơn"),
        ("b) Diều to", "Ảnh"),
    ]


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        ("Đơn xin thả diềuMau so 01.docx1 bản chính", "Đơn xin thả diều", "Mau so 01.docx"),
        (
            "Đơn theo Nghị định 9/2031/NĐ-CP.Mẫu số 02.doc1 bản chính",
            "Đơn theo Nghị định 9/2031/NĐ-CP.",
            "Mẫu số 02.doc",
        ),
        ("Đơn (nếu có)Mau 1.docxMau 2.docx1 bản chính", "Đơn (nếu có)", "Mau 1.docxMau 2.docx"),
        ("Đơn theo mẫu năm 2031Mẫu 09.QLT.pdf1 bản chính", "Đơn theo mẫu năm 2031", "Mẫu 09.QLT.pdf"),
    ],
)
def test_the_file_of_a_form_is_parted_from_the_name(text: str, name: str, form: str) -> None:
    (found,) = papers(text)

    assert (found.name, found.form) == (name, form)


def test_a_form_that_could_begin_in_two_places_stays_in_the_name() -> None:
    (found,) = papers("Đơn xinMauSo.docx1 bản chính")

    assert (found.name, found.form) == ("Đơn xinMauSo.docx", "")


def test_a_year_before_the_count_is_told_from_it() -> None:
    (found,) = papers("Tờ khai ban hành ngày 01/02/20311 bản chính")

    assert (found.name, found.originals) == ("Tờ khai ban hành ngày 01/02/2031", 1)


def test_a_number_run_together_with_the_count_leaves_no_count() -> None:
    (found,) = papers("Tờ khai theo Mẫu số 131 bản chính")

    assert (found.name, found.originals, found.copies) == ("Tờ khai theo Mẫu số 131", None, None)


@pytest.mark.parametrize("text", ["", "Không có thông tin", "--", "Đơn1 bản chính"])
def test_what_is_no_such_table_has_no_papers(text: str) -> None:
    assert read_components(text) == []
