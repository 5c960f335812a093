"""What people do, as deeds. Each one ends by asserting where it arrived."""

import re
from collections.abc import Mapping, Sequence

from playwright.sync_api import FilePayload, Locator, expect

from tests.e2e.applications import Application, Paper
from tests.e2e.window import Window

CODE = r"[A-Z0-9.]+-\d{6}-\d+"


def payload(paper: Paper) -> FilePayload:
    return {"name": paper.name, "mimeType": paper.media_type, "buffer": paper.content}


class Person:
    """Somebody in front of a window."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.page = window.page

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def _button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)


class Visitor(Person):
    """Somebody who is not logged in."""

    def finds(self, words: str, *, title: str) -> None:
        """Search from the first page, and open what was looked for."""
        self.window.goes_to("/")
        self.window.arrives(r"/$")
        self.page.get_by_role("searchbox").first.fill(words)
        self._button("Tìm").click()
        self.window.arrives(r"/procedures\?")
        self.page.get_by_role("link", name=title).first.click()
        self.window.arrives(r"/procedures/[\d.]+$")
        self.sees("trả kết quả chậm nhất")

    def tracks(self, code: str, secret: str) -> None:
        """Follow a case by what is printed on its receipt."""
        self.window.goes_to("/track")
        self.page.get_by_role("textbox", name="Mã hồ sơ").fill(code)
        self.page.get_by_role("textbox", name="Mã bí mật").fill(secret)
        self._button("Theo dõi").click()
        expect(self.page.get_by_role("heading", name="Đã qua những bước nào")).to_be_visible()
        self.window.look()

    def is_refused_tracking(self, code: str, secret: str) -> None:
        self.window.goes_to("/track")
        self.window.arrives("/track$")
        self.page.get_by_role("textbox", name="Mã hồ sơ").fill(code)
        self.page.get_by_role("textbox", name="Mã bí mật").fill(secret)
        self._button("Theo dõi").click()
        self.sees("không khớp")
        self.window.look()


class Citizen(Person):
    """Somebody who applies, and waits."""

    def applies_for(self, application: Application) -> None:
        """Fill in a form from its first page to the review of everything, and attach what it asks for."""
        self.fills_in(application)
        self.window.arrives(r"/apply/[0-9a-f-]+/(papers|review)$")
        if self.page.url.endswith("/papers"):
            for component, paper in application.papers.items():
                self.attaches(component, paper)
            self.page.get_by_role("link", name="Xem lại và nộp").click()
            self.window.arrives(r"/apply/[0-9a-f-]+/review$")

    def begins(self, procedure: str) -> None:
        self.window.goes_to(f"/procedures/{procedure}/apply")
        self.window.arrives(r"/procedures/[\d.]+/apply$")
        self.page.get_by_role("button", name=re.compile("Bắt đầu làm hồ sơ|Làm hồ sơ mới")).click()
        self.window.arrives(r"/apply/[0-9a-f-]+/\w+$")

    def fills_in(self, application: Application) -> None:
        """Answer every page of a form."""
        self.begins(application.procedure)
        for page_code, answers in application.answers.items():
            self.window.arrives(rf"/apply/[0-9a-f-]+/{page_code}$")
            self.answers(answers)
            self._button("Lưu và tiếp tục").click()

    def answers(self, answers: Mapping[str, str]) -> None:
        """Write the answers of one page. Without a script, a question that comes up is asked after sending once."""
        waiting = dict(answers)
        for name in list(waiting):
            if self.window.way.scripted or self._may_be_typed(name):
                self._answer(name, waiting.pop(name))
        if waiting:
            self._button("Lưu và tiếp tục").click()
            expect(self._inputs(next(iter(waiting))).first).to_be_visible()
            self.window.look()
            for name, value in waiting.items():
                self._answer(name, value)

    def attaches(self, component: str, paper: Paper) -> None:
        form = self.page.locator(f"form[action$='/papers/{component}']")
        form.locator("input[type=file]").set_input_files([payload(paper)])
        if not self.window.way.scripted:  # where scripts run, a chosen file is sent at once
            form.get_by_role("button", name="Tải lên").click()
        self.window.arrives(r"/apply/[0-9a-f-]+/papers$")
        expect(self.page.get_by_role("link", name=paper.name)).to_be_visible()

    def submits(self, *, prefix: str = "") -> str:
        """Send it; return the code of the case."""
        self._button("Nộp hồ sơ").click()
        self.window.arrives(rf"{prefix}/cases/{CODE}/receipt$")
        return self.page.url.split("/")[-2]

    def keeps_the_secret(self) -> str:
        """Read the secret from the receipt."""
        return self.page.locator(".c-qr b").inner_text().strip()

    def follows(self, code: str, *, state: str) -> None:
        """Find the case on one's own page, open it, and see how it stands."""
        self.window.goes_to("/me")
        self.window.arrives("/me$")
        self.page.locator(f"a[href='/cases/{code}']").click()
        self.window.arrives(f"/cases/{re.escape(code)}$")
        self.sees(state)

    def answers_the_supplement(self, code: str, papers: Mapping[str, Paper], message: str) -> None:
        self._opens_the_supplement(code)
        for target, paper in papers.items():
            self.page.locator(f"input[type=file][name='{target}']").set_input_files([payload(paper)])
        self._sends_the_supplement(code, message)

    def answers_what_was_asked(self, code: str, answers: Mapping[str, str], message: str) -> None:
        """Answer questions of the form anew, where these were what had to be mended."""
        self._opens_the_supplement(code)
        for name, value in answers.items():
            self.page.locator(f"[name='{name}'][value='{value}']").check()
        self._sends_the_supplement(code, message)

    def _opens_the_supplement(self, code: str) -> None:
        self.window.goes_to(f"/cases/{code}")
        self.page.get_by_role("link", name="Trả lời yêu cầu bổ sung").click()
        self.window.arrives(r"/cases/[^/]+/supplement$")

    def _sends_the_supplement(self, code: str, message: str) -> None:
        self.page.get_by_label("Viết cho cán bộ").fill(message)
        self._button("Gửi bổ sung").click()
        self.window.arrives(f"/cases/{re.escape(code)}$")
        self.sees("Bạn đã bổ sung")

    def withdraws(self, code: str, reason: str) -> None:
        self.window.goes_to(f"/cases/{code}")
        self.page.locator("summary", has_text="Rút hồ sơ").click()
        self.page.get_by_label("Vì sao bạn rút").fill(reason)
        self._button("Rút hồ sơ này").click()
        self.window.arrives(f"/cases/{re.escape(code)}$")
        self.sees("Công dân rút hồ sơ")

    def is_too_late(self, code: str) -> None:
        """Come to answer what was asked, and read that its time is over, and what follows."""
        self.window.goes_to(f"/cases/{code}/supplement")
        self.window.arrives(r"/cases/[^/]+/supplement$")
        expect(self._button("Gửi bổ sung")).to_have_count(0)

    def downloads_the_result(self, code: str) -> bytes:
        return self.downloads(code, "result")

    def downloads(self, code: str, kind: str) -> bytes:
        """Fetch a paper from the page of the case."""
        self.window.goes_to(f"/cases/{code}")
        with self.page.expect_download() as started:
            self.page.locator(f"a[href$='/documents/{kind}.pdf']").first.click()
        return started.value.path().read_bytes()

    def _inputs(self, name: str) -> Locator:
        return self.page.locator(f"#questions [name='{name}']")

    def _may_be_typed(self, name: str) -> bool:
        inputs = self._inputs(name)
        return inputs.count() > 0 and inputs.first.get_attribute("readonly") is None

    def _answer(self, name: str, value: str) -> None:
        """Answer as somebody quick does, without waiting for the page to ask what follows from it."""
        inputs = self._inputs(name)
        expect(inputs.first).to_be_attached()
        kind = inputs.first.get_attribute("type")
        if kind not in ("radio", "checkbox"):
            inputs.first.fill(value)
            return
        self.page.locator(f"#questions [name='{name}'][value='{value}']").check()


