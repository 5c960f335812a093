"""The words of a workflow's picture, and the picture in sentences for whoever does not see it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from portal.workflow.case import CaseState
from portal.workflow.definition import Definition, Label, Step
from portal.workflow.elsewhere import Away, away, passing_steps
from portal.workflow.names import ROLE_NAMES
from portal.workflow.progress import Mark, Progress, progress

Language = Literal["vi", "en"]

WAITING = Label(vi="Chờ bổ sung", en="Waiting for papers")
PAYING = Label(vi="Chờ nộp tiền", en="Waiting for payment")
MEETS = Label(vi="có hẹn", en="meets")
MEETS_APPLICANT = Label(vi="có hẹn gặp người nộp hồ sơ", en="meets the applicant")
PASSED_ON = Label(vi="chuyển đơn vị khác", en="may be passed on")
MAY_BE_PASSED_ON = Label(vi="có thể chuyển cho đơn vị có thẩm quyền khác", en="may be passed on to another authority")
IF_NEEDED = Label(vi="khi cần", en="if needed")
STATES: dict[Mark, Label] = {
    "done": Label(vi="đã xong", en="done"),
    "now": Label(vi="đang làm", en="in progress"),
    "ahead": Label(vi="chưa đến", en="to come"),
    "unused": Label(vi="không dùng", en="not used"),
}


def as_text(
    definition: Definition, case: CaseState | None = None, *, language: Language = "vi", asked: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return one sentence for each step in order: the picture for whoever does not see it.

    `asked` are the names of the units that are asked for their opinion, or would be.
    """
    state = progress(definition, case)
    passing = passing_steps(definition, case)
    beside = dict(state.side)
    others = list(away(definition, case, state.marks))
    sentences = []
    for code in state.main:
        sentences.append(_sentence(definition.steps[code], state.marks[code], language, passing=code in passing))
        if code == state.asked_at:
            sentences.append(_asked(state, language))
        sentences += [
            _sentence_away(one, language, asked) for one in others if beside.get(one.leaves, one.leaves) == code
        ]
        used = (side for side, leaves in state.side if leaves == code and state.marks[side] != "unused")
        sentences += [_sentence(definition.steps[side], state.marks[side], language) for side in used]
    return tuple(sentences)


def _sentence(step: Step, mark: Mark, language: Language, *, passing: bool = False) -> str:
    said = [told(ROLE_NAMES[step.role], language), hours_in(step.hours, language)]
    said += [told(MEETS_APPLICANT, language)] if step.meets else []
    said += [told(MAY_BE_PASSED_ON, language)] if passing else []
    return f"{told(step.name, language)} ({', '.join(said)}): {told(STATES[mark], language)}."


def _asked(state: Progress, language: Language) -> str:
    stands = told(STATES["now" if state.waits else "done"], language)
    return f"{told(PAYING if state.pays else WAITING, language)}: {stands}."


def _sentence_away(one: Away, language: Language, asked: Sequence[str]) -> str:
    whom = f": {', '.join(asked)}" if asked and one.back_at == one.leaves else ""
    said = f"{told(one.who, language)}, {hours_in(one.hours, language)}"
    state = IF_NEEDED if one.mark == "unused" else STATES[one.mark]
    return f"{told(one.name, language)}{whom} ({said}): {told(state, language)}."


def title_of(definition: Definition, state: Progress, language: Language) -> str:
    """Return the picture in one sentence, for those who hear it."""
    names: dict[Mark, list[str]] = {mark: [] for mark in STATES}
    for code in state.main:
        names[state.marks[code]].append(told(definition.steps[code].name, language))
    shown: tuple[Mark, ...] = ("done", "now", "ahead")
    parts = [f"{told(STATES[mark], language).capitalize()}: {'; '.join(names[mark])}." for mark in shown if names[mark]]
    return " ".join(["Quy trình." if language == "vi" else "Workflow.", *parts])


def told(label: Label, language: Language) -> str:
    return label.vi if language == "vi" else label.en


def hours_in(hours: Decimal, language: Language) -> str:
    text = f"{hours.normalize():f}"
    return f"{text.replace('.', ',')} giờ" if language == "vi" else f"{text} h"
