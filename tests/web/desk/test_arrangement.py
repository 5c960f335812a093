"""The list as an officer arranges it: narrowed, kept by name, with the columns of their choice; walked case by case."""

import re

import pytest
from flask.testing import FlaskClient

from tests.stories import ask_for_more, bring_to, file_case, post
from tests.web.desk.test_kept import make_label, send
from tests.world import World


def listed(client: FlaskClient, query: str = "") -> list[str]:
    answer = client.get(f"/desk/?{query}")
    assert answer.status_code == 200, answer.text
    return re.findall(r'<th scope="row"><a href="/desk/cases/([^"?]+)', answer.text)


def test_a_list_is_narrowed_to_what_is_asked(world: World) -> None:
    first, second = file_case(world), bring_to(world, file_case(world), "hand_over")
    client = world.client(world.officer("reception"))

    assert sorted(listed(client)) == sorted([first.code, second.code])
    assert listed(client, "step=hand_over") == [second.code]
    assert listed(client, "step=receive&procedure=1.004873&channel=online") == [first.code]
    assert not listed(client, "procedure=2.000635")
    assert not listed(client, "channel=post")
    assert not listed(client, "unit=51")


def test_each_step_says_how_much_lies_at_it(world: World) -> None:
    """Where all lies at one step, the counters of the lanes say it already."""
    alone, client = file_case(world), world.client(world.officer("reception"))
    assert "Việc theo bước" not in client.get("/desk/").text
    waits = ask_for_more(world, file_case(world))
    handed, again = (bring_to(world, file_case(world), "hand_over") for _ in range(2))

    steps = re.findall(r'href="/desk/\?step=(\w+)" >[^<]+\((\d+)\)', client.get("/desk/").text)

    assert dict(steps) == {"receive": "1", "hand_over": "2"}
    assert listed(client, "step=receive") == [alone.code], f"{waits.code} waits for the citizen"
    assert sorted(listed(client, "step=hand_over")) == sorted([handed.code, again.code])


@pytest.mark.parametrize("channel", ["online", "kiosk", "counter", "post"])
def test_a_list_is_narrowed_to_each_way_of_filing(world: World, channel: str) -> None:
    cases = {one: file_case(world, channel=one) for one in ("online", "kiosk", "counter", "post")}
    desk = world.client(world.officer("reception"))

    assert f'value="{channel}"' in desk.get("/desk/").text
    assert listed(desk, f"channel={channel}") == [cases[channel].code]


def test_a_list_is_narrowed_by_due_moment_and_by_label(world: World) -> None:
    late = file_case(world)
    world.clock.pass_(days=1)
    fresh, label = file_case(world), make_label(world)
    client = world.client(world.officer("reception"))
    send(world, "reception", fresh, "labels", put=label)

    assert listed(client, "due=overdue") == [late.code]
    assert listed(client, "due=soon") == [fresh.code]
    assert listed(client, f"label={label}") == [fresh.code]
    send(world, "reception", fresh, "labels", take=label)
    assert not listed(client, f"label={label}")
    assert world.client(world.officer("specialist")).get(f"/desk/?label={label}").status_code == 404


@pytest.mark.parametrize("query", ["lane=x", "due=x", "label=x", "procedure=" + "x" * 101])
def test_a_list_that_nobody_could_ask_for_is_not_there(world: World, query: str) -> None:
    assert world.client(world.officer("reception")).get(f"/desk/?{query}").status_code == 404


def test_a_filter_is_kept_by_name_by_its_officer_alone(world: World) -> None:
    client = world.client(world.officer("reception"))
    kept = {"name": "Sắp hạn", "list": "lane=pool&due=soon"}

    assert post(client, "/desk/", "/desk/filters", kept).status_code == 303
    assert post(client, "/desk/", "/desk/filters", kept).status_code == 422  # the name is taken
    assert post(client, "/desk/", "/desk/filters", {**kept, "name": ""}).status_code == 422
    page = client.get("/desk/").text
    assert 'href="/desk/?lane=pool&amp;due=soon"' in page
    other = world.client(world.officer("specialist"))
    found = re.search(r'name="filter" value="([^"]+)"', page)
    assert found
    assert "Sắp hạn" not in other.get("/desk/").text
    post(other, "/desk/", "/desk/filters/forget", {"filter": found[1]})
    assert "Sắp hạn" in client.get("/desk/").text
    post(client, "/desk/", "/desk/filters/forget", {"filter": found[1]})
    assert "Sắp hạn" not in client.get("/desk/").text


