"""A helper writes with a person: by a code that is read out, and by a sheet that is signed and scanned."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from portal.cases.codes_sent import CodesSent
from portal.cases.confirming import Wish, digest_of, sheet_code
from portal.cases.drafts import draft_for
from portal.notifications.texts import Text
from portal.notifications.worker import Worker
from portal.people.officers import add_officer, appoint
from portal.people.principal import Post
from portal.people.roles import Role
from tests.e2e.serving import Site
from tests.e2e.window import DESK, PHONE, Way, Window, open_window
from tests.storage.files import picture
from tests.stories import CERTIFICATE, TYPED
from tests.world import COMMUNE, ISSUER, World

OFFICE = f"{COMMUNE}/X-TTPVHCC"


class Phone:
    """What arrives on the person's own telephone."""

    def __init__(self) -> None:
        self.texts: list[Text] = []

    def send(self, text: Text) -> None:
        self.texts.append(text)


@pytest.fixture
def phone(site: Site) -> Phone:
    """Hire a helper, and let texts go to a telephone."""
    world = site.world
    object.__setattr__(world.house, "settings", replace(world.house.settings, demo=True))
    with world.house.database.transaction() as work:
        who = add_officer(work, issuer=ISSUER, subject="officer-helper", name="Tâm", email=None, now=world.clock())
        appoint(work, who, Post(Role.HELPER, OFFICE), date(2025, 7, 1))
    return Phone()


def delivers(world: World, phone: Phone) -> None:
    house = world.house
    codes = CodesSent(
        database=house.database,
        sealer=house.sealer,
        versions=house.versions,
        directory=house.directory,
        channels={"sms": phone, "email": phone},
        clock=house.clock,
    )
    Worker(house.database, codes.handlers, house.clock).run_once()


def writes(window: Window) -> None:
    """Go from the first page to the last look, with Nguyễn Văn An."""
    page = window.page
    window.goes_to("/desk/assist/")
    window.look()
    page.get_by_label("Người nộp hồ sơ").fill("051090000001")
    page.get_by_role("button", name="Tìm người nộp").click()
    page.get_by_role("link", name="Nguyễn Văn An").click()
    window.arrives(r"/desk/assist/people/[0-9a-f-]+$")
    page.locator(f"input[value='{CERTIFICATE}']").check()
    page.get_by_role("button", name="Bắt đầu ghi cùng người nộp").click()
    for fields in TYPED.values():
        for name, value in fields.items():
            asked = page.locator(f"[name='{name}']")
            if asked.first.get_attribute("type") in ("radio", "checkbox"):
                page.locator(f"[name='{name}'][value='{value}']").check()
            else:
                asked.fill(value)
        page.get_by_role("button", name="Lưu và tiếp tục").click()
    window.arrives(r"/desk/assist/[0-9a-f-]+/review$")
    page.get_by_role("button", name="Sang bước xác nhận").click()
    window.arrives(r"/desk/assist/[0-9a-f-]+/confirm\?return_by=portal$")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_person_reads_out_the_code_from_their_own_phone(
    browser: Browser, site: Site, phone: Phone, width: int
) -> None:
    way = Way(width=width, with_axe=True)
    with open_window(browser, site, site.world.officer("helper"), way=way) as window:
        writes(window)
        window.page.get_by_role("button", name="Gửi mã").click()
        expect(window.page.locator("main")).to_contain_text("…678")
        window.look()
        delivers(site.world, phone)
        code = re.findall(r"\b\d{6}\b", phone.texts[0].text)[0]
        assert code not in window.page.content()
        window.page.get_by_label("Mã người nộp đọc cho bạn").fill(code)
        window.page.get_by_role("button", name="Xác nhận và nộp hồ sơ").click()
        window.arrives(r"/desk/assist/sent/")
        assert "Nguyễn Văn An" not in window.page.inner_text("body")
        window.page.go_back()
        window.arrives(r"/desk/assist/sent/")  # what was written is not shown again
    with open_window(browser, site, site.world.citizen(), way=way) as window:
        window.goes_to("/me")
        window.page.locator("main a[href^='/cases/']").first.click()
        expect(window.page.locator("main")).to_contain_text("đã giúp bạn nộp hồ sơ")
        window.look()


def test_a_sheet_is_printed_signed_and_scanned(browser: Browser, site: Site, phone: Phone, tmp_path: Path) -> None:
    scan = tmp_path / "phiếu đã ký.png"
    scan.write_bytes(picture("PNG"))
    helper = site.world.officer("helper")
    with open_window(browser, site, helper, way=Way(width=PHONE, with_axe=True)) as window:
        writes(window)
        page, house = window.page, site.world.house
        href = page.get_by_role("link", name="In phiếu xác nhận").get_attribute("href")
        pdf = page.context.request.get(f"{site.url}{href}")
        assert pdf.body().startswith(b"%PDF")
        with house.database.read() as look:
            draft = draft_for(look, house.sealer, str(href).split("/")[3], helper)
        printed = sheet_code(digest_of(house.sealer, draft, [], Wish("portal", "intake")))
        page.get_by_label("Mã bản khai in trên phiếu").fill("AAAA AAAA")
        page.get_by_label("Bản quét hoặc ảnh chụp phiếu đã ký").set_input_files(scan)
        page.get_by_role("button", name="Gửi phiếu đã ký").click()
        expect(page.locator(".c-error-summary")).to_contain_text("Mã bản khai không khớp")
        window.look()
        page.get_by_label("Mã bản khai in trên phiếu").fill(printed.lower())
        page.get_by_label("Bản quét hoặc ảnh chụp phiếu đã ký").set_input_files(scan)
        page.get_by_role("button", name="Gửi phiếu đã ký").click()
        expect(page.locator("main")).to_contain_text("Người nộp đã xác nhận")
        window.look()
        page.get_by_role("button", name="Nộp hồ sơ").click()
        window.arrives(r"/desk/assist/sent/")
