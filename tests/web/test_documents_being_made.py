"""A typesetter that fails or hangs stops no case: the pages say so, and the slip is made again."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.documents.errors import RenderFailed
from portal.documents.render import Document, Renderer
from tests.cases.test_papers import documents, refuse, work_off
from tests.documents.factories import slip_03
from tests.stories import file_case, token
from tests.world import World, copy_sqlite, world_at


@pytest.fixture
def world(prepared_sqlite: Path, tmp_path: Path) -> Iterator[World]:
    """One world: pages say the same on every database."""
    with world_at(copy_sqlite(prepared_sqlite, tmp_path / "portal.db"), tmp_path) as made:
        yield made


def breaks(self: Renderer, document: Document) -> bytes:
    raise RenderFailed(document.template, "no fonts")


def test_both_pages_say_that_a_slip_is_being_made_and_then_offer_it(world: World) -> None:
    case = refuse(world, file_case(world))
    citizen, desk = world.client(world.citizen()), world.client(world.officer("reception"))

    before = citizen.get(f"/cases/{case.code}").text, desk.get(f"/desk/cases/{case.code}").text
    work_off(world)
    after = citizen.get(f"/cases/{case.code}").text, desk.get(f"/desk/cases/{case.code}").text

    assert "Đang được làm. Hồ sơ vẫn đi tiếp" in before[0]
    assert "đang được làm" in before[1]
    assert not any("ang được làm" in page for page in after)
    assert all("slip-03.pdf" in page for page in after)


def test_the_desk_makes_a_slip_at_once_that_the_worker_could_not_make(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = refuse(world, file_case(world))
    desk, url = world.client(world.officer("reception")), f"/desk/cases/{case.code}"

    def press() -> Any:
        return desk.post(f"{url}/documents/slip-03", data={"csrf_token": token(desk.get(url))})

    with monkeypatch.context() as broken:
        broken.setattr(Renderer, "render", breaks)
        work_off(world)
        failed = press()
    assert failed.status_code == 503
    assert "Chưa làm được văn bản này. Hồ sơ vẫn đi tiếp" in failed.text
    assert documents(world, case) == {}

    assert press().status_code == 303
    made = documents(world, case)
    world.clock.pass_(minutes=2)
    work_off(world)  # the worker tries once more, as it said

    assert list(made) == ["slip-03"]
    assert documents(world, case) == made


def test_whoever_oversees_a_case_reads_that_a_slip_is_being_made_and_makes_none(world: World) -> None:
    case = refuse(world, file_case(world))
    url, above = f"/desk/cases/{case.code}", world.client(world.officer("supervisor"))
    sees = above.get(url)

    assert "đang được làm" in sees.text
    assert "Làm ngay" not in sees.text
    assert "Làm ngay" in world.client(world.officer("reception")).get(url).text
    assert above.post(f"{url}/documents/slip-03", data={"csrf_token": token(above.get("/track"))}).status_code == 403
    assert documents(world, case) == {}


@pytest.mark.parametrize("kind", ["slip-05", "slip-07", "result", "x"])
def test_only_what_a_case_owes_is_made(world: World, kind: str) -> None:
    case = refuse(world, file_case(world))
    desk, url = world.client(world.officer("reception")), f"/desk/cases/{case.code}"

    assert desk.post(f"{url}/documents/{kind}", data={"csrf_token": token(desk.get(url))}).status_code == 404


def test_a_slip_that_cannot_be_made_holds_up_no_letter(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.cases.test_errands import run
    from tests.postbox import Postbox

    monkeypatch.setattr(Renderer, "render", breaks)
    case, postbox = refuse(world, file_case(world)), Postbox()

    run(world, postbox)

    assert [mail.subject.replace(case.code, "…") for mail in postbox.sent] == [
        "Đã nhận hồ sơ …",
        "Hồ sơ … đã kết thúc",
    ]
    assert "90 ngày để khiếu nại" in postbox.sent[-1].text


def test_a_typesetter_that_hangs_is_left_behind_after_a_while() -> None:
    renderer, end = Renderer(patience=0.2), threading.Event()
    renderer.render(slip_03())
    lock, _ = renderer._compilers["slip-03"]

    class Hangs:
        def compile(self, **_: Any) -> bytes:
            end.wait(20)
            return b""

    renderer._compilers["slip-03"] = lock, Hangs()  # type: ignore[assignment]

    with pytest.raises(RenderFailed, match="not done within"):
        renderer.render(slip_03())

    renderer._patience = 30
    assert renderer.render(slip_03()).startswith(b"%PDF")
    end.set()
