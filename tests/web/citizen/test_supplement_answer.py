"""An answer to a supplement with several files, one of which cannot be taken."""

import io

from tests.storage.files import pdf
from tests.stories import ask_for_more, file_case, seen_version, token
from tests.world import World


def test_one_refused_file_sends_nothing_and_says_so_beside_the_others(world: World) -> None:
    case = ask_for_more(world, file_case(world), "status", "purpose")
    browser, url = world.client(world.citizen()), f"/cases/{case.code}/supplement"
    shown = browser.get(url)
    fields = {"csrf_token": token(shown), "key": "an-answer", "seen_version": seen_version(shown)}
    sent = {"status": (io.BytesIO(pdf()), "giấy.pdf"), "purpose": (io.BytesIO(b""), "trống.pdf")}

    answer = browser.post(url, data={**fields, **sent})

    assert answer.status_code == 422
    assert "Bổ sung chưa được gửi. Chọn lại tệp này." in answer.text
    assert "“trống.pdf” không có gì bên trong" in answer.text
    assert "Trả lời yêu cầu bổ sung" in browser.get(f"/cases/{case.code}").text
