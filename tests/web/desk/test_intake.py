"""Counter intake: reception takes in what a person brings; the person is the applicant, the officer the helper."""

import re
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select

from portal.cases.models import Case, CaseEvent, CaseFile, Draft, DraftFile, Original
from portal.cases.originals import Shown, note_original
from portal.cases.verification import Verifier
from portal.people.accounts import find_person_by_identifier, load_person
from portal.people.counter import COUNTER
from portal.people.roles import Role
from portal.web.limits import LOOKED_UP
from tests.cases.standing import hire
from tests.documents.pdftext import squeezed, text_of
from tests.storage.files import picture
from tests.stories import CERTIFICATE, TYPED, file_case, post, token, write_draft
from tests.web.cast import gather
from tests.world import COMMUNE, OTHER_COMMUNE, World

HOME = "/desk/intake/"
OFFICE = f"{COMMUNE}/X-TTPVHCC"
STRANGER = {
    "person.name": "Đinh Thị Hrê",
    "person.identifier": "051190000077",
    "person.birth_date": "02/03/1990",
    "person.sex": "female",
    "person.residence.unit": "Xã Tư Nghĩa",
    "person.residence.line": "Thôn 3",
    "person.phone": "0912345679",
}


def person_page(world: World, who: FlaskClient, number: str = "051090000001") -> str:
    found = post(who, HOME, HOME, {"q": number})
    assert found.status_code == 200, found.text
    return str(re.findall(r'href="(/desk/intake/people/[0-9a-f-]{36})"', found.text)[0])


def begin(world: World, who: FlaskClient, *, unit: str = OFFICE, channel: str = "counter") -> str:
    """Begin to take in a certificate for Nguyễn Văn An; return the address of the form's first page."""
    page = person_page(world, who)
    answer = post(who, page, page, {"code": CERTIFICATE, "channel": channel, "unit": unit})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def fill_in(who: FlaskClient, url: str, typed: dict[str, dict[str, str]] = TYPED) -> str:
    for fields in typed.values():
        answer = post(who, url, url, fields)
        assert answer.status_code == 303, answer.text
        url = answer.headers["Location"]
    return url


def submit(who: FlaskClient, review: str, way: str = "counter") -> Any:
    return post(who, review, review.replace("/review", "/submit"), {"return_by": way})


def only(world: World, statement: Any) -> Any:
    with world.house.database.read() as look:
        return look.execute(statement).one()


def counted(world: World, table: Any) -> int:
    with world.house.database.read() as look:
        return int(look.execute(select(func.count()).select_from(table)).scalar_one())


def _papers_page(world: World, desk: FlaskClient) -> str:
    typed = {**TYPED, "purpose": {**TYPED["purpose"], "replaces_earlier": "yes"}}
    return fill_in(desk, begin(world, desk), typed)


def test_what_is_brought_to_a_counter_is_the_persons_case_and_says_who_took_it_in(world: World) -> None:
    desk = world.client(world.officer("reception"))
    answer = submit(desk, fill_in(desk, begin(world, desk)))

    assert answer.status_code == 303
    case = only(world, select(Case.__table__))
    assert answer.headers["Location"] == f"/desk/intake/cases/{case.code}/receipt"
    assert (case.applicant_id, case.applicant_name) == (world.citizen().id, "Nguyễn Văn An")
    assert (case.channel, case.helper, case.help_unit) == ("counter", world.officer("reception").id, OFFICE)
    assert (case.intake, case.return_by, case.return_unit) == (OFFICE, "counter", OFFICE)
    assert case.fee == 30_000, "the counter's fee, not that of an application online"
    filed = only(world, select(CaseEvent.facts, CaseEvent.actor).where(CaseEvent.seq == 1))
    assert filed.facts["applicant"] == world.citizen().id
    assert (filed.actor["kind"], filed.actor["unit"], filed.actor["role"]) == ("officer", OFFICE, "reception")
    house = world.house
    with house.database.read() as look:
        assert [found for _, found in Verifier(house.sealer, house.versions, house.calendar).verify_all(look)] == [[]]