def test_the_columns_are_those_that_the_officer_chose(world: World) -> None:
    case, client = file_case(world), world.client(world.officer("reception"))
    send(world, "reception", case, "labels", put=make_label(world))
    unit = world.officer("reception").posts[0].unit
    send(world, "reception", case, "place", place="Kệ 3", unit=unit)

    for columns in (["labels", "place", "nonsense"], ["labels", "place"]):
        assert post(client, "/desk/", "/desk/columns", {"column": columns}).status_code == 303

    row = client.get("/desk/").text.split('<th scope="row">')[1]
    assert "Ưu tiên" in row
    assert "Kệ 3" in row
    assert "Trực tuyến" not in row


def test_one_walks_the_list_from_case_to_case_and_back_to_its_ends(world: World) -> None:
    for _ in range(4):
        file_case(world)
    client = world.client(world.officer("reception"))
    codes = listed(client, "lane=receive")
    found = re.search(r'<th scope="row"><a href="([^"]+)', client.get("/desk/?lane=receive").text)
    assert found
    url, walked = found[1].replace("&amp;", "&"), []

    while url.startswith("/desk/cases/"):
        walked.append(url.split("?")[0].rsplit("/", 1)[1])
        page = client.get(url).text
        href = re.search(r'href="([^"]+)" rel="next"', page)
        assert href
        back = re.search(r'href="([^"]+)" rel="prev"', page)
        assert back
        previous = client.get(back[1].replace("&amp;", "&")).headers["Location"]
        assert (codes[len(walked) - 2] in previous) if len(walked) > 1 else "end=first" in previous
        url = client.get(href[1].replace("&amp;", "&")).headers["Location"]

    assert walked == codes
    assert "end=last" in url
    assert "lane=receive" in url


def test_who_accepted_a_case_is_offered_the_receipt_and_the_next_case(world: World) -> None:
    first, second = file_case(world), file_case(world)
    client = world.client(world.officer("reception"))
    codes = listed(client)
    found = re.search(rf'href="(/desk/cases/{codes[0]}[^"]+)', client.get("/desk/").text)
    assert found
    page = client.get(found[1].replace("&amp;", "&"))
    forms = re.search(r'actions/accept" method="post">(.*?)</form>', page.text, re.DOTALL)
    assert forms
    data = {name: value.replace("&amp;", "&") for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', forms[1])}
    answer = client.post(f"/desk/cases/{codes[0]}/actions/accept", data=data)

    after = client.get(answer.headers["Location"]).text

    assert f"/desk/cases/{codes[0]}/slip-01.pdf" in after
    walk = re.search(r'href="(/desk/walk[^"]+)"', after)
    assert walk
    assert codes[1] in client.get(walk[1].replace("&amp;", "&")).headers["Location"]
    assert {first.code, second.code} == set(codes)


def test_when_the_typesetter_fails_the_case_goes_on_and_the_slip_is_made_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = bring_to(world, file_case(world), "assign")
    client = world.client(world.officer("reception"))

    def fails(*_: object) -> bytes:
        from portal.documents.errors import RenderFailed

        raise RenderFailed("slip-01", "no")

    with monkeypatch.context() as broken:
        broken.setattr("portal.documents.render.Renderer.render", fails)
        answer = client.get(f"/desk/cases/{case.code}/slip-01.pdf")
        assert (answer.status_code, "Chưa in được phiếu 01" in answer.text) == (503, True)

    assert client.get(f"/desk/cases/{case.code}/slip-01.pdf").data.startswith(b"%PDF")


def test_the_keys_are_a_page_of_their_own(world: World) -> None:
    assert "<kbd>?</kbd>" in world.client(world.officer("reception")).get("/desk/keys").text
