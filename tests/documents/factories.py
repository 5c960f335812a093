"""Documents of an invented person, complete and valid; a test changes the one thing it is about."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from portal.documents.consent import ConsentPart, ConsentSheet
from portal.documents.meetings import Invitation, Minutes, framed
from portal.documents.results import Approval, ResultDocument
from portal.documents.slips import Slip01, SlipComponent
from portal.documents.slips_kept import HandOver, RegisterRow, Slip06, Slip07
from portal.documents.slips_sent import MissingLine, RefusedLine, Slip02, Slip03, Slip04, Slip05, WithdrawalNote
from tests.storage.files import picture

RECEIVED = datetime(2026, 11, 23, 8, 20, tzinfo=UTC)
PROPOSED = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
DUE = datetime(2026, 11, 27, 10, 30, tzinfo=UTC)

_SLIP = Slip01(
    authority="Ủy ban nhân dân xã Tư Nghĩa",
    authority_en="People's Committee of Tư Nghĩa Commune",
    office="Trung tâm Phục vụ hành chính công",
    office_en="Public Administrative Service Centre",
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


_HEAD: dict[str, Any] = {
    "authority": "Ủy ban nhân dân xã Tư Nghĩa",
    "office": "Trung tâm Phục vụ hành chính công",
    "place": "Tư Nghĩa",
    "issued_at": RECEIVED,
    "case_code": "H48.35.09-261123-0017",
    "applicant": "Đinh Thị Thu Sương",
    "procedure_name": "Cấp Giấy xác nhận tình trạng hôn nhân",
    "procedure_code": "1.004873",
    "verify_url": "https://motcua.example/tra/H48.35.09-261123-0017",
}
_IN_ENGLISH = {
    "authority_en": "People's Committee of Tư Nghĩa Commune",
    "office_en": "Public Administrative Service Centre",
}
_SENT: dict[str, Any] = {
    **_HEAD,
    **_IN_ENGLISH,
    "grounds": ("123/2015/NĐ-CP", "04/2020/TT-BTP"),
    "recipients": ("Bà Đinh Thị Thu Sương;", "Lưu: hồ sơ."),
}
_BY_RECEPTION = Approval(capacity=("Người hướng dẫn",), name="Bùi Thị Kim Chi", at=RECEIVED)
_BY_LEADER = Approval(capacity=("Thủ trưởng cơ quan",), name="Phạm Văn Lộc", at=RECEIVED)

_SLIP_02 = Slip02(
    **_SENT,
    number="07/PBS",
    approval=_BY_RECEPTION,
    items=(
        MissingLine(
            name="Quyết định ly hôn", name_en="Divorce decree", wrong="missing", mend="Gửi bản chụp đủ các trang."
        ),
        MissingLine(
            name="Nơi đã thường trú", name_en="Former residence", wrong="unclear", mend="Ghi rõ từ năm nào đến năm nào."
        ),
    ),
    reason="Lời khai chưa khớp với dữ liệu dân cư",
    reply_by=DUE,
    reply_address="https://motcua.example/cases/H48.35.09-261123-0017/supplement",
    contact="Bùi Thị Kim Chi, Trung tâm Phục vụ hành chính công",
    clock="paused",
    after="stopped",
)
_SLIP_03 = Slip03(
    **_SENT,
    number="01/PTC",
    approval=_BY_RECEPTION,
    reasons=("Người yêu cầu không thường trú tại xã.", "Giấy tờ đã bị sửa chữa."),
    items=(
        RefusedLine(
            name="Quyết định ly hôn",
            name_en="Divorce decree",
            why="Bản chụp không đọc được số và ngày.",
            then="Xin bản sao ở Tòa án đã xử, chụp lại.",
        ),
    ),
    complaint_days=90,
    elsewhere="Ủy ban nhân dân xã Mộ Đức",
)
_SLIP_04 = Slip04(
    **_SENT,
    number="03/XLGH",
    approval=_BY_LEADER,
    received_at=RECEIVED,
    promised=DUE,
    new_due=DUE.replace(month=DUE.month + 1),
    cause="Quá nhiều hồ sơ",
    cause_en="Too many cases",
    explanation="Nhiều người làm thủ tục trước Tết.",
    answerable="Phòng Văn hóa – Xã hội",
    answerable_en="Culture and Social Division",
)
_INVITATION = Invitation(
    **_SENT,
    number="05/GM",
    approval=_BY_RECEPTION,
    subject="kiểm tra tại chỗ",
    subject_en="inspection on site",
    meets_at=DUE,
    where="Tổ dân phố 3 La Hà, xã Tư Nghĩa",
    asked="Trạm y tế xã",
    bring=("Giấy tờ tùy thân", "Bản vẽ đã ký"),
    bring_en=("An identity paper", "Bản vẽ đã ký"),
    moved="Mưa lớn.",
    contact="Nguyễn Văn Huy, Phòng Kinh tế",
    reply_address="https://motcua.example/cases/H48.35.09-261123-0017",
)
_MINUTES = Minutes(
    **_SENT,
    number="05/BB",
    approval=_BY_RECEPTION,
    subject="kiểm tra tại chỗ",
    subject_en="inspection on site",
    met_at=DUE,
    where="Tổ dân phố 3 La Hà, xã Tư Nghĩa",
    attended=(("Đinh Thị Thu Sương", "chủ hộ"), ("Nguyễn Văn Huy", "chuyên viên")),
    result="Đạt yêu cầu",
    result_en="Meets the requirements",
    minutes="Nhà cách ranh 2 m.\nĐúng bản vẽ.",
    photos=tuple((f"Ảnh {number}", framed(picture(), 60, 40)) for number in (1, 2)),
    sheets=(("Tờ ký 3", "5" * 64),),
    recorder="Nguyễn Văn Huy, Phòng Kinh tế",
)
_SLIP_05 = Slip05(
    **_SENT,
    number="12/TBD",
    approval=_BY_LEADER,
    reasons=("Quá thời hạn bổ sung mà không nhận được giấy tờ.",),
    stage="Thẩm tra, dự thảo kết quả",
    stage_en="Appraise and draft",
    proposed_by="Nguyễn Văn Huy, Văn phòng",
    proposed_at=PROPOSED,
    fee=8000,
    fee_paid=8000,
    receipt_number="0000123",
    papers_at="Trung tâm Phục vụ hành chính công xã Tư Nghĩa",
    complaint_days=90,
)
_WITHDRAWAL = WithdrawalNote(
    **_SENT,
    number="",
    approval=Approval(capacity=(), name="", at=RECEIVED),
    received_at=PROPOSED,
    reason="Tôi không cần giấy này nữa.",
    fee=8000,
    fee_paid=0,
    receipt_number=None,
    papers_at=None,
)
_SLIP_06 = Slip06(
    **_HEAD,
    received_at=RECEIVED,
    accepted_at=RECEIVED,
    due_at=DUE,
    decided_at=DUE,
    verdict="on_time",
    rows=(
        HandOver(
            giver="Đinh Thị Thu Sương",
            receiver="Bùi Thị Kim Chi, Trung tâm Phục vụ hành chính công",
            at=RECEIVED,
            work="Tiếp nhận, kiểm tra hồ sơ",
            allowed="4 giờ làm việc",
            due=DUE,
            left=RECEIVED,
            verdict="early",
            used="02 giờ làm việc",
        ),
        HandOver(
            giver="Bùi Thị Kim Chi",
            receiver="Văn phòng",
            at=RECEIVED,
            work="Thẩm tra, dự thảo kết quả",
            allowed="8 giờ làm việc",
            due=DUE,
            left=None,
            verdict="open",
            used="08 giờ làm việc",
            stood="06 giờ làm việc",
        ),
    ),
)
_SLIP_07 = Slip07(
    authority="Trung tâm Phục vụ hành chính công xã Tư Nghĩa",
    place="Tư Nghĩa",
    issued_at=DUE,
    first=RECEIVED,
    last=DUE,
    rows=(
        RegisterRow(
            code="H48.35.09-261123-0017",
            procedure="Cấp Giấy xác nhận tình trạng hôn nhân",
            sets=1,
            applicant="Đinh Thị Thu Sương",
            contact="Tổ dân phố 3 La Hà, xã Tư Nghĩa; 0905 000 218",
            competent="Ủy ban nhân dân xã Tư Nghĩa",
            received_at=RECEIVED,
            due_at=DUE,
            returned_at=None,
            return_by="portal",
            state=4,
        ),
    ),
)

CONSENT: dict[str, Any] = {
    "authority": "Ủy ban nhân dân xã Tư Nghĩa",
    "office": "Trung tâm Phục vụ hành chính công xã Tư Nghĩa",
    "place": "Tư Nghĩa",
    "issued_at": datetime(2026, 3, 9, 2, 0, tzinfo=UTC),
    "applicant": "Đinh Thị Hrê",
    "procedure_name": "Cấp giấy xác nhận tình trạng hôn nhân",
    "procedure_code": "1.004873",
    "competent": "Ủy ban nhân dân xã Tư Nghĩa",
    "parts": (
        ConsentPart("Người được xác nhận", (("Họ và tên", "Đinh Thị Hrê"), ("Tình trạng", "Chưa kết hôn với ai"))),
        ConsentPart("Mục đích", (("Để làm gì", "Mua bán nhà đất"), ("Số bản", "2"))),
    ),
    "papers": ("giấy cũ.pdf",),
    "fee": "không thu",
    "return_way": "Nhận bản điện tử trên cổng này",
    "helper": "Phạm Văn Tâm, Trung tâm Phục vụ hành chính công xã Tư Nghĩa",
    "sheet_code": "ACDE3479",
    "digest": "0f" * 32,
}


def invitation(**changes: Any) -> Invitation:
    return replace(_INVITATION, **changes)


def minutes(**changes: Any) -> Minutes:
    return replace(_MINUTES, **changes)


def slip_02(**changes: Any) -> Slip02:
    return replace(_SLIP_02, **changes)


def slip_03(**changes: Any) -> Slip03:
    return replace(_SLIP_03, **changes)


def slip_04(**changes: Any) -> Slip04:
    return replace(_SLIP_04, **changes)


def slip_05(**changes: Any) -> Slip05:
    return replace(_SLIP_05, **changes)


def withdrawal(**changes: Any) -> WithdrawalNote:
    return replace(_WITHDRAWAL, **changes)


def slip_06(**changes: Any) -> Slip06:
    return replace(_SLIP_06, **changes)


def slip_07(**changes: Any) -> Slip07:
    return replace(_SLIP_07, **changes)


def slip_01(**changes: Any) -> Slip01:
    return replace(_SLIP, **changes)


def consent(**changes: Any) -> ConsentSheet:
    return ConsentSheet(**(CONSENT | changes))


def result(**changes: Any) -> ResultDocument:
    return replace(_RESULT, **changes)
