"""The table of channels: how to hand in, how long, how much, and remarks, run together without a mark between cells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.catalogue.entry_facts import Channel

HEADER = "Hình thức nộpThời gianPhí, lệ phíMô tả"
UNSTATED = "Không có thông tin"
FREE = "Miễn phí"

_CHANNELS = {"Trực tuyến": Channel.ONLINE, "Trực tiếp": Channel.COUNTER, "Dịch vụ bưu chính": Channel.POST}
_CHANNEL = f"(?P<channel>{'|'.join(_CHANNELS)})"
_MONEY = "Việt Nam Đồng|VNĐ|VND|USD|EUR"
_FEE = rf"{FREE}|{UNSTATED}|\d[\d,.]* (?:{_MONEY})"
_UNITS = "Ngày làm việc|Ngày|Giờ làm việc|Giờ|Phút|Tuần|Tháng|Năm"

_ROW = re.compile(
    rf"{_CHANNEL}(?:(?P<time>\d{{1,4}}(?:[.,]\d{{1,2}})? (?:{_UNITS})|{UNSTATED})(?P<fee>{_FEE})"
    rf"|(?P<bare>\d{{1,4}})(?P<word>{FREE}|{UNSTATED})"
    rf"|(?P<glued>\d[\d,.]*) (?P<money>{_MONEY}))"
)
# Only for tables whose first row does not start with a figure: the time cell is a sentence.
_WORDY_ROW = re.compile(rf"{_CHANNEL}(?P<time>[A-ZĐ][^\n]{{0,200}}?)(?P<fee>{_FEE})")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One channel's cells as published. `note` is `None` when its bracket never closes; all is then in `text`.

    `glued` marks a row whose time and fee figures run together and could be parted in more than one way; `time` and
    `fee` then both hold the figures as they stand.
    """

    channel: Channel
    time: str
    fee: str
    note: str | None
    text: str
    glued: bool = False


def read_rows(text: str) -> list[Row]:
    """Return the rows of the table, or none when `text` is not such a table."""
    if not text.startswith(HEADER):
        return []
    body = text[len(HEADER) :]
    pattern = _ROW if _ROW.match(body) else _WORDY_ROW
    if not pattern.match(body):
        return []
    return list(_rows(pattern, body))


def _rows(pattern: re.Pattern[str], body: str) -> Iterator[Row]:
    found = list(pattern.finditer(body))
    ends = [match.start() for match in found[1:]] + [len(body)]
    for match, end in zip(found, ends, strict=True):
        time, fee, glued = _cells(match.groupdict())
        note, text = _split_note(body[match.end() : end])
        yield Row(channel=_CHANNELS[match["channel"]], time=time, fee=fee, note=note, text=text, glued=glued)


def _cells(cell: dict[str, str | None]) -> tuple[str, str, bool]:
    if cell.get("glued") is not None:
        figures, money = str(cell["glued"]), str(cell["money"])
        ways = part_figures(figures)
        if len(ways) == 1:
            return ways[0][0], f"{ways[0][1]} {money}", False
        return figures, f"{figures} {money}", True
    return cell["time"] or cell.get("bare") or "", cell["fee"] or cell.get("word") or "", False


def part_figures(figures: str) -> list[tuple[str, str]]:
    """Return every way in which `figures` is a time without unit followed by an amount: "120,000" only as 1 and 20,000.

    An amount has no leading zero and its thousands are set apart by commas, as the source writes them.
    """
    ways = ((figures[:at], figures[at:]) for at in range(1, len(figures)))
    return [(time, fee) for time, fee in ways if re.fullmatch(r"0|[1-9]\d{0,2}", time) and _GROUPED.fullmatch(fee)]


def _split_note(rest: str) -> tuple[str | None, str]:
    if not rest.startswith("("):
        return "", rest.strip()
    depth = 0
    for at, letter in enumerate(rest):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return rest[1:at].strip(), rest[at + 1 :].strip()
    return None, rest.strip()