def test_the_receipt_is_printed_and_both_sides_see_how_the_case_came(world: World) -> None:
    desk = world.client(world.officer("reception"))
    receipt = submit(desk, fill_in(desk, begin(world, desk))).headers["Location"]

    page = desk.get(receipt)
    slip = desk.get(f"{receipt}.pdf")

    code = only(world, select(Case.code)).code
    assert page.status_code == 200
    assert code in page.text
    assert "Nguyễn Văn An" in page.text
    assert (slip.status_code, slip.mimetype) == (200, "application/pdf")
    for who, url in (("reception", f"/desk/cases/{code}"), ("citizen", f"/cases/{code}")):
        browser = desk if who == "reception" else world.client(world.citizen())
        shown = browser.get(url).text
        assert "Tại quầy" in shown, who
        assert "Reception" in shown, who
    assert "Một cửa nhận hồ sơ của bạn" in world.client(world.citizen()).get(f"/cases/{code}").text


def test_sent_twice_it_is_one_case(world: World) -> None:
    desk, again = world.client(world.officer("reception")), world.client(world.officer("reception"))
    review = fill_in(desk, begin(world, desk))
    first, second = submit(desk, review), again.get(review)

    assert second.status_code == 303
    assert second.headers["Location"] == first.headers["Location"]
    late = again.post(review.replace("/review", "/submit"), data={"csrf_token": token(again.get(HOME))})
    assert late.headers["Location"] == first.headers["Location"]
    assert counted(world, Case) == 1


def test_what_was_begun_waits_in_the_list_of_the_office_after_a_power_cut(world: World) -> None:
    desk = world.client(world.officer("reception"))
    url = begin(world, desk)
    url = post(desk, url, url, TYPED["who"]).headers["Location"]
    desk.post(f"{url}/autosave", data={"csrf_token": token(desk.get(url)), "lived_elsewhere": "no"})

    tomorrow = world.client(world.officer("reception"))  # another browser: nothing was kept in the first
    listed = tomorrow.get(HOME).text

    assert "Nguyễn Văn An" in listed
    assert url.rsplit("/", 1)[0] in listed
    assert 'value="no" checked' in " ".join(tomorrow.get(url).text.split())


def test_a_scan_that_is_refused_or_cut_off_loses_nothing(world: World) -> None:
    desk = world.client(world.officer("reception"))
    typed = {**TYPED, "purpose": {**TYPED["purpose"], "replaces_earlier": "yes"}}
    papers = fill_in(desk, begin(world, desk), {name: typed[name] for name in typed})
    assert papers.endswith("/papers"), papers

    def send(content: bytes) -> Any:
        data = {"csrf_token": token(desk.get(papers)), "file": (BytesIO(content), "giấy cũ.pdf")}
        return desk.post(f"{papers}/old_certificate", data=data, content_type="multipart/form-data")

    good = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    refused = send(good[:5])
    assert refused.status_code == 422
    assert desk.get(papers).status_code == 200
    assert counted(world, DraftFile) == 0
    assert only(world, select(Draft.revision)).revision > len(TYPED), "the answers are all there"


