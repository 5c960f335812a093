"""What officers do beside the straight way: ask others, pass on, take back, apologise. Each ends where it arrived."""

import re
from collections.abc import Sequence
from pathlib import PurePath

from playwright.sync_api import Locator, expect

from tests.e2e.applications import Paper
from tests.e2e.people import Officer, payload


class Colleague(Officer):
    """Somebody whose case does not go straight on."""

    def takes(self, road: str, **inputs: str) -> None:
        """Go down a road from the case that is open, with what it needs, and come back to the case."""
        form = self.road(road)
        self._fills(form, inputs)
        self._sends(form)

    def asks(self, office: str, question: str, *, show: Sequence[str]) -> None:
        """Ask the office that the answers of the case point to, and let it see some of the papers."""
        form = self.road("refer")
        self._unfolds(form)
        expect(form.get_by_label(office)).to_be_checked()
        for paper in show:
            form.get_by_label(paper).check()
        form.locator("[name='question']").fill(question)
        self._sends(form)
        self.sees(f"Đang hỏi {office}")

    def opens_the_question(self, code: str) -> None:
        """Find a question among those that others ask."""
        self._goes_by("Hỏi ý kiến", r"/desk/referrals$")
        self.page.get_by_role("link", name=code).first.click()
        self.window.arrives(rf"/desk/referrals/{re.escape(code)}/1$")

    def reads_what_is_shown(self, paper: str) -> bytes:
        """Open a paper that came with a question."""
        address = self.page.get_by_role("link", name=paper).get_attribute("href") or ""
        answer = self.page.request.get(self.window.site.url + address)
        assert answer.ok, address
        return answer.body()

    def answers(self, opinion: str, text: str, paper: Paper) -> None:
        """Say what one's unit thinks, with a paper that shows why."""
        self.page.get_by_label(opinion, exact=True).check()
        self.page.get_by_label("Nội dung trả lời").fill(text)
        self.page.get_by_label("Giấy tờ gửi kèm").set_input_files([payload(paper)])
        self._button("Gửi trả lời").click()
        self.sees(f"Gửi kèm: {PurePath(paper.name).name}")
        self.window.look()

    def passes_on(self, code: str, unit: str, reason: str) -> None:
        """Send a case to the unit that is in charge of it."""
        self.opens(code)
        self.takes("transfer", unit=unit, reason=reason)
        expect(self.road("transfer")).to_have_count(0)

    def has_no_longer(self, code: str) -> None:
        """Look for a case that one gave away, and find nothing."""
        self.window.goes_to("/desk/")
        self.window.arrives("/desk/$")
        expect(self.page.locator(f"a[href^='/desk/cases/{code}']")).to_have_count(0)

    def may_not_ask_for(self, target: str) -> None:
        """See, beside what was asked once, who has to allow it a second time."""
        form = self.road("actions/supplement")
        self._unfolds(form)
        expect(form.locator(f"input[value='{target}']")).to_be_disabled()
        self.sees("Muốn hỏi lại, lãnh đạo phải cho phép.")

    def lets_ask_again(self, targets: Sequence[str], reason: str) -> None:
        """Allow it, with the reason that will stand in the history."""
        form = self.road("ask-again")
        self._unfolds(form)
        for target in targets:
            form.locator(f"input[value='{target}']").check()
        form.locator("[name='reason']").fill(reason)
        self._sends(form)
        self.sees(reason)

    def apologises(self, code: str, explanation: str, day: str) -> None:
        """Sign the apology that the system drafted, with one's own words and another day."""
        self.window.goes_to("/desk/")
        self._goes_by("Xin lỗi, hẹn lại (1)", r"/desk/apologies$")
        self.page.locator(f"[name='{code}-cause']").select_option(label="Quá nhiều hồ sơ")
        self.page.locator(f"[name='{code}-explanation']").fill(explanation)
        self.page.locator(f"[name='{code}-new_due']").fill(day)
        self.page.get_by_label("Ký phiếu xin lỗi này").check()
        self._button("Ký những phiếu đã đánh dấu").click()
        self.window.arrives(r"/desk/apologies\?")
        self.sees("Đã ký và gửi 1 phiếu xin lỗi")

    def road(self, name: str) -> Locator:
        return self.page.locator(f"form[action$='/{name}']")

    def _goes_by(self, way: str, path: str) -> None:
        """Take a way from the header, from under its one word if it is not in sight."""
        self.window.goes_to("/desk/")
        link = self.page.get_by_role("banner").get_by_role("link", name=way, exact=True)
        if not link.is_visible():
            self.page.get_by_text("Việc khác", exact=True).click()
        link.click()
        self.window.arrives(path)

    def _sends(self, form: Locator) -> None:
        """Press the last button: the one before it only looks for something. The case comes again."""
        with self.page.expect_navigation():
            form.locator("button").last.click()
        self.page.wait_for_load_state("load")
        self.window.look()