class Counter(Citizen):
    """Reception, who writes the same form for a person who came."""

    def takes_in(self, number: str, application: Application) -> str:
        """Find the person, fill in the form, note the originals, send it; return the code of the case."""
        self.finds(number)
        self.chooses(application.procedure)
        for page_code, answers in application.answers.items():
            self.window.arrives(rf"/desk/intake/[0-9a-f-]+/{page_code}$")
            self.sees("Người nộp:")
            self.answers(answers)
            self._button("Lưu và tiếp tục").click()
        self.window.arrives(r"/desk/intake/[0-9a-f-]+/(papers|review)$")
        if self.page.url.endswith("/papers"):
            self.keeps_original("old_certificate")
            self.page.get_by_role("link", name="Xem lại và nộp").click()
            self.window.arrives(r"/desk/intake/[0-9a-f-]+/review$")
        return self.submits(prefix="/desk/intake")

    def finds(self, number: str) -> None:
        self.window.goes_to("/desk/")
        self.page.get_by_role("link", name="Tiếp nhận tại quầy").click()
        self.window.arrives("/desk/intake/$")
        self.page.get_by_role("textbox", name="Người nộp hồ sơ").fill(number)
        self._button("Tìm người nộp").click()
        self.sees("Tìm thấy 1 người")
        self.window.look()
        self.page.locator("#people ~ ul a").first.click()
        self.window.arrives("/desk/intake/people/[0-9a-f-]+$")

    def chooses(self, procedure: str) -> None:
        self.page.get_by_role("searchbox", name="Tìm thủ tục").fill(procedure)
        self._button("Tìm").click()
        self.page.locator(f"input[name='code'][value='{procedure}']").check()
        self._button("Bắt đầu nhận hồ sơ").click()

    def keeps_original(self, component: str) -> None:
        form = self.page.locator(f"form[action$='/originals/{component}']")
        form.get_by_label("Giữ lại cho đến khi xong hồ sơ").check()
        form.get_by_role("button", name="Ghi bản chính").click()
        self.window.arrives(r"/desk/intake/[0-9a-f-]+/papers$")
        self.sees("giữ lại")

    def takes_the_answer(self, code: str, answers: Mapping[str, str], message: str) -> None:
        """Answer a notice with whoever came, who has no login of their own to do it."""
        self.window.goes_to(f"/desk/cases/{code}")
        self.page.get_by_role("link", name="Nhận bổ sung tại quầy").click()
        self.window.arrives(r"/desk/cases/[^/]+/supplement$")
        for name, value in answers.items():
            self.page.locator(f"[name='{name}'][value='{value}']").check()
        self.page.get_by_label("Viết cho cán bộ").fill(message)
        self._button("Gửi bổ sung").click()
        self.window.arrives(rf"/desk/cases/{re.escape(code)}$")

    def takes_back(self, code: str, said: str) -> None:
        """Note that whoever came takes the application back."""
        self.window.goes_to(f"/desk/cases/{code}")
        form = self.page.locator("form[action$='/withdrawal']")
        self.page.locator("details", has=form).locator("summary").click()
        form.locator("[name='reason']").fill(said)
        form.get_by_role("button").click()
        self.window.arrives(rf"/desk/cases/{re.escape(code)}$")
        self.sees("Công dân rút hồ sơ")

    def prints_the_slip(self) -> bytes:
        address = self.page.get_by_role("link", name="In giấy hẹn").get_attribute("href")
        return self.page.request.get(self.window.site.url + str(address)).body()

    def gives_back(self, code: str) -> None:
        """Give the kept original back on the page of its case, reached from the register of originals."""
        self.window.goes_to("/desk/originals")
        self.window.arrives("/desk/originals$")
        self.page.get_by_role("link", name=code).click()
        self.page.locator("#originals ~ ul summary").first.click()
        self._button("Ghi đã trả").click()
        self.window.arrives(rf"/desk/cases/{re.escape(code)}")
        self.sees("Đã trả cho")


