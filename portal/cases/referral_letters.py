"""Letters to officers about questions to other units. Codes of cases only, no names and no words of them (AC-80)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, tuple_

from portal.cases.models import Case, CaseReferral
from portal.cases.notices import SIGNATURE, Notice
from portal.cases.officer_letters import LANGUAGE, OfficerLetters
from portal.clock import local
from portal.notifications.outbox import Message
from portal.notifications.worker import Handler


@dataclass(frozen=True, slots=True)
class ReferralLetters:
    """Handlers for what answers to questions, and the watch over them, leave behind."""

    letters: OfficerLetters

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {"warn-of-questions": self.warn, "referral-answered": self.answered}

    def warn(self, message: Message) -> None:
        """Write which questions are nearly or over their time: those that still are open."""
        said = message.payload
        rows = [row for row in self._found(said["questions"]) if row.status == "open"]
        if rows:
            self.letters.send(message, said["officer_id"], self._notice(said["kind"], rows))

    def answered(self, message: Message) -> None:
        """Write to whoever asked that the answer is there."""
        for row in self._found([(message.payload["case_id"], message.payload["number"])]):
            self.letters.send(message, row.asked_by, self._notice("answered", [row]))

    def _found(self, questions: Sequence[Sequence[Any]]) -> Sequence[Row[Any]]:
        columns = (Case.code, CaseReferral.__table__)
        wanted = [(case_id, number) for case_id, number in questions]
        found = select(*columns).join(Case, Case.id == CaseReferral.case_id)
        found = found.where(tuple_(CaseReferral.case_id, CaseReferral.number).in_(wanted))
        with self.letters.database.read() as look:
            return look.execute(found.order_by(CaseReferral.reply_by, Case.code)).all()

    def _notice(self, kind: str, rows: Sequence[Row[Any]]) -> Notice:
        return letter_of(kind, rows, f"{self.letters.base_url}/desk/referrals", LANGUAGE)


def letter_of(kind: str, rows: Sequence[Row[Any]], link: str, language: str) -> Notice:
    """Return the words of a letter about questions."""
    subject, opening = WORDS[language][kind]
    lines = [f"  {row.code}, {local(row.reply_by):%H:%M %d/%m/%Y}" for row in rows]
    text = "\n\n".join([opening, "\n".join(lines), link, SIGNATURE[language]])
    return Notice(subject.format(number=len(rows)), f"{text}\n")


WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "vi": {
        "soon": ("{number} câu hỏi sắp hết hạn trả lời", "Nơi khác hỏi ý kiến đơn vị của bạn, sắp hết hạn trả lời:"),
        "due": ("{number} câu hỏi đã quá hạn trả lời", "Đơn vị của bạn chưa trả lời những câu hỏi đã quá hạn này:"),
        "silent": (
            "{number} câu hỏi của bạn chưa được trả lời",
            "Đã quá hạn mà nơi được hỏi chưa trả lời. Không trả lời không có nghĩa là đồng ý:",
        ),
        "answered": ("Câu hỏi của bạn đã được trả lời", "Nơi được hỏi đã trả lời:"),
    },
    "en": {
        "soon": (
            "{number} questions are nearly due",
            "Others ask your unit for its opinion; time is short:",
        ),
        "due": ("{number} questions are overdue", "Your unit has not answered these questions in time:"),
        "silent": (
            "{number} of your questions were not answered",
            "The time is over and the unit that was asked has not answered. Silence is not consent:",
        ),
        "answered": ("Your question was answered", "The unit that was asked has answered:"),
    },
}
