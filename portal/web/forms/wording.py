"""What is said about an answer that cannot be taken: what to do, never what is "invalid"."""

from collections.abc import Sequence

from portal.catalogue.definition import FormField
from portal.catalogue.fields import Problem
from portal.web.language import gettext as _
from portal.web.rendering import label


def problem_text(problem: Problem) -> str:
    """Return the sentence beside the field and in the summary."""
    if problem.code == "check":
        return label(problem.facts["otherwise"])
    template = _words().get(problem.code, _("Xem lại câu trả lời này."))
    return template % problem.facts if "%(" in template else template


def problem_lines(problems: Sequence[Problem], fields: Sequence[FormField]) -> list[dict[str, str]]:
    """Return the lines of an error summary: the question by name, what to do, and the input it leads to."""
    by_path: dict[str, str] = {}
    for problem in problems:
        by_path.setdefault(problem.path, f"{_title(problem.path, fields)}: {problem_text(problem)}")
    return [{"id": path, "text": text} for path, text in by_path.items()]


def _title(path: str, fields: Sequence[FormField]) -> str:
    """Name the innermost input of a path: in a group with the number of its row, in a person or address by its part."""
    name, *rest = path.split(".")
    field = next(field for field in fields if field.name == name)
    title = label(field.label)
    if field.type == "group" and len(rest) > 1:
        return f"{title} {int(rest[0]) + 1}, {_title('.'.join(rest[1:]), field.fields)}"
    part = _parts().get(rest[-1], "") if rest else ""
    return f"{title}, {part}" if part else title


def _parts() -> dict[str, str]:
    """Return what the inputs of a person and of an address are called in the middle of a sentence."""
    return {
        "name": _("họ tên"),
        "identifier": _("số định danh"),
        "birth_date": _("ngày sinh"),
        "sex": _("giới tính"),
        "unit": _("xã, phường"),
        "line": _("số nhà, đường, thôn"),
        "phone": _("số điện thoại"),
        "email": _("thư điện tử"),
    }


def _words() -> dict[str, str]:
    return {
        "required": _("Trả lời câu này."),
        "choose": _("Chọn một câu trả lời."),
        "declare": _("Đánh dấu để cam đoan."),
        "not_an_option": _("Chọn một trong các câu trả lời có sẵn."),
        "number": _("Ghi bằng chữ số, ví dụ 3 hoặc 12.000."),
        "out_of_range": _("Ghi một số từ %(min)s đến %(max)s."),
        "date": _("Ghi ngày có thật, theo thứ tự ngày, tháng, năm, ví dụ 27/11/2026."),
        "birth_date": _("Ghi ngày sinh đã qua, ví dụ 14/02/1999."),
        "partial_date": _("Ghi ngày, tháng, năm, ví dụ 27/11/2026; không nhớ thì ghi 11/2026, hoặc chỉ năm."),
        "year": _("Xem lại năm."),
        "place_required": _("Chọn xã, phường hoặc đặc khu."),
        "unknown_place": _("Chọn xã, phường trong danh sách. Không tìm thấy “%(text)s”."),
        "too_long": _("Viết ngắn hơn, nhiều nhất %(max)s chữ."),
        "too_many": _("Ghi nhiều nhất %(max)s mục."),
        "too_few": _("Ghi ít nhất %(min)s mục."),
        "personal_id": _("Số định danh có 12 chữ số, in trên căn cước."),
        "phone": _("Ghi số điện thoại ở Việt Nam, ví dụ 0912 345 678."),
        "email": _("Ghi đủ địa chỉ thư, ví dụ ten@vidu.vn."),
        "name": _("Ghi họ và tên bằng chữ, như trên căn cước."),
        "tax_code": _("Mã số thuế có 10 chữ số, hoặc 10 chữ số và đuôi chi nhánh như -001."),
        "business_code": _("Ghi mã số hộ kinh doanh như trên giấy đăng ký."),
        "insurance_number": _("Số bảo hiểm y tế có 10 chữ số."),
        "paper_missing": _("Đính kèm giấy tờ này."),
    }
