"""Meetings with applicants in a play: invited for a morning, met, written down."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from portal.demo.case_in_play import Seen
from portal.workflow.commands import Attendant, FixAppointment, MeetingFile, RecordMeeting
from portal.workflow.meetings import HOURS_A_DAY
from portal.worktime import Calendar, add_hours

_PLACES = ("Tại nơi ghi trong hồ sơ", "Tại công trình, gặp ở cổng", "Tại cơ sở, quầy bán hàng")
_MINUTES = "Đã kiểm tra tại chỗ cùng chủ hồ sơ. Hiện trạng đúng như hồ sơ. Hai bên đã ký biên bản."


def must_meet(seen: Seen) -> bool:
    """Say whether the applicant has to be met before the step goes on."""
    return seen.step.meets is not None and seen.state.waiting is None and seen.state.step not in seen.state.met


def invitation(seen: Seen, calendar: Calendar, random: Random, at: dict[str, Any]) -> FixAppointment:
    """Invite for the first office hour that the notice allows, or one a little later."""
    days = seen.step.meets.notice_days if seen.step.meets else 1
    hours = Decimal(days * HOURS_A_DAY) + random.choice((1, 2, 3))
    meets_at = add_hours(calendar, seen.now, hours)
    # The end of a morning belongs to no office hour any more: a minute before it does.
    return FixAppointment(
        **at, meets_at=meets_at - timedelta(minutes=1), place=random.choice(_PLACES), asked="Cán bộ phụ trách địa bàn"
    )


def minutes(seen: Seen, file: dict[str, Any], applicant: str, random: Random, at: dict[str, Any]) -> RecordMeeting:
    """Write the minutes: the applicant was there, and signed the sheet."""
    facts = {name: file[name] for name in ("sha256", "size", "media_type")}
    results = list(seen.step.meets.results) if seen.step.meets else []
    return RecordMeeting(
        **at,
        appointment=seen.state.appointment.number if seen.state.appointment else 0,
        result=results[0],
        minutes=_MINUTES,
        attended=(Attendant(name=applicant, part="chủ hồ sơ"), Attendant(name="Lê Văn Bình", part="cán bộ thôn")),
        files=tuple(MeetingFile(kind=kind, **facts) for kind in random.choice((("sheet",), ("photo", "sheet")))),
    )
