import hashlib
import io
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from portal.documents.errors import NoSuchTemplate, RenderFailed
from portal.documents.render import TEMPLATES, Document, Renderer
from tests.documents.factories import (
    consent,
    invitation,
    minutes,
    result,
    slip_01,
    slip_02,
    slip_03,
    slip_04,
    slip_05,
    slip_06,
    slip_07,
    withdrawal,
)
from tests.documents.pdftext import in_order, squeezed, text_of


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


DOCUMENTS: list[Document] = [
    slip_01(),
    slip_01(language="en", due_at=None, received_by=None),
    *(slip_02(), slip_03(), slip_04(), slip_05(), slip_06(), slip_07()),
    *(
        slip_02(language="en", reason=""),
        slip_03(language="en", elsewhere=None),
        slip_04(language="en"),
        slip_05(language="en", fee_paid=0),
        withdrawal(),
        withdrawal(language="en", reason=""),
    ),
    consent(),
    *(invitation(), invitation(language="en", moved=None), minutes(), minutes(language="en", photos=())),
    *(result(template=name) for name in ("result", "marital-status", "certificate")),
]


def pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def test_every_template_is_among_the_tested(renderer: Renderer) -> None:
    assert renderer.names() == {document.template for document in DOCUMENTS}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.template)
def test_a_document_is_tagged_vietnamese_and_titled(renderer: Renderer, document: Document) -> None:
    pdf = renderer.render(document)

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "vi-VN"
        assert "/StructTreeRoot" in opened.Root
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata.pdfa_status, document.to_json().get("number", "") in metadata["dc:title"]) == ("2A", True)
        assert len(opened.pages) == 1


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.template)
def test_the_same_data_give_the_same_bytes_in_another_renderer_too(renderer: Renderer, document: Document) -> None:
    once, again, elsewhere = renderer.render(document), renderer.render(document), Renderer().render(document)

    assert len({hashlib.sha256(pdf).digest() for pdf in (once, again, elsewhere)}) == 1


def test_other_data_give_other_bytes(renderer: Renderer) -> None:
    assert renderer.render(slip_01()) != renderer.render(slip_01(applicant="Đinh Văn Minh"))


def test_slip_01_carries_its_fields_in_the_order_of_the_form(renderer: Renderer) -> None:
    text = text_of(renderer.render(slip_01()))

    assert in_order(
        text,
        *("ỦY BAN NHÂN DÂN XÃ TƯ NGHĨA", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "Số: 0017/TNHS"),
        *("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ngày 23 tháng 11 năm 2026"),
        *("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Mã hồ sơ: H48.35.09-261123-0017", "Đinh Thị Thu Sương"),
        *("051199004218", "Tổ dân phố 3 La Hà, xã Tư Nghĩa, tỉnh Quảng Ngãi", "0905 000 218; không có"),
        *("Cấp Giấy xác nhận tình trạng hôn nhân (1.004873)", "Trực tuyến, mức xác thực 2"),
        *("Thành phần hồ sơ: 1 bộ", "Lời khai các nơi đã thường trú (2 nơi)", "3 ngày làm việc"),
        *("15 giờ 20 phút, ngày 23 tháng 11 năm 2026", "17 giờ 30 phút, thứ Sáu ngày 27 tháng 11 năm 2026"),
        *("không tính 24/11 (Ngày Văn hóa Việt Nam)", "VNeID và quầy Trung tâm", "8.000 đồng (Tám nghìn đồng)"),
        *("Quyển 02/2026, số thứ tự 0017", "motcua.example/tra", "730 924", "NGƯỜI NỘP HỒ SƠ"),
        *("NGƯỜI TIẾP NHẬN HỒ SƠ", "Bùi Thị Kim Chi"),
    )


def test_slip_01_in_english_keeps_the_vietnamese_first(renderer: Renderer) -> None:
    text = text_of(renderer.render(slip_01(language="en")))

    assert in_order(
        text,
        *("ỦY BAN NHÂN DÂN XÃ TƯ NGHĨA", "People's Committee of Tư Nghĩa Commune"),
        *("TRUNG TÂM", "Public Administrative"),
        *("Đã nhận của", "Received from", "Đinh Thị Thu Sương", "Thủ tục", "Procedure"),
    )
    assert text.count("People's Committee of Tư Nghĩa Commune") == 2  # at its head, and as the authority in charge
    assert "Received" not in text_of(renderer.render(slip_01()))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"due_at": None}, "Tính từ khi hồ sơ được tiếp nhận đầy đủ"),
        ({"fee_paid": 8000, "receipt_number": "0000123"}, "8.000 đồng, biên lai số 0000123"),
        ({"fee": 1234567}, "1.234.567 đồng"),
        ({"received_by": None}, "(Cổng tiếp nhận tự động)"),
        ({"issued_at": datetime(2026, 2, 3, 2, 0, tzinfo=UTC)}, "ngày 03 tháng 02 năm 2026"),
        ({"due_at": datetime(2026, 11, 29, 17, 30, tzinfo=UTC)}, "00 giờ 30 phút, thứ Hai ngày 30 tháng 11"),
    ],
)
def test_slip_01_says_what_is_so(renderer: Renderer, changes: dict[str, Any], said: str) -> None:
    assert squeezed(said) in squeezed(text_of(renderer.render(slip_01(**changes))))


