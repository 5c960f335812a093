"""What days off and days made up for are called. The calendar has their Vietnamese names; here is their English."""

from portal.web.language import gettext as _


def day_name(written: str) -> str:
    """Return a day's name in the language of the request; one that is not known here stays as the calendar has it."""
    name, _bracket, more = written.removesuffix(")").partition(" (")
    said = _names().get(name, name)
    if more == "nghỉ bù":
        return _("%(name)s (nghỉ bù)", name=said)
    if more.startswith("làm bù "):
        return _("%(name)s (làm bù %(day)s)", name=said, day=more.removeprefix("làm bù "))
    if name.startswith("làm bù cho "):
        return _("làm bù cho %(day)s", day=name.removeprefix("làm bù cho "))
    return written if more else said


def _names() -> dict[str, str]:
    return {
        "Tết Dương lịch": _("Tết Dương lịch"),
        "Tết Nguyên đán": _("Tết Nguyên đán"),
        "Giỗ Tổ Hùng Vương": _("Giỗ Tổ Hùng Vương"),
        "Ngày Chiến thắng": _("Ngày Chiến thắng"),
        "Quốc tế Lao động": _("Quốc tế Lao động"),
        "Quốc khánh": _("Quốc khánh"),
        "Ngày Văn hóa Việt Nam": _("Ngày Văn hóa Việt Nam"),
        "Nghỉ hoán đổi": _("Nghỉ hoán đổi"),
    }
