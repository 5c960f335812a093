"""Values for the gallery. The case is that of the look: received 19/08/2026, five working days, one pause."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from portal.web.drawing import Measure, line_chart, spread
from portal.web.format import day_month, weekday
from portal.workflow.diagram import Diagram, Edge, Node
from portal.workflow.progress import Mark

NOW = datetime(2026, 9, 3, 3, 24, tzinfo=UTC)
DUE = datetime(2026, 9, 4, 10, 30, tzinfo=UTC)
HOLIDAY_NAMES = {
    date(2026, 9, 1): "Quốc khánh, nghỉ lễ, không tính",
    date(2026, 9, 2): "Quốc khánh, nghỉ lễ, không tính",
}

# one letter a day, one word a week
_LETTERS = {
    "o": "out",
    "w": "waiting",
    "-": "weekend",
    "s": "start",
    "c": "counted",
    "m": "makeup",
    "p": "paused",
    "x": "swapped",
    "h": "holiday",
    "a": "ahead",
    "l": "late",
}


def ledger_weeks(
    kinds: str = "oooow-- wwsccm- ppppp-- xhhaaoo", first: date = date(2026, 8, 10)
) -> list[list[SimpleNamespace]]:
    """Return the days of a ledger from a Monday on, by the letters of their kinds; due is 4 September."""
    days, ordinal = [], 0
    for offset, letter in enumerate(kinds.replace(" ", "")):
        kind = _LETTERS[letter]
        day = first + timedelta(days=offset)
        ordinal += kind in ("counted", "makeup", "ahead")
        days.append(
            SimpleNamespace(
                day=day,
                kind=kind,
                ordinal=ordinal if kind in ("counted", "makeup", "ahead") else None,
                name=HOLIDAY_NAMES.get(day, ""),
                is_today=day == NOW.date(),
                is_due=day == DUE.date(),
                sentence=f"{weekday(day)} {day_month(day)}: {kind}",
            )
        )
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def late_weeks() -> list[list[SimpleNamespace]]:
    """Return two weeks in which the due moment passed."""
    weeks = ledger_weeks("ccccl-- loooooo", date(2026, 11, 9))
    late = [day for week in weeks for day in week if day.kind == "late"]
    for number, day in enumerate(late, start=1):
        day.ordinal = number
    weeks[0][3].is_due = True
    weeks[1][0].is_today = True
    return weeks


def line() -> Mapping[str, Any]:
    values = (91.8, 92.4, 93.1, 88.9, 92.7, 94.0, 94.6, 95.1, 95.0, 94.7, 95.6, 96.1)
    names = ["11/25", "12/25", "01/26", "02/26", "03/26", "04/26", "05/26", "06/26", "07/26", "08/26", "09/26", "10/26"]
    measures = [Measure(n, v, f"{v:.1f}".replace(".", ","), "/cases") for n, v in zip(names, values, strict=True)]
    return {
        "drawing": line_chart(measures, [(100, "100"), (95, "95"), (90, "90"), (85, "85")], (95, "mục tiêu 95")),
        "columns": [{"text": "Tháng"}, {"text": "Đúng hạn %", "numeric": True}],
        "rows": [[m.name, {"text": m.text, "href": m.href}] for m in measures],
    }


def workflow_values() -> Mapping[str, Any]:
    """Return a picture like those of portal/workflow/diagram.py: seven steps, the third is now, one was not used."""
    names = ("Tiếp nhận", "Phân công", "Thẩm định", "Ký nháy", "Ký", "Vào số", "Trả kết quả")
    marks: tuple[Mark, ...] = ("done", "done", "now", "ahead", "ahead", "ahead", "ahead")
    nodes = [
        Node(name, 6 + 154 * number, 6, 128, 65, (name, "Một cửa", "1,5 giờ"), mark)
        for number, (name, mark) in enumerate(zip(names, marks, strict=True))
    ]
    nodes.append(Node("opinion", 314, 115, 128, 65, ("Lấy ý kiến", "không dùng"), "unused"))
    edges = [Edge(f"M{134 + 154 * number} 38h22m-6-5 6 5-6 5", number < 2) for number in range(6)]
    title = "Tiếp nhận, Phân công đã xong; đang ở Thẩm định; còn bốn bước"
    sentences = ["Tiếp nhận (Một cửa, 1,5 giờ): đã xong.", "Phân công (Trưởng phòng, 1,5 giờ): đã xong."]
    return {"diagram": Diagram(1070, 186, title, tuple(nodes), tuple(edges)), "sentences": sentences}


def task_groups() -> list[Mapping[str, Any]]:
    def task(who: str, number: str, kind: str, word: str, due: str) -> Mapping[str, Any]:
        return {
            "id": number,
            "who": who,
            "code": f"H48.35.09-{number}",
            "href": f"/desk/{number}",
            "badge_kind": kind,
            "badge_text": word,
            "due_text": due,
            "deed": "Thẩm định",
            "procedure": "Đổi thông tin hộ kinh doanh, 2.000720",
            "channel": "Trực tuyến",
            "arrived": "28/08 08:02",
            "checked": kind == "soon",
        }

    return [
        {
            "title": "Quá hạn",
            "note": "2 việc, xin lỗi và hẹn lại trước",
            "tasks": [
                task("Phan Thị Mỹ Lệ", "260827-0031", "late", "Quá hạn", "17:30 T6 28/08"),
                task("Công ty TNHH Gạch Sông Vệ", "260827-0019", "late", "Quá hạn", "17:30 T6 28/08"),
            ],
        },
        {
            "title": "Hôm nay",
            "note": "1 việc, 17:30",
            "tasks": [task("Lương Văn Đạt", "260828-0007", "soon", "Hôm nay", "17:30 hôm nay")],
        },
    ]


def tiles() -> Mapping[str, Any]:
    shown = [("Lý Sơn", "98,0", 5), ("Tư Nghĩa", "96,4", 4), ("Tây Trà", "93,2", 3), ("Xốp", "85,0", 2)]
    shown += [("Ya Ly", "76,1", 1), ("Mô Rai", "ít", 0)]
    return {
        "tiles": [
            {"short": n, "text": t, "step": s, "sentence": f"Xã {n}: {t}", "href": "/map", "x": i, "y": 1}
            for i, (n, t, s) in enumerate(shown, start=1)
        ],
        "key": [
            {"step": 5, "text": "từ 98%", "href": "/map", "count_text": "27 nơi"},
            {"step": 0, "text": "ít: dưới 20 hồ sơ, chưa đủ để so"},
        ],
    }


def gallery_values() -> dict[str, Any]:
    """Return everything that gallery.html asks for."""
    return {
        "now": NOW,
        "due": DUE,
        "weeks": ledger_weeks(),
        "late_weeks": late_weeks(),
        "line": line(),
        "workflow_values": workflow_values(),
        "groups": task_groups(),
        "tiles": tiles(),
        "spread": spread((0.30, 0.48, 0.68, 0.88, 1.10), "Dùng 68% thời hạn ở giữa; chậm nhất trên 110%"),
        "qr_path": "M0 0h7v1h-7zM8 0h3v1h-3zM18 0h7v1h-7zM0 6h7v1h-7zM18 6h7v1h-7zM0 18h7v1h-7zM0 24h7v1h-7z",
    }
