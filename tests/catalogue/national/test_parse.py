"""A whole record, and every variety of the file."""

import pytest

from portal.catalogue.national.parse import NationalEntry, parse_record
from portal.catalogue.national.record import read_record
from tests.catalogue.national.records import VARIETY, line, record


def parsed(**fields: object) -> NationalEntry:
    return parse_record(read_record(line(record(**fields))))  # type: ignore[arg-type]


def test_a_sound_record_has_all_its_facts_and_no_problem() -> None:
    entry = parsed()

    facts = entry.facts
    assert entry.problems == ()
    assert (facts.code, facts.name, facts.field) == ("9.000001", "Cấp giấy phép thả diều", "Trò chơi dân gian")
    assert (facts.levels, facts.audiences, facts.agencies) == (("commune",), ("citizen",), ("Ủy ban nhân dân cấp xã",))
    assert [(limit.channel, str(limit.value), limit.unit) for limit in facts.time_limits] == [
        ("online", "3", "working_days"),
        ("counter", "3", "working_days"),
    ]
    assert [(fee.channel, fee.kind, fee.amount) for fee in facts.fees] == [
        ("online", "free", 0),
        ("counter", "free", 0),
    ]
    assert [paper.name for paper in facts.components] == ["Đơn xin thả diều"]
    assert [reference.number for reference in facts.legal_basis] == ["12/2031/NĐ-CP"]
    assert (facts.result, facts.online) == ("Giấy phép thả diều", "information")
    assert facts.details["steps"] == "Bước 1: Nộp đơn.\nBước 2: Nhận giấy phép."
    assert "requirements" not in facts.details


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("9.000003", set()),
        ("9.000004", {"time_limit_no_unit"}),
        ("9.000005", {"time_limit_unstated"}),
        ("9.000006", {"time_limit_several"}),
        ("9.000008", set()),
        ("9.000009", {"fee_amount_too_small"}),
        ("9.000011", set()),
        ("9.000012", {"fee_note_beside_free"}),
        ("9.000013", {"time_limit_no_unit", "fee_glued_figures"}),
        ("9.000014", {"time_limit_no_unit"}),
        ("9.000015", {"time_limit_words"}),
        ("9.000016", {"channels_unreadable"}),
        ("9.000017", {"time_limit_zero"}),
        ("9.000018", set()),
        ("9.000019", {"components_unreadable"}),
        ("9.000020", {"component_count_glued"}),
        ("9.000021", {"law_unreadable"}),
        ("9.000022", {"audience_unknown"}),
        ("9.000023", {"agencies_unreadable"}),
        ("9.000024", set()),
        ("9.000025", {"fee_unclosed_note"}),
    ],
)
def test_what_cannot_be_read_is_named_by_kind(code: str, kinds: set[str]) -> None:
    (wanted,) = [each for each in VARIETY if each["ma_thu_tuc"] == code]

    assert {problem.kind for problem in parse_record(read_record(line(wanted))).problems} == kinds


@pytest.mark.parametrize(
    ("field", "text", "detail"),
    [
        ("cach_thuc_thuc_hien", "Mang diều đến sân làng.", "channels_text"),
        ("thanh_phan_ho_so", "Một con diều.", "components_text"),
        ("can_cu_phap_ly", "Theo lệ làng.", "law_text"),
        ("co_quan_thuc_hien", "Làng\nXóm", "agencies_text"),
        ("doi_tuong_thuc_hien", "Người Sao Hỏa", "audiences_text"),
    ],
)
def test_a_table_that_cannot_be_read_is_kept_whole_for_the_page(field: str, text: str, detail: str) -> None:
    assert parsed(**{field: text}).facts.details[detail] == text


def test_a_record_counts_as_read_only_when_every_channel_that_states_a_limit_is() -> None:
    both = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến3 NgàyMiễn phíTrực tiếp1Miễn phí5 ngày rồi 6 ngày"

    assert (parsed().states_limit, parsed().limit_read) == (True, True)
    assert (parsed(cach_thuc_thuc_hien=both).states_limit, parsed(cach_thuc_thuc_hien=both).limit_read) == (True, False)
    assert parsed(cach_thuc_thuc_hien="").states_limit is False


def test_life_events_come_from_the_words_of_the_name() -> None:
    assert parsed(name="Đăng ký khai tử lưu động").facts.life_events == ("death",)
    assert parsed(name="Cấp phép khai tuyến").facts.life_events == ()
