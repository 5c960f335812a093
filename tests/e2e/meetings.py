"""What people do about a meeting: the officer invites and writes the minutes, the applicant comes or asks otherwise."""

import re

from playwright.sync_api import expect

from tests.e2e.applications import Paper
from tests.e2e.people import Citizen, payload
from tests.e2e.roads import Colleague


class Host(Colleague):
    """An officer who meets the applicant."""

    def invites(self, code: str, **said: str) -> None:
        """Fix a day, or another one."""
        self.opens(code)
        self.takes("appoint", **said)
        self.sees("Hẹn: ")

    def writes_the_minutes(
        self, code: str, attended: str, result: str, minutes: str, picture: Paper, sheet: Paper
    ) -> None:
        """Say who was there and what was found, with a photo and the sheet that everybody signed."""
        self.opens(code)
        self.page.get_by_role("link", name="Ghi biên bản", exact=True).click()
        self.window.arrives(r"/desk/cases/[^/]+/minutes$")
        self.page.get_by_label("Ai có mặt").fill(attended)
        self.page.get_by_label(result, exact=True).check()
        self.page.get_by_label("Nội dung biên bản").fill(minutes)
        self.page.locator("input[name='photo']").set_input_files([payload(picture)])
        self.page.locator("input[name='sheet']").set_input_files([payload(sheet)])
        self._button("Ghi biên bản").click()
        self._has_the_case(code)
        self.sees(f"Đã có biên bản: {result}")

    def finds_the_day(self, code: str, place: str) -> None:
        """Look at what lies ahead of the whole unit."""
        self._goes_by("Lịch hẹn", r"/desk/appointments$")
        expect(self.page.get_by_role("link", name=code)).to_be_visible()
        self.sees(place)


class Invited(Citizen):
    """An applicant who is expected somewhere."""

    def reads_the_invitation(self, code: str, moment: str, *told: str) -> None:
        self.follows(code, state=f"Có mặt lúc {moment}")
        self.page.get_by_role("link", name="Xem cuộc hẹn, cần mang gì").click()
        self.window.arrives(rf"/cases/{re.escape(code)}/appointment$")
        for words in told:
            self.sees(words)

    def puts_it_into_the_calendar(self) -> str:
        """Fetch the file that a telephone's calendar opens."""
        with self.page.expect_download() as started:
            self.page.get_by_role("link", name="Thêm vào lịch của bạn").click()
        assert started.value.suggested_filename.endswith(".ics")
        return started.value.path().read_text(encoding="utf-8")

    def asks_for_another_day(self, code: str, words: str) -> None:
        self.page.get_by_label("Vì sao, và ngày nào bạn đến được").fill(words)
        self._button("Báo không đến được").click()
        self.window.arrives(rf"/cases/{re.escape(code)}$")
        self.sees("Bạn đã báo không đến được")
