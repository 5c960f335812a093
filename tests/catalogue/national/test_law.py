"""The legal basis."""

import pytest

from portal.catalogue.national.law import read_law
from tests.catalogue.national.records import LAW


def basis(text: str) -> list[tuple[str, str, str]]:
    return [(each.title, each.number, each.dated) for each in read_law(LAW + text)]


def test_titles_and_numbers_run_together_are_parted() -> None:
    found = basis("Quy định về diều sáo12/2031/NĐ-CPLuật Thả diều34/2030/QH19Về lệ phí diều56/2031/TT-BTC")

    assert found == [
        ("Quy định về diều sáo", "12/2031/NĐ-CP", ""),
        ("Luật Thả diều", "34/2030/QH19", ""),
        ("Về lệ phí diều", "56/2031/TT-BTC", ""),
    ]


def test_a_number_inside_a_title_is_not_a_document_of_its_own() -> None:
    title = "Sửa đổi Nghị định số 1/2029/NĐ-CP, Thông tư 2/2029/TT-BTC của Bộ"

    assert basis(f"{title}12/2031/NĐ-CP") == [(title, "12/2031/NĐ-CP", "")]


@pytest.mark.parametrize("when", ["ngày 3/4/2031", "ngày 03 tháng 4 năm 2031", ", ngày 03/04/2031"])
def test_a_date_is_taken_only_from_beside_the_same_number(when: str) -> None:
    same = f"Nghị định số 12/2031/NĐ-CP {when} về diều"
    other = f"Sửa đổi Nghị định số 1/2029/NĐ-CP {when} về diều"

    assert basis(f"{same}12/2031/NĐ-CP{other}13/2031/NĐ-CP") == [
        (same, "12/2031/NĐ-CP", "2031-04-03"),
        (other, "13/2031/NĐ-CP", ""),
    ]


def test_an_impossible_date_is_left_out() -> None:
    assert basis("Nghị định số 12/2031/NĐ-CP ngày 31/2/203112/2031/NĐ-CP")[0][2] == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12/2031/NĐ-CP12/2031/NĐ-CP", "12/2031/NĐ-CP"),
        ("Luật 34/2030/QH1934/2030/QH19", "34/2030/QH19"),
        ("Luật Thả diều năm 203134/2031/QH19", "34/2031/QH19"),
        ("Luật Thả diềuLuật số 34/2031/QH19", "34/2031/QH19"),
        ("Nghị quyết về diều66.7/2031/NQ-CP", "66.7/2031/NQ-CP"),
        ("Quyết định tỉnh16/2031/QĐ-UBND", "16/2031/QĐ-UBND"),
        ("Pháp lệnh diều26/2029/PL-UBTVQH15", "26/2029/PL-UBTVQH15"),
        ("Về lệ phí\n56/2031/TT-BTC", "56/2031/TT-BTC"),
    ],
)
def test_a_number_is_found_where_it_fills_its_cell(text: str, number: str) -> None:
    assert [each[1] for each in basis(text)] == [number]


def test_a_title_in_capitals_does_not_run_into_the_number_before_it() -> None:
    found = basis("Về phí diều56/2031/TT-BTCQUY ĐỊNH MỨC THU57/2031/TT-BTC")

    assert [each[1] for each in found] == ["56/2031/TT-BTC", "57/2031/TT-BTC"]


def test_a_year_that_runs_into_the_number_leaves_the_number_unread() -> None:
    found = basis("Luật Thả diều sửa đổi 203134/2031/QH19Về phí diều56/2031/TT-BTC")

    assert found == [
        ("Luật Thả diều sửa đổi 203134/2031/QH19", "", ""),
        ("Về phí diều", "56/2031/TT-BTC", ""),
    ]


def test_what_follows_the_last_number_is_kept() -> None:
    assert basis("Quy định12/2031/NĐ-CPLệ làng")[-1] == ("Lệ làng", "", "")


def test_what_is_no_such_table_has_no_documents() -> None:
    assert read_law("Không có thông tin") == []