def test_of_several_scans_the_one_that_is_cut_off_is_named_and_the_others_are_kept(world: World) -> None:
    desk = world.client(world.officer("reception"))
    papers = _papers_page(world, desk)
    whole = picture("JPEG", (400, 300))
    data = {
        "csrf_token": token(desk.get(papers)),
        "file": [(BytesIO(picture("PNG")), "một.png"), (BytesIO(whole[: len(whole) // 2]), "hai.jpg")],
    }
    answer = desk.post(f"{papers}/old_certificate", data=data, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert "“hai.jpg”" in answer.text
    assert "Gửi lại" in answer.text or "Chọn lại" in answer.text
    assert "một.png" in desk.get(papers).text
    assert counted(world, DraftFile) == 1


def test_paper_that_comes_after_three_goes_on_the_next_morning_and_everybody_reads_so(world: World) -> None:
    world.clock.pass_(hours=7, minutes=20)  # 16:20 on Monday
    desk = world.client(world.officer("reception"))
    answer = submit(desk, fill_in(desk, begin(world, desk)))
    code = only(world, select(Case.code)).code
    slip = squeezed(text_of(desk.get(f"{answer.headers['Location']}.pdf").data))

    assert squeezed("Nhận sau 15 giờ: hồ sơ giấy được chuyển đi đầu giờ ngày làm việc tiếp theo") in slip
    for who in (desk, world.client(world.citizen())):
        url = f"/cases/{code}" if who is not desk else f"/desk/cases/{code}"
        assert "được chuyển đi lúc 07:30 thứ Ba 10/03/2026" in " ".join(who.get(url).text.split()).replace(
            "&nbsp;", " "
        )


@pytest.mark.parametrize("channel", ["online", "kiosk"])
def test_what_came_without_paper_has_none_that_goes_on(world: World, channel: str) -> None:
    world.clock.pass_(hours=7, minutes=20)
    case = file_case(world, channel=channel)

    assert "Hồ sơ giấy" not in world.client(world.officer("reception")).get(f"/desk/cases/{case.code}").text


def test_slip_01_of_another_authoritys_case_names_it_and_no_moment_of_its_own(world: World) -> None:
    desk = world.client(world.officer("stranger"))
    answer = submit(desk, fill_in(desk, begin(world, desk, unit=f"{OTHER_COMMUNE}/X-TTPVHCC")))
    slip = squeezed(text_of(desk.get(f"{answer.headers['Location']}.pdf").data))

    assert squeezed("Tiếp nhận thay cho") in slip
    assert squeezed("Nhận sau 15 giờ") not in slip


@pytest.mark.parametrize("who", ["stranger", "specialist", "supervisor", "administrator", "province-reception"])
def test_an_officer_of_another_office_or_role_reaches_no_draft_of_it(world: World, who: str) -> None:
    gather(world)
    url = begin(world, world.client(world.officer("reception")))
    other = world.client(world.officer(who))
    draft_url = url.rsplit("/", 1)[0]

    for address in (url, f"{draft_url}/review", f"{draft_url}/papers"):
        assert other.get(address).status_code in (403, 404)
    sign = token(other.get("/track"))
    for address in (url, f"{draft_url}/submit", f"{draft_url}/abandon", f"{draft_url}/originals/old_certificate"):
        assert other.post(address, data={"csrf_token": sign, "return_by": "counter"}).status_code in (403, 404)
    assert counted(world, Case) == 0
    assert counted(world, Draft) == 1


def test_the_person_sees_nothing_of_it_before_it_is_sent_and_cannot_write_it(world: World) -> None:
    url = begin(world, world.client(world.officer("reception")))
    draft_id = url.split("/")[3]
    citizen = world.client(world.citizen())

    assert draft_id not in citizen.get("/me").text
    assert citizen.get(f"/apply/{draft_id}/who").status_code == 404
    assert citizen.get(url).status_code == 403


def test_an_officer_writes_no_draft_that_is_a_citizens_own(world: World) -> None:
    own = write_draft(world, world.citizen())
    desk = world.client(world.officer("reception"))

    assert desk.get(f"/desk/intake/{own}/who").status_code == 404
    assert desk.get(f"/apply/{own}/who").status_code == 403


def test_intake_for_another_office_than_ones_own_is_refused(world: World) -> None:
    desk = world.client(world.officer("reception"))
    page = person_page(world, desk)

    for wrong in (
        {"code": CERTIFICATE, "channel": "counter", "unit": f"{OTHER_COMMUNE}/X-TTPVHCC"},
        {"code": CERTIFICATE, "channel": "online", "unit": OFFICE},
        {"code": "9.999999", "channel": "counter", "unit": OFFICE},
        {"code": "\u0000'", "channel": ["x"], "unit": ""},
    ):
        assert post(desk, page, page, wrong).status_code == 422
    assert counted(world, Draft) == 0


def test_any_office_takes_in_what_another_decides(world: World) -> None:
    desk = world.client(world.officer("stranger"))
    review = fill_in(desk, begin(world, desk, unit=f"{OTHER_COMMUNE}/X-TTPVHCC"))
    answer = submit(desk, review, "counter-competent")
    case = only(world, select(Case.__table__))

    assert (case.intake, case.help_unit) == (f"{OTHER_COMMUNE}/X-TTPVHCC", f"{OTHER_COMMUNE}/X-TTPVHCC")
    assert case.competent.startswith(COMMUNE)
    assert (case.return_by, case.return_unit) == ("counter", OFFICE)
    assert "Nhận thay cho" in desk.get(answer.headers["Location"]).text


def test_somebody_nobody_knows_is_written_down_once(world: World) -> None:
    desk = world.client(world.officer("reception"))
    new = "/desk/intake/people/new"
    first, second = post(desk, new, new, STRANGER), post(desk, new, new, {**STRANGER, "person.name": "Khác"})

    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    with world.house.database.read() as look:
        found = find_person_by_identifier(look, world.house.sealer, STRANGER["person.identifier"])
        assert found is not None
        assert found.issuer == COUNTER
        person = load_person(look, world.house.sealer, found.id)
    assert (person.name, person.birth_date, person.phone) == ("Đinh Thị Hrê", "1990-03-02", "+84912345679")
    assert STRANGER["person.identifier"] not in person.subject, "the number is sealed, not a key"


def test_a_number_that_does_not_fit_is_asked_about_and_taken_when_confirmed(world: World) -> None:
    desk, new = world.client(world.officer("reception")), "/desk/intake/people/new"
    odd = {**STRANGER, "person.identifier": "051090000078"}  # says a man

    asked = post(desk, new, new, odd)
    assert asked.status_code == 422
    assert "giới tính" in asked.text
    assert STRANGER["person.name"] in asked.text, "what was typed is kept"
    assert post(desk, new, new, {**odd, "sure": "yes"}).status_code == 303


@pytest.mark.parametrize("number", ["12", "05109000000x", "", "9" * 400, "<script>", "\u202e051090000001\u0000"])
def test_an_impossible_number_is_said_beside_its_field(world: World, number: str) -> None:
    desk, new = world.client(world.officer("reception")), "/desk/intake/people/new"
    answer = post(desk, new, new, {**STRANGER, "person.identifier": number})

    assert answer.status_code in (303, 422)
    assert "<script>" not in answer.text


def test_a_person_is_found_by_name_only_where_they_had_to_do_with_the_office(world: World) -> None:
    desk, other = world.client(world.officer("reception")), world.client(world.officer("stranger"))
    submit(desk, fill_in(desk, begin(world, desk)))

    assert "/desk/intake/people/" in post(desk, HOME, HOME, {"q": "nguyen van an"}).text.replace("people/new", "")
    assert "051" not in post(desk, HOME, HOME, {"q": "nguyen van an"}).text, "the number is masked"
    assert "Tìm thấy 0 người" in post(other, HOME, HOME, {"q": "nguyen van an"}).text


def test_looking_people_up_has_an_end(world: World) -> None:
    desk = world.client(world.officer("reception"))
    answers = [post(desk, HOME, HOME, {"q": f"0510900{n:05d}"}).status_code for n in range(122)]

    assert answers[0] == 200
    assert answers[-1] == 429


def test_people_are_not_looked_up_by_many_accounts_from_one_room(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LOOKED_UP, True, (120, 3))
    one, other = world.client(world.officer("reception")), world.client(world.officer("stranger"))
    answers = [post(who, HOME, HOME, {"q": "051090000099"}).status_code for who in (one, other, one, other)]

    assert answers == [200, 200, 200, 429]
    sent = {"csrf_token": token(other.get(HOME)), "q": "051090000099"}
    assert other.post(HOME, data=sent, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 200


def test_what_was_begun_in_vain_is_taken_away(world: World) -> None:
    desk = world.client(world.officer("reception"))
    url = begin(world, desk)
    gone = post(desk, HOME, url.rsplit("/", 1)[0] + "/abandon", {})

    assert gone.status_code == 303
    assert counted(world, Draft) == 0
    assert desk.get(url).status_code == 404


def test_an_original_is_noted_compared_kept_and_given_back(world: World) -> None:
    desk = world.client(world.officer("reception"))
    typed = {**TYPED, "purpose": {**TYPED["purpose"], "replaces_earlier": "yes"}}
    papers = fill_in(desk, begin(world, desk), typed)
    note = papers.replace("/papers", "/originals/old_certificate")
    assert post(desk, papers, note, {"deed": "keep", "compared": "yes"}).status_code == 303
    assert post(desk, papers, note, {"deed": "keep"}).status_code == 303, "twice is once"
    held = only(world, select(Original.__table__))
    assert (held.is_kept, held.certified_by, held.sha256) == (True, None, None), "nothing to compare with yet"

    submit(desk, papers.replace("/papers", "/review"))

    case, held = only(world, select(Case.__table__)), only(world, select(Original.__table__))
    with world.house.database.transaction() as work:  # the head compares a scan that came about later
        shown = Shown(component=held.component, paper=held.paper, is_kept=True, sha256="0" * 64)
        head = world.officer("head").id
        note_original(work, shown, unit=held.unit, officer=head, now=world.clock(), case_id=case.id)
    assert "khớp bản chính: Head" in desk.get(f"/desk/cases/{case.code}").text
    assert (held.case_id, held.draft_id) == (case.id, None)
    assert counted(world, CaseFile) == 0, "a paper that lies in the office is there, scanned or not"
    page = f"/desk/cases/{case.code}"
    assert case.code in desk.get("/desk/originals").text
    assert case.code not in world.client(world.officer("stranger")).get("/desk/originals").text
    assert "Đang giữ tại" in world.client(world.citizen()).get(f"/cases/{case.code}").text

    back = f"{page}/originals/{held.id}/return"
    assert post(desk, page, back, {"to": "  "}).status_code == 422
    assert post(desk, page, back, {"to": "Nguyễn Văn An"}).status_code == 303
    assert post(desk, page, back, {"to": "Ai khác"}).status_code == 303, "a second click changes nothing"
    assert only(world, select(Original.returned_to)).returned_to == "Nguyễn Văn An"
    assert "Đã trả cho Nguyễn Văn An" in world.client(world.citizen()).get(f"/cases/{case.code}").text
    assert case.code not in desk.get("/desk/originals").text


def test_who_compared_a_scan_is_named_also_where_a_colleague_took_the_paper(world: World) -> None:
    case, first = file_case(world), world.client(world.officer("reception"))
    page = f"/desk/cases/{case.code}"
    said = {"component": "old_certificate", "deed": "keep"}
    assert post(first, page, f"{page}/originals", said).status_code == 303
    hire(world, "colleague", Role.RECEPTION, OFFICE)
    with world.house.database.transaction() as work:
        scan = {"component": "old_certificate", "file_name": "a.pdf", "media_type": "application/pdf"}
        row = {"id": "f", "case_id": case.case_id, "sha256": "0" * 64, "size": 1, "revision": 1}
        work.execute(insert(CaseFile).values(**row, **scan, added_at=world.clock()))
    second = world.client(world.officer("colleague"))

    assert post(second, page, f"{page}/originals", {**said, "compared": "yes"}).status_code == 303

    for browser, url in ((first, page), (world.client(world.citizen()), f"/cases/{case.code}")):
        shown = " ".join(browser.get(url).text.split())
        assert "khớp bản chính: Colleague" in shown
        assert "Reception, " in shown, "who took it"


def test_a_paper_brought_later_is_entered_on_the_case(world: World) -> None:
    case = file_case(world)
    desk, page = world.client(world.officer("reception")), f"/desk/cases/{case.code}"
    wrong = post(desk, page, f"{page}/originals", {"component": "no_such", "deed": "keep"})
    entered = post(desk, page, f"{page}/originals", {"component": "old_certificate", "deed": "see", "paper": "Giấy cũ"})

    assert (wrong.status_code, entered.status_code) == (422, 303)
    assert "Giấy cũ" in desk.get(page).text
    head = world.client(world.officer("head"))
    refused = head.post(
        f"{page}/originals", data={"csrf_token": token(head.get("/track")), "component": "old_certificate"}
    )
    assert refused.status_code == 403