class Officer(Person):
    """Somebody at a desk."""

    def opens(self, code: str) -> None:
        """Find the case among one's work, and open it."""
        self.window.goes_to("/desk/")
        self.window.arrives("/desk/$")
        self.page.locator(f"a[href^='/desk/cases/{code}']").first.click()
        self._has_the_case(code)

    def does(self, code: str, action: str, **inputs: str) -> None:
        """Do what the step asks for, with what it needs, and come back to one's work."""
        self.opens(code)
        self.window.site.world.clock.pass_(minutes=20)
        form = self._form(action)
        self._fills(form, inputs)
        form.locator("button").click()
        self._is_done(code)

    def accepts(self, code: str) -> None:
        self.does(code, "accept")

    def asks_for(self, code: str, items: Sequence[str], mend: str) -> None:
        """Ask the citizen, once, for everything that is missing."""
        self.opens(code)
        form = self._form("supplement")
        self._unfolds(form)
        for item in items:
            form.locator(f"input[value='{item}']").check()
        form.locator("[name='mend']").fill(mend)
        form.locator("button").click()
        self._is_done(code)

    def writes_a_refusal(self, reasons: str) -> None:
        """Fill in why a case is not accepted, on the page that is open, and send it."""
        form = self._form("refuse")
        self._unfolds(form)
        form.locator("[name='reasons']").fill(reasons)
        form.locator("button").click()

    def refuses_to_accept(self, code: str, reasons: str) -> None:
        self.does(code, "refuse", reasons=reasons)

    def reads_a_paper(self, code: str, file_name: str) -> None:
        """Open the case, and look at a file of it beside the answers."""
        self.opens(code)
        self.sees(file_name)
        shown = self.page.locator(".c-viewer img, .c-viewer iframe").first
        address = shown.get_attribute("src") or ""
        assert self.page.request.get(self.window.site.url + address).ok, address
        if shown.evaluate("node => node.tagName") == "IMG":
            assert shown.evaluate("node => node.complete && node.naturalWidth > 0"), f"{file_name} is not shown"

    def finds(self, code: str) -> None:
        """Search among all cases of the unit: this one is on somebody else's desk."""
        self.window.goes_to("/desk/")
        self.page.get_by_role("searchbox").fill(code)
        self._button("Tìm").click()
        self.window.arrives(r"/desk/cases\?q=")
        self.page.locator(f"a[href^='/desk/cases/{code}']").click()
        self._has_the_case(code)

    def records_payment(self, code: str, receipt: str) -> None:
        self.finds(code)
        form = self.page.locator("form[action$='/payment']")
        self._unfolds(form)
        form.locator("[name='receipt']").fill(receipt)
        form.locator("button").click()
        self.window.arrives(f"/desk/cases/{re.escape(code)}")
        self.sees("Đã thu lệ phí")

    def is_away(self, first: str, last: str, stand_in: str) -> None:
        """Enter one's own days off, and who stands in."""
        self.window.goes_to("/desk/")
        self.page.get_by_text("Việc khác", exact=True).click()
        self.page.get_by_role("link", name="Nghỉ, làm thay").click()
        self.window.arrives("/desk/absence$")
        self.page.get_by_label("Từ ngày").fill(first)
        self.page.get_by_label("Đến hết ngày").fill(last)
        self.page.get_by_label("Ai làm thay").select_option(label=stand_in)
        self._button("Ghi ngày nghỉ").click()
        self.window.arrives(r"/desk/absence\?done=entered$")
        self.sees(last)

    def sends_too_late(self, code: str, action: str, away: str, words: str) -> None:
        """Open a case in somebody's place, and send what was written when the days are over."""
        self.opens(code)
        self.sees(f"Bạn đang làm thay {away}")
        form = self._form(action)
        self._unfolds(form)
        form.locator("[name='draft']").fill(words)
        self.window.site.world.clock.pass_(days=1)
        form.locator("button").click()
        self.sees(f"Bạn không còn làm thay {away}")
        self.sees(words)
        self.window.look()

    def is_handed_back(self, *told: str) -> None:
        """Read on coming back what was done, and what lies open."""
        self.window.goes_to("/desk/absence")
        self.window.arrives("/desk/absence$")
        for words in told:
            self.sees(words)

    def _has_the_case(self, code: str) -> None:
        """Arrive, and wait for the papers too: while Chromium's own PDF viewer starts, clicks beside it get lost."""
        self.window.arrives(rf"/desk/cases/{re.escape(code)}(\?|$)")
        self.page.wait_for_load_state("load")

    def _form(self, action: str) -> Locator:
        return self.page.locator(f"form[action$='/actions/{action}']")

    def _fills(self, form: Locator, inputs: Mapping[str, str]) -> None:
        """Open a form, and write or choose what goes into each of its inputs."""
        self._unfolds(form)
        for name, value in inputs.items():
            control = form.locator(f"[name='{name}']")
            if control.first.evaluate("node => node.tagName") == "SELECT":
                control.select_option(label=value)
            else:
                control.fill(value)

    def _unfolds(self, form: Locator) -> None:
        expect(form).to_be_attached()
        if not form.locator("button").last.is_visible():
            form.locator("xpath=ancestor::details/summary").click()

    def _is_done(self, code: str) -> None:
        self.window.arrives(r"/desk/\?done=")
        self.sees(code)


class Supervisor(Person):
    """Somebody who looks at figures, and at what is behind them."""

    def reads_the_figures(self) -> None:
        self.window.goes_to("/supervision/")
        self.window.arrives("/supervision/$")
        expect(self.page.locator(".c-kpi").first).to_be_visible()

    def opens_what_is_behind(self, figure: str) -> int:
        """Open the list of a figure; return how many cases it names."""
        self.page.locator(".c-kpi", has_text=figure).locator(".c-kpi__n").click()
        self.window.arrives("/supervision/cases/")
        return self.page.locator("tbody tr").count()

    def sees_both(self, whole: str, part: str) -> None:
        """Find a case and its part at another authority in the list, and open the two side by side."""
        self.window.goes_to("/desk/pairs")
        self.page.get_by_role("link", name=whole).click()
        self.window.arrives(f"/desk/pairs/{re.escape(part)}$")
        for code in (whole, part):
            expect(self.page.get_by_role("link", name=code)).to_be_visible()

    def opens_a_case(self, code: str) -> None:
        self.page.locator(f"a[href^='/desk/cases/{code}']").click()
        self.window.arrives(f"/desk/cases/{re.escape(code)}$")
