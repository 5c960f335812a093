"""Documents of a case: made from its events by the worker, numbered without gaps, the same bytes whenever made."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Row, select, true

from portal.cases.door import Receipt
from portal.cases.errands import Errands
from portal.cases.errors import StaleCase
from portal.cases.models import CaseDocument
from portal.cases.queries import get_case, history
from portal.cases.submission import Submit
from portal.cases.verification import Verifier
from portal.documents.errors import RenderFailed
from portal.documents.models import RegisterCounter
from portal.documents.render import Document, Renderer
from portal.notifications.models import OutboxMessage
from portal.notifications.worker import Worker
from portal.workflow import events
from portal.workflow.commands import MissingItem, RefusalReason, Withdraw
from portal.workflow.errors import CaseError, InputMissing
from tests.documents.pdftext import in_order, text_of
from tests.stories import answer_supplement, ask_for_more, bring_to, command, file_case, perform, write_draft
from tests.world import World

REASONS = ("Người yêu cầu không thường trú tại xã.", "Điều 13 Luật Hộ tịch.")


def work_off(world: World) -> None:
    """Let the worker do all that is due."""
    house = world.house
    errands = Errands(database=house.database, mill=house.mill, channel=None, clock=house.clock)
    worker = Worker(house.database, errands.handlers, house.clock)
    while worker.run_once():
        pass


def row_of(world: World, case: Receipt) -> Row[Any]:
    with world.house.database.read() as look:
        return get_case(look, case.code, true())


def documents(world: World, case: Receipt) -> dict[str, Row[Any]]:
    with world.house.database.read() as look:
        rows = look.execute(select(CaseDocument.__table__).where(CaseDocument.case_id == case.case_id)).all()
    return {row.kind: row for row in rows}


def text(world: World, case: Receipt, kind: str) -> str:
    return text_of(world.house.storage.read(documents(world, case)[kind].sha256))


def slips(world: World, case: Receipt) -> Iterator[tuple[int, events.OnSlip]]:
    with world.house.database.read() as look:
        for entry in history(look, case.case_id, world.house.sealer):
            if isinstance(entry.event, events.OnSlip):
                yield entry.seq, entry.event


def last_numbers(world: World) -> dict[str, int]:
    with world.house.database.read() as look:
        rows = look.execute(select(RegisterCounter.register, RegisterCounter.last)).all()
    return {row.register: row.last for row in rows}


def refuse(world: World, case: Receipt) -> Receipt:
    return perform(world, "reception", case, "refuse", reasons=REASONS)


def stop(world: World, case: Receipt) -> Receipt:
    at_work = bring_to(world, case, "appraise")
    proposed = perform(world, "specialist", at_work, "propose_stop", reasons=("Đã có giấy cấp trước đó.",))
    return perform(world, "leader", proposed, "stop", reasons=("Hồ sơ trùng.", "Điều 22 Nghị định 123/2015/NĐ-CP."))


def ask_at_appraisal(world: World, case: Receipt) -> Receipt:
    item = MissingItem(target="purpose", wrong="unclear", mend="Ghi rõ dùng vào việc gì")
    at_work = bring_to(world, case, "appraise")
    return perform(world, "specialist", at_work, "supplement", items=(item,), reason="Lý do A")


def withdraw(world: World, case: Receipt) -> Receipt:
    world.clock.pass_(minutes=20)
    taken_back = Withdraw(case_id=case.case_id, seen_version=case.version, key="back", reason="Tôi không cần nữa")
    return world.house.door.apply(taken_back, world.citizen())


def in_english(world: World) -> Receipt:
    citizen = world.citizen()
    return world.house.submission.submit(Submit(draft_id=write_draft(world, citizen), language="en"), citizen)


def test_slip_02_is_made_for_each_notice(world: World) -> None:
    case = answer_supplement(world, ask_for_more(world, file_case(world)))
    case = ask_at_appraisal(world, case)

    work_off(world)

    kept = documents(world, case)
    assert {kind: kept[kind].number for kind in kept} == {
        "slip-01": "01/TNHS",
        "slip-02-1": "01/PBS",
        "slip-02-2": "02/PBS",
    }
    assert in_order(
        text(world, case, "slip-02-1"),
        *("ỦY BAN NHÂN DÂN XÃ TƯ NGHĨA", "Số: 01/PBS", case.code, "Nguyễn Văn An", "1.004873"),
        *("Tình trạng", "Thiếu", "Gửi bản rõ hơn", "123/2015/NĐ-CP", "Chưa bắt đầu tính", "Mẫu số 03", "Reception"),
    )
    assert in_order(
        text(world, case, "slip-02-2"),
        *("Số: 02/PBS", "Không rõ", "Ghi rõ dùng vào việc gì", "Lý do: Lý do A", "Tạm dừng", "Mẫu số 05", "Specialist"),
    )


def test_slip_03_is_made_for_a_case_that_is_not_accepted(world: World) -> None:
    case = refuse(world, file_case(world))

    work_off(world)

    assert {kind: row.number for kind, row in documents(world, case).items()} == {"slip-03": "01/PTC"}
    assert in_order(
        text(world, case, "slip-03"),
        *("Số: 01/PTC", "Nguyễn Văn An", *REASONS, "123/2015/NĐ-CP", "khiếu nại", "NGƯỜI TIẾP NHẬN HỒ SƠ", "Reception"),
    )


def test_slip_05_is_made_for_a_case_that_is_stopped(world: World) -> None:
    case = stop(world, file_case(world))

    work_off(world)

    assert documents(world, case)["slip-05"].number == "01/TBD"
    assert in_order(
        text(world, case, "slip-05"),
        *("Số: 01/TBD", "Hồ sơ trùng.", "Điều 22", "Specialist", "Thẩm tra, dự thảo kết quả"),
        *("không có bản giấy", "khiếu nại", "THỦ TRƯỞNG CƠ QUAN", "Leader"),
    )


def test_slip_01_is_made_at_acceptance_with_the_due_moment(world: World) -> None:
    case = file_case(world)
    work_off(world)
    before = documents(world, case)

    case = perform(world, "reception", case, "accept")
    work_off(world)

    assert before == {}
    assert in_order(text(world, case, "slip-01"), "Số: 01/TNHS", case.code, "17 giờ 30 phút", "Reception")


def test_what_is_paid_later_does_not_change_slip_01(world: World) -> None:
    case = perform(world, "reception", file_case(world), "accept")
    work_off(world)
    kept = documents(world, case)["slip-01"].sha256
    ended = bring_to(world, case, None)

    with world.house.database.read() as look:
        again = world.house.mill.slip_01(look, row_of(world, ended))

    assert hashlib.sha256(again).hexdigest() == kept


def test_a_case_that_ends_with_its_result_has_no_slip_of_the_end(world: World) -> None:
    case = bring_to(world, file_case(world), None)

    assert [event.slip_number for _, event in slips(world, case)] == [1, None]  # accepted; ended with the result


def test_the_same_events_give_the_same_bytes(world: World) -> None:
    case = stop(world, answer_supplement(world, ask_for_more(world, in_english(world))))
    work_off(world)
    kept = documents(world, case)
    world.clock.pass_(days=40)

    for seq, event in slips(world, case):
        assert event.slip_number is not None
        with world.house.database.read() as look:
            made = world.house.mill.slip(look, row_of(world, case), seq)
        assert hashlib.sha256(made.content).hexdigest() == kept[made.kind].sha256
    assert set(kept) == {"slip-01", "slip-02-1", "slip-05"}


def test_english_stands_second_for_those_who_asked_for_it(world: World) -> None:
    mine, theirs = refuse(world, in_english(world)), refuse(world, file_case(world))

    work_off(world)

    assert in_order(text(world, mine, "slip-03"), "Người nộp hồ sơ", "Applicant", "Việc có thể làm tiếp", "What to do")
    assert "Applicant" not in text(world, theirs, "slip-03")


def test_no_english_is_missing_on_the_documents_of_a_case_filed_in_english(world: World) -> None:
    stopped = stop(world, answer_supplement(world, ask_for_more(world, in_english(world))))
    refused, withdrawn = refuse(world, in_english(world)), withdraw(world, in_english(world))
    work_off(world)

    for case in (stopped, refused, withdrawn):
        assert documents(world, case)
        for kind in documents(world, case):
            assert "Certificate of marital status" in text(world, case, kind), kind
    for seq, _ in slips(world, stopped):
        with world.house.database.read() as look:
            story = world.house.mill.story(look, row_of(world, stopped))
            told = world.house.mill.document(look, row_of(world, stopped), story.as_of(seq), seq).to_json()
        found = [told, *told.get("items", ()), *told.get("components", ())]
        assert [name for part in found for name, value in part.items() if name.endswith("_en") and not value] in (
            [],
            ["counting_en"],  # there is nothing to say of it
        )


def test_a_withdrawal_is_confirmed_by_a_document(world: World) -> None:
    case = withdraw(world, perform(world, "reception", file_case(world), "accept"))

    work_off(world)

    assert documents(world, case)["withdrawal"].number == ""
    assert in_order(text(world, case, "withdrawal"), "XÁC NHẬN RÚT HỒ SƠ", case.code, "Tôi không cần nữa", "nộp lại")


@pytest.mark.parametrize(
    ("channel", "papers"), [("kiosk", "không có bản giấy phải trả lại"), ("counter", "Trả lại bản giấy tại")]
)
def test_papers_are_given_back_where_some_were_brought(world: World, channel: str, papers: str) -> None:
    case = withdraw(world, perform(world, "reception", file_case(world, channel=channel), "accept"))

    work_off(world)

    assert in_order(text(world, case, "withdrawal"), papers)


def test_slip_03_tells_the_reasons_of_each_paper(world: World) -> None:
    unreadable = RefusalReason(target="purpose", why="Mục đích không rõ.", then="Ghi dùng vào việc gì.")
    case = perform(world, "reception", file_case(world), "refuse", refusals=(unreadable,))

    work_off(world)

    assert in_order(
        text(world, case, "slip-03"),
        *("Số: 01/PTC", "Mục đích không rõ.", "Ghi dùng vào việc gì.", "trong 90 ngày", "Luật Khiếu nại"),
    )


def test_a_refused_result_says_why_and_how_to_complain(world: World) -> None:
    case = bring_to(world, in_english(world), "appraise")
    case = perform(world, "specialist", case, "reject", reasons=("Đang có vợ.",))
    bring_to(world, case, "hand_over")

    work_off(world)

    assert in_order(
        text(world, case, "result"),
        *("THÔNG BÁO TỪ CHỐI GIẢI QUYẾT", "Lý do từ chối:", "1. Đang có vợ.", "khiếu nại đến", "trong 90 ngày"),
        *("If you do not agree", "People's Committee of Tư Nghĩa Commune", "within 90 days"),
    )


@pytest.mark.parametrize(
    ("action", "inputs", "seen"),
    [("supplement", {}, 1), ("refuse", {}, 1), ("refuse", {"reasons": REASONS}, 0)],
    ids=["nothing listed", "no reason given", "an old page"],
)
def test_a_refused_command_leaves_no_gap(world: World, action: str, inputs: dict[str, Any], seen: int) -> None:
    case = replace(file_case(world), version=seen)
    for _ in range(3):
        with pytest.raises((InputMissing, StaleCase)):
            world.house.door.apply(command(case, action, **inputs), world.officer("reception"))
    assert last_numbers(world) == {}

    ask_for_more(world, file_case(world))
    refuse(world, file_case(world))

    assert last_numbers(world) == {"PBS": 1, "PTC": 1}


def test_a_question_asked_twice_takes_no_number(world: World) -> None:
    case = answer_supplement(world, ask_for_more(world, file_case(world)))

    with pytest.raises(CaseError):
        ask_for_more(world, case)

    assert last_numbers(world) == {"PBS": 1}


def test_numbers_run_by_register_and_year_of_the_office(world: World) -> None:
    refuse(world, file_case(world))
    refuse(world, file_case(world))
    world.clock.now = world.clock.now.replace(month=12, day=31, hour=17, minute=0)  # midnight in Vietnam

    case = refuse(world, file_case(world))

    assert [(e.slip_number, e.slip_year) for _, e in slips(world, case)] == [(1, 2027)]


def test_a_renderer_that_fails_stops_no_case_and_the_slip_is_made_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = refuse(world, file_case(world))

    def breaks(self: Renderer, document: Document) -> bytes:
        raise RenderFailed(document.template, "no fonts")

    with monkeypatch.context() as broken:
        broken.setattr(Renderer, "render", breaks)
        work_off(world)
    assert (documents(world, case), row_of(world, case).state) == ({}, 3)
    with world.house.database.read() as look:
        waiting = select(OutboxMessage.topic).where(OutboxMessage.done_at.is_(None))
        assert look.execute(waiting).scalars().all() == ["make-slip"]

    world.clock.pass_(minutes=2)
    work_off(world)

    assert list(documents(world, case)) == ["slip-03"]


def test_every_case_with_slips_follows_from_its_events(world: World) -> None:
    refuse(world, file_case(world))
    stop(world, file_case(world))

    house = world.house
    with house.database.read() as look:
        found = [f for _, f in Verifier(house.sealer, house.versions, house.calendar).verify_all(look)]

    assert found == [[], []]


def test_only_an_event_with_a_slip_gives_one(world: World) -> None:
    case = file_case(world)

    with world.house.database.read() as look, pytest.raises(ValueError, match="no slip"):
        world.house.mill.slip(look, row_of(world, case), 1)
