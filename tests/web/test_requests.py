"""Requests that no page of ours sends, and files that cannot be taken: each gets an answer, none an error of ours."""

import html
import io
import re
from urllib.parse import quote_plus

import pytest
from sqlalchemy import select

from portal.cases.drafts import get_draft
from portal.cases.models import Draft, DraftFile
from tests.storage.files import pdf, picture
from tests.stories import CERTIFICATE, token
from tests.web.cast import draft_with_paper
from tests.web.test_input import assert_harmless, begin, row_of, send
from tests.world import World

# --- requests that are no forms ---

BROKEN: tuple[tuple[str, bytes], ...] = (
    ("multipart/form-data", b""),
    ("multipart/form-data", b"--x\r\n\r\n"),
    ("multipart/form-data; boundary=", b"--\r\n"),
    ("multipart/form-data; boundary=x", b"--x"),
    ("multipart/form-data; boundary=x", b"--y\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--y--"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\r\n\r\n1"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a\r\n\r\n1\r\n--x--'),
    ("multipart/form-data; boundary=x", b"--x\nContent-Disposition: form-data; name=a\n\n1\n--x--\n"),
    ("multipart/form-data; boundary=x", b"--x\r\n" + b"A: b\r\n" * 5000 + b"\r\n1\r\n--x--"),
    ("multipart/form-data; boundary=x", b"\x00" * 5000),
    ("multipart/form-data; boundary=" + "x" * 500, b"--x--"),
    ("multipart/form-data; boundary=x; charset=utf-16", b"--x\r\n\xff\xfe--x--"),
    ("multipart/mixed; boundary=x", b"--x--"),
    ("application/x-www-form-urlencoded; charset=utf-16", "a=1".encode("utf-16")),
    ("application/x-www-form-urlencoded", b"%zz=%&&==&%"),
    ("application/json", b'{"csrf_token": 1, "for_self": ["yes"]}'),
    ("application/json", b"[" * 10_000),
    ("text/plain", b"csrf_token=1"),
    ("application/xml", b"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>"),
    ("", b"for_self=yes"),
    ("nonsense", b"\xff\xfe\x00"),
)


@pytest.mark.parametrize("number", range(len(BROKEN)))
def test_what_is_no_form_is_refused_and_changes_nothing(world: World, number: int) -> None:
    kind, sent = BROKEN[number]
    draft_id, file_id = draft_with_paper(world, world.citizen())
    browser = world.client(world.citizen())
    before = row_of(world, Draft, draft_id)
    header = {"X-CSRF-Token": token(browser.get("/track"))}

    for path, most in (("who", 422), ("papers/old_certificate", 422), ("delete", 403)):
        own = header if path != "delete" else {}
        answer = browser.post(f"/apply/{draft_id}/{path}", data=sent, content_type=kind, headers=own)
        assert 400 <= answer.status_code <= most, (path, answer.status_code)
        assert_harmless(answer, kind)
    after = row_of(world, Draft, draft_id)
    assert (before["procedure_code"], before["case_id"]) == (after["procedure_code"], after["case_id"])
    with world.house.database.read() as look:
        assert look.execute(select(DraftFile.id)).scalars().all() == [file_id]


def test_a_form_that_is_too_large_is_told_how_large_it_may_be(world: World) -> None:
    browser, draft_id = world.client(world.citizen()), begin(world, CERTIFICATE)
    url = f"/apply/{draft_id}/who"
    own = token(browser.get(url))

    answer = send(browser, url, {"csrf_token": own, "subject.name": "a" * 3_000_000})

    assert answer.status_code == 413
    assert "lớn hơn" in answer.text


def test_ten_thousand_fields_and_a_thousand_rows_are_no_burden(world: World) -> None:
    browser, draft_id = world.client(world.citizen()), begin(world, CERTIFICATE)
    url = f"/apply/{draft_id}/where"
    own = {"csrf_token": token(browser.get(url)), "lived_elsewhere": "yes"}
    rows = {f"residences.{n}.since": "x" for n in range(1000)}
    nonsense = {f"residences.{n}": "x" for n in ("²", "١", "-1", "9" * 100, "", "a.b.c")}
    others = {f"field{n}": "x" for n in range(10_000)}

    for fields in (rows, nonsense, others, {**nonsense, "do": "add:residences"}, {"do": "remove:residences:²"}):
        answer = send(browser, url, {**own, **fields})
        assert_harmless(answer, list(fields)[:3])
        assert answer.status_code in (200, 303, 413, 422)


@pytest.mark.parametrize(
    "deed", ["add:nothing", "remove:", "remove", "add:", "remove:status:0:1", "add:residences:9", "ask", "x"]
)
def test_a_button_that_is_not_there_does_nothing_wrong(world: World, deed: str) -> None:
    browser, draft_id = world.client(world.citizen()), begin(world, CERTIFICATE)
    url = f"/apply/{draft_id}/where"

    assert_harmless(send(browser, url, {"csrf_token": token(browser.get(url)), "do": deed}), deed)


def test_repeated_names_mean_the_first_in_a_form_and_nothing_in_an_address(world: World) -> None:
    browser, draft_id, house = world.client(world.citizen()), begin(world, CERTIFICATE), world.house
    url = f"/apply/{draft_id}/status"
    twice = f"csrf_token={quote_plus(token(browser.get(url)))}&status=never&status=married"
    browser.post(url, data=twice, content_type="application/x-www-form-urlencoded")

    with house.database.read() as look:
        assert get_draft(look, house.sealer, draft_id, world.citizen().id).answers["status"] == "never"
    assert browser.get("/procedures?q=a&q=b").status_code == 400
    form = "application/x-www-form-urlencoded"
    assert browser.post(f"{url}?status=married", data=twice, content_type=form).status_code == 400


HEADERS = {
    "Cookie": "sid=<script>; language=<script>; stash=../../x; login=\x80",
    "Accept-Language": "<script>,*;q=1e400,en;q=NaN",
    "User-Agent": "<script>alert(1)</script>",
    "Referer": "javascript:alert(1)",
    "X-Forwarded-For": "' OR 1=1 --, 127.0.0.1",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "gopher",
    "HX-Request": "<script>",
    "Range": "bytes=-1--2",
    "If-None-Match": '"' + "x" * 5000,
    "Content-Length": "-1",
    "Accept-Encoding": "gzip;q=NaN",
    "Sec-Fetch-Site": "<script>",
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_hostile_header_is_only_a_header(world: World, name: str) -> None:
    for page in ("/", "/procedures", "/track", "/login"):
        answer = world.client().get(page, headers={name: HEADERS[name]})
        assert answer.status_code < 500, page
        assert "evil.example" not in str(answer.headers)
        if answer.headers.get("Content-Encoding") != "gzip":
            assert_harmless(answer, name)
            assert "evil.example" not in answer.text


# --- files ---


def test_files_that_cannot_be_taken_get_a_sentence_each_and_never_block_the_rest(world: World) -> None:
    draft_id, _ = draft_with_paper(world, world.citizen())
    browser = world.client(world.citizen())
    own = token(browser.get(f"/apply/{draft_id}/papers"))
    whole, photo = pdf(), picture()
    files = [
        (io.BytesIO(whole), "đủ.pdf"),
        (io.BytesIO(b""), "trống.pdf"),
        (io.BytesIO(photo[: len(photo) // 2]), "đứt.jpg"),
        (io.BytesIO(photo), "sai đuôi.pdf"),
        (io.BytesIO(b"<script>alert(1)</script>"), "<script>.html"),
        (io.BytesIO(b"MZ" + b"\0" * 100), "chương trình.exe"),
        (io.BytesIO(photo), "../../ảnh\u202egpj.jpg"),
    ]

    answer = browser.post(f"/apply/{draft_id}/papers/old_certificate", data={"csrf_token": own, "file": files})

    assert answer.status_code == 422
    assert_harmless(answer, "files")
    for name in ("trống.pdf", "đứt.jpg", "sai đuôi.pdf", "chương trình.exe"):
        assert f"“{name}”" in html.unescape(answer.text), name
    with world.house.database.read() as look:
        names = set(look.execute(select(DraftFile.file_name)).scalars())
    assert {"giấy cũ.pdf", "đủ.pdf"} <= names
    assert len(names) == 3
    assert not [name for name in names if "/" in name or "\u202e" in name]


def test_a_file_too_large_gets_its_sentence(world: World) -> None:
    draft_id, _ = draft_with_paper(world, world.citizen())
    browser = world.client(world.citizen())
    own = token(browser.get(f"/apply/{draft_id}/papers"))
    large = io.BytesIO(pdf() + b"\0" * (21 * 1024 * 1024))

    answer = browser.post(
        f"/apply/{draft_id}/papers/old_certificate", data={"csrf_token": own, "file": (large, "to.pdf")}
    )

    assert answer.status_code == 422
    assert re.search(r"“to.pdf” lớn quá. Mỗi tệp nhiều nhất \d+ MB", answer.text)


def test_a_download_is_named_and_never_run(world: World) -> None:
    draft_id, file_id = draft_with_paper(world, world.citizen())

    answer = world.client(world.citizen()).get(f"/apply/{draft_id}/papers/files/{file_id}")

    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
