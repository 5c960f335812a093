"""Meetings: an inspection moved once because the applicant asked, to the permit; a council to which nobody came."""

from datetime import timedelta

from tests.e2e.applications import photo, scan
from tests.e2e.meetings import Host, Invited
from tests.e2e.scenes import at_the_council, go_on
from tests.e2e.town import Town
from tests.e2e.ways import looked_at
from tests.meeting import MEETS_AT, PLACE, at_inspection

FIRST = {"day": "16/03/2026", "time": "8h30", "place": PLACE, "asked": "Cán bộ địa chính", "bring": "Bản vẽ đã ký"}
LATER = {"day": "19/03/2026", "time": "14h", "reason": "Ông An đi viện ngày 16."}
ILL = "Tôi đi viện, xin chiều thứ Năm."
FOUND = "Nhà cách ranh 2 m.\nĐúng bản vẽ."
CAME = "Nguyễn Văn An, chủ nhà\nLê Bình, trưởng thôn"


@looked_at("phone", "desk-without-script")
def test_an_inspection_is_moved_held_with_photos_and_leads_to_the_permit(town: Town) -> None:
    world = town.site.world
    code = at_inspection(world).code
    with town.officer("specialist") as window:
        Host(window).invites(code, **FIRST)
    with town.citizen() as window:
        owner = Invited(window)
        owner.reads_the_invitation(code, "08:30 thứ Hai 16/03/2026", PLACE, "Bản vẽ đã ký")
        assert "DTSTART:20260316T013000Z" in owner.puts_it_into_the_calendar()
        owner.asks_for_another_day(code, ILL)
    with town.officer("specialist") as window:
        host = Host(window)
        host.opens(code)
        host.sees(ILL)
        host.invites(code, **LATER)
        host.finds_the_day(code, PLACE)
    with town.citizen() as window:
        Invited(window).reads_the_invitation(code, "14:00 thứ Năm 19/03/2026", PLACE)
    world.clock.now = MEETS_AT.replace(day=19, hour=7, minute=30)  # 14:30 in Vietnam
    with town.officer("specialist") as window:
        host = Host(window)
        host.writes_the_minutes(code, CAME, "Đạt yêu cầu", FOUND, photo("nha.jpg"), scan("to-ky.pdf"))
        host.does(code, "inspect")
        host.does(code, "grant", draft="Đủ điều kiện cấp phép.")
    go_on(town, code, ("head", "agree", {}), ("leader", "sign", {}), ("clerk", "issue", {}))
    town.site.runs_errands()
    with town.citizen() as window:
        owner = Invited(window)
        owner.follows(code, state="Cuộc hẹn đã có biên bản")
        assert owner.downloads_the_result(code).startswith(b"%PDF")


@looked_at("phone")
def test_who_stays_away_twice_from_the_council_has_not_come_to_terms(town: Town) -> None:
    world = town.site.world
    code = at_the_council(town)
    with town.officer("works-specialist") as window:
        host = Host(window)
        host.invites(code, **FIRST)
        world.clock.now = MEETS_AT + timedelta(hours=1)
        host.opens(code)
        host.takes("missed", reason="Gọi hai lần, bên kia không đến.")
        host.sees("Hẹn không thành 1 lần")
        host.invites(code, **{**FIRST, "day": "24/03/2026"})
    town.site.lets_pass(days=10)
    with town.citizen() as window:
        owner = Invited(window)
        owner.follows(code, state="Cuộc hẹn đã qua mà không có biên bản")
        owner.sees("Dự thảo biên bản hòa giải")
    with town.officer("works-specialist") as window:
        Host(window).does(code, "grant", draft="Hòa giải không thành: một bên vắng mặt hai lần.")
