"""Documents of an invented person, complete and valid; a test changes the one thing it is about."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from portal.documents.results import Approval, ResultDocument
from portal.documents.slips import Slip01, SlipComponent

RECEIVED = datetime(2026, 11, 23, 8, 20, tzinfo=UTC)
DUE = datetime(2026, 11, 27, 10, 30, tzinfo=UTC)

_SLIP = Slip01(
    authority="Ủy ban nhân dân xã Tư Nghĩa",
    office="Trung tâm Phục vụ hành chính công",
    place="Tư Nghĩa",
    number="0017/TNHS",
    issued_at=RECEIVED,
    case_code="H48.35.09-261123-0017",
    applicant="Đinh Thị Thu Sương",
    identifier="051199004218",
    address="Tổ dân phố 3 La Hà, xã Tư Nghĩa, tỉnh Quảng Ngãi",
    phone="0905 000 218",
    email=None,
    procedure_name="Cấp Giấy xác nhận tình trạng hôn nhân",
    procedure_code="1.004873",
    filed_by="Trực tuyến, mức xác thực 2",
    competent="Ủy ban nhân dân xã Tư Nghĩa",
    components=(
        SlipComponent("Mẫu điện tử tương tác cấp Giấy xác nhận tình trạng hôn nhân", 1, "Bản điện tử"),
        SlipComponent(
            "Thông tin căn cước, nơi thường trú", 1, "Lấy từ Cơ sở dữ liệu quốc gia về dân cư, không phải nộp"
        ),
        SlipComponent("Lời khai các nơi đã thường trú (2 nơi)", 1, "Bản điện tử"),
    ),
    time_limit="3 ngày làm việc",
    received_at=RECEIVED,
    due_at=DUE,
    counting="25/11, 26/11, 27/11; không tính 24/11 (Ngày Văn hóa Việt Nam)",
    return_place="VNeID và quầy Trung tâm Phục vụ hành chính công xã Tư Nghĩa",
    fee=8000,
    fee_in_words="Tám nghìn đồng",
    register="Quyển 02/2026, số thứ tự 0017",
    lookup_address="motcua.example/tra",
    lookup_secret="730 924",
    verify_url="https://motcua.example/tra/H48.35.09-261123-0017",
    applicant_proof="Đã xác thực bằng VNeID",
    received_by="Bùi Thị Kim Chi",
)

_RESULT = ResultDocument(
    template="marital-status",
    authority="Ủy ban nhân dân xã Tư Nghĩa",
    place="Tư Nghĩa",
    number="12/XNTTHN",
    issued_at=DUE,
    case_code="H48.35.09-261123-0017",
    title="Giấy xác nhận tình trạng hôn nhân",
    opening=("Xét đề nghị của bà Đinh Thị Thu Sương về việc cấp Giấy xác nhận tình trạng hôn nhân,",),
    facts=(
        ("Họ, chữ đệm, tên", "ĐINH THỊ THU SƯƠNG"),
        ("Ngày, tháng, năm sinh", "02/9/1999"),
        ("Nơi cư trú", "Tổ dân phố 3 La Hà, xã Tư Nghĩa, tỉnh Quảng Ngãi"),
        ("Tình trạng hôn nhân", "Hiện tại chưa đăng ký kết hôn với ai"),
    ),
    closing=("Giấy này có giá trị sử dụng trong thời hạn 6 tháng kể từ ngày cấp.",),
    recipients=("Bà Đinh Thị Thu Sương;", "Lưu: VT, TP-HT."),
    approval=Approval(capacity=("TM. Ủy ban nhân dân", "Chủ tịch"), name="Phạm Văn Lộc", at=DUE),
    verify_url="https://motcua.example/kiem-tra/H48.35.09-261123-0017",
)


def slip_01(**changes: Any) -> Slip01:
    return replace(_SLIP, **changes)


def result(**changes: Any) -> ResultDocument:
    return replace(_RESULT, **changes)