def test_a_result_names_who_approved_and_when_and_is_not_signed(renderer: Renderer) -> None:
    pdf = renderer.render(result())

    assert in_order(
        text_of(pdf),
        *("Số: 12/XNTTHN", "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", "XÁC NHẬN:", "ĐINH THỊ THU SƯƠNG", "Nơi nhận:"),
        *("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Đã phê duyệt trên hệ thống lúc 17:30 27/11/2026"),
        *("chưa có chữ ký số", "Phạm Văn Lộc"),
    )
    assert b"/Sig" not in pdf


@pytest.mark.parametrize("name", ["Y Bĭh Ŏ", "Čư Ñ Kpă", "H’Brŭi", "Xơ Đăng", "Ằ ự ỷ ỡ ộ", "ê̆"])
def test_the_letters_of_all_peoples_of_the_province_are_there(renderer: Renderer, name: str) -> None:
    assert squeezed(name) in squeezed(text_of(renderer.render(slip_01(applicant=name))))


INJECTIONS = [
    '#read("/etc/passwd")',
    "#sys.inputs",
    "$ x^2 $ *đậm* _nghiêng_ `mã`",
    '#import "parts.typ": *; #panic()',
    '"]); #panic("out")',
    "= Tiêu đề\n- một\n+ hai",
    "\\u{0} <label> @ref // lời /* dài */",
    '{"applicant": "khác"}',
    'https://evil.example #link("https://evil.example")',
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_a_person_wrote_stays_text(renderer: Renderer, text: str) -> None:
    said = squeezed(text_of(renderer.render(slip_01(applicant=text, address=text))))

    assert said.count(squeezed(text)) >= 2
    assert "root:" not in said


@pytest.mark.parametrize("text", ["", "a" * 5_000, "Huyền " * 2_000, "\u202eabc\u200b", "\u0000\ufffe", "🙂", "漢字"])
def test_no_text_breaks_a_document(renderer: Renderer, text: str) -> None:
    assert pages(renderer.render(slip_01(applicant=text))) >= 1
    assert pages(renderer.render(result(facts=((text, text),)))) >= 1


def test_a_long_dossier_goes_on_over_the_page(renderer: Renderer) -> None:
    assert pages(renderer.render(slip_01(components=slip_01().components * 40))) > 1


def test_a_template_that_fails_is_told_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "broken.typ").write_text("#let d = json(bytes(sys.inputs.data))\n#d.absent")

    with pytest.raises(RenderFailed, match="absent") as failed:
        Renderer(tmp_path).render(result(template="broken"))

    assert failed.value.template == "broken"


@pytest.mark.parametrize("source", ['#read("/../secret.txt")', '#read("../secret.txt")', '#read("/etc/passwd")'])
def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path, source: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "curious.typ").write_text(source)

    with pytest.raises(RenderFailed):
        Renderer(tmp_path / "inside").render(result(template="curious"))


def test_a_template_fetches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", None)
    (tmp_path / "far.typ").write_text('#import "@preview/cetz:0.3.0"')

    with pytest.raises(RenderFailed):
        Renderer(tmp_path).render(result(template="far"))


@pytest.mark.parametrize("name", ["absent", "parts", "../documents/result", "/etc/passwd", ""])
def test_only_a_template_can_be_rendered(renderer: Renderer, name: str) -> None:
    with pytest.raises(NoSuchTemplate):
        renderer.render(result(template=name))


def test_threads_get_each_their_own_document(renderer: Renderer) -> None:
    names = [f"Nguyễn Văn {n:03}" for n in range(24)]
    found: dict[str, bool] = {}

    def render(name: str) -> None:
        found[name] = squeezed(name) in squeezed(text_of(renderer.render(slip_01(applicant=name))))

    threads = [threading.Thread(target=render, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == dict.fromkeys(names, True)


def test_the_fonts_come_with_their_licence() -> None:
    assert len(list((TEMPLATES / "fonts").glob("*.ttf"))) == 4
    assert "Open Font License" in (TEMPLATES / "fonts" / "LICENSE.txt").read_text()
