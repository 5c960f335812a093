"""What stands on the slips beyond 01: every field of the form in its order, and English after Vietnamese."""

from typing import Any

import pytest

from portal.documents.render import Document, Renderer
from tests.documents.factories import slip_02, slip_03, slip_04, slip_05, slip_06, slip_07, withdrawal
from tests.documents.pdftext import in_order, squeezed, text_of


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def said(renderer: Renderer, document: Document) -> str:
    return text_of(renderer.render(document))


HEAD = ("ỦY BAN NHÂN DÂN XÃ TƯ NGHĨA", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG")


def test_slip_02_lists_everything_in_one_notice(renderer: Renderer) -> None:
    assert in_order(
        said(renderer, slip_02()),
        *(*HEAD, "Số: 07/PBS", "ngày 23 tháng 11 năm 2026", "PHIẾU YÊU CẦU BỔ SUNG", "(Mẫu số 02)"),
        *("Đinh Thị Thu Sương", "Cấp Giấy xác nhận tình trạng hôn nhân (1.004873)"),
        *("Quyết định ly hôn", "Thiếu", "Gửi bản chụp đủ các trang.", "Nơi đã thường trú", "Không rõ"),
        *("Lý do: Lời khai chưa khớp", "Căn cứ: 123/2015/NĐ-CP; 04/2020/TT-BTP"),
        *("17 giờ 30 phút, thứ Sáu ngày 27 tháng 11 năm 2026", "/supplement", "Tạm dừng từ lúc", "Mẫu số 05"),
        *("Bùi Thị Kim Chi, Trung tâm", "NGƯỜI HƯỚNG DẪN", "chưa có chữ ký số"),
    )


def test_slip_03_says_why_and_what_to_do_next(renderer: Renderer) -> None:
    assert in_order(
        said(renderer, slip_03()),
        *(*HEAD, "Số: 01/PTC", "PHIẾU TỪ CHỐI TIẾP NHẬN", "(Mẫu số 03)", "Người yêu cầu không thường trú tại xã."),
        *("Giấy tờ đã bị sửa chữa.", "Quyết định ly hôn", "Bản chụp không đọc được", "Xin bản sao ở Tòa án"),
        *("Căn cứ:", "Ủy ban nhân dân xã Mộ Đức", "nộp hồ sơ mới"),
        *("khiếu nại đến Ủy ban nhân dân xã Tư Nghĩa trong 90 ngày", "Điều 9 Luật Khiếu nại", "khởi kiện"),
    )


def test_slip_03_has_no_table_where_no_reason_is_bound_to_a_paper(renderer: Renderer) -> None:
    assert "Việc làm tiếp" not in said(renderer, slip_03(items=()))
    assert "không thường trú" not in said(renderer, slip_03(reasons=()))


def test_a_withdrawal_is_confirmed_without_number_or_signature(renderer: Renderer) -> None:
    text = said(renderer, withdrawal())

    assert in_order(
        text,
        *(*HEAD, "XÁC NHẬN RÚT HỒ SƠ", "H48.35.09-261123-0017", "Đinh Thị Thu Sương", "14 giờ 05 phút", "15 giờ 20"),
        *("Tôi không cần giấy này nữa.", "Chưa nộp", "Bản điện tử", "nộp lại", "ghi nhận lúc", "Lập tự động"),
    )
    assert "Số:" not in text
    assert "Mẫu số" not in text


def test_slip_04_apologises_once_and_keeps_the_first_date(renderer: Renderer) -> None:
    assert in_order(
        said(renderer, slip_04()),
        *(*HEAD, "Số: 03/XLGH", "XIN LỖI", "(Mẫu số 04)", "27 tháng 11 năm 2026", "27 tháng 12 năm 2026"),
        *("Quá nhiều hồ sơ", "Nhiều người làm thủ tục trước Tết.", "chỉ được lùi một lần", "ngày đã hẹn ban đầu"),
    )


def test_slip_05_says_who_asked_and_what_becomes_of_fees_and_papers(renderer: Renderer) -> None:
    assert in_order(
        said(renderer, slip_05()),
        *(*HEAD, "Số: 12/TBD", "DỪNG GIẢI QUYẾT HỒ SƠ", "(Mẫu số 05)", "Quá thời hạn bổ sung", "Căn cứ:"),
        *("Nguyễn Văn Huy, Văn phòng", "14 giờ 05 phút, ngày 23 tháng 11 năm 2026", "Thẩm tra, dự thảo kết quả"),
        *("8.000 đồng, biên lai số 0000123", "Trả lại bản giấy tại Trung tâm", "khiếu nại", "THỦ TRƯỞNG CƠ QUAN"),
    )


def test_slip_06_has_a_row_for_each_hand_over(renderer: Renderer) -> None:
    assert in_order(
        said(renderer, slip_06()),
        *("PHIẾU KIỂM SOÁT", "H48.35.09-261123-0017", "17:30 27/11/2026", "(đúng hạn)"),
        *("Tiếp nhận, kiểm tra hồ sơ", "4 giờ làm việc", "Trước hạn", "Dùng 02 giờ làm việc"),
        *("Thẩm tra", "Đang làm", "Dùng 08 giờ làm việc", "Tạm dừng 06 giờ làm việc, không tính"),
    )


def test_slip_07_has_a_row_for_each_case(renderer: Renderer) -> None:
    assert in_order(
        said(renderer, slip_07()),
        *("SỔ THEO DÕI HỒ SƠ", "từ ngày 23/11/2026 đến ngày 27/11/2026: 1 hồ sơ", "TT", "Ký nhận", "Ghi chú"),
        *("Đinh Thị Thu Sương", "0905 000 218", "15:20 23/11/2026", "Trên cổng", "Đang xử lý"),
    )


@pytest.mark.parametrize(
    ("document", "pairs"),
    [
        (slip_02(language="en"), [("Người nộp hồ sơ", "Applicant"), ("Quyết định ly hôn", "Divorce decree")]),
        (
            slip_03(language="en"),
            [("Người nộp hồ sơ", "Applicant"), ("Việc có thể làm tiếp", "mend what is said above")],
        ),
        (
            slip_04(language="en"),
            [
                ("ỦY BAN NHÂN DÂN XÃ TƯ NGHĨA", "People's Committee of Tư Nghĩa Commune"),
                ("xin lỗi", "The People's Committee of Tư Nghĩa Commune will not have"),
                ("Phòng Văn hóa", "Culture and Social Division"),
                ("Hẹn lại lúc", "17:30, Sunday 27 December 2026"),
                ("Lý do", "Too many cases"),
            ],
        ),
        (slip_05(language="en"), [("Người đề nghị dừng", "Proposed by"), ("Phí, lệ phí", "Fees")]),
        (withdrawal(language="en"), [("Rút hồ sơ lúc", "15:20, Monday 23 November 2026"), ("Giấy tờ", "Papers")]),
    ],
    ids=lambda value: getattr(value, "template", ""),
)
def test_english_stands_second_and_only_where_it_was_asked_for(
    renderer: Renderer, document: Any, pairs: list[tuple[str, str]]
) -> None:
    text = said(renderer, document)

    assert all(in_order(text, vietnamese, english) for vietnamese, english in pairs)


@pytest.mark.parametrize(
    "document", [slip_02(), slip_03(), slip_04(), slip_05(), withdrawal()], ids=lambda d: d.template
)
def test_a_slip_in_vietnamese_has_no_english(renderer: Renderer, document: Document) -> None:
    text = said(renderer, document)

    assert not any(word in text for word in ("Applicant", "Legal ground", "Divorce", "What to do", "Fees", "Committee"))


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (slip_02(clock="not_started", after="refused"), ["Chưa bắt đầu tính", "Mẫu số 03"]),
        (slip_02(clock="runs"), ["Vẫn tính tiếp"]),
        (slip_05(fee_paid=0), ["Chưa nộp; không phải nộp nữa"]),
        (slip_05(fee=0, fee_paid=0, papers_at=None), ["Hồ sơ này không phải nộp", "không có bản giấy phải trả lại"]),
        (slip_06(decided_at=None, verdict="unmeasured", due_at=None), ["Chưa có"]),
    ],
    ids=["02 before acceptance", "02 without a pause", "05 unpaid", "05 free, online", "06 undecided"],
)
def test_a_slip_says_what_is_so(renderer: Renderer, document: Document, words: list[str]) -> None:
    text = squeezed(said(renderer, document))

    assert all(squeezed(word) in text for word in words)


def test_what_is_not_so_is_left_out(renderer: Renderer) -> None:
    assert "Lý do:" not in said(renderer, slip_02(reason=""))
    assert "Cơ quan có thẩm quyền" not in said(renderer, slip_03(elsewhere=None))
    assert "Người đề nghị dừng" not in said(renderer, slip_05(proposed_by=None, proposed_at=None))
    assert "Căn cứ:" not in said(renderer, slip_03(grounds=()))


def test_what_an_officer_wrote_stays_text(renderer: Renderer) -> None:
    wrote = '#read("/etc/passwd") *đậm* $x$ "]); #panic("out")'
    text = squeezed(said(renderer, slip_03(reasons=(wrote,))))

    assert squeezed(wrote) in text
    assert "root:" not in text
