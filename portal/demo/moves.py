"""What an officer of the demo does next: the action that leads where the plan wants the case to go, and its inputs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from portal.catalogue.answers import components
from portal.catalogue.definition import ProcedureDefinition
from portal.workflow.acting import offered
from portal.workflow.case import CaseState
from portal.workflow.commands import Inputs, MissingItem
from portal.workflow.definition import Action, Definition, Step
from portal.workflow.progress import progress

RETURNED = 10

_DRAFTS = (
    "Hồ sơ đầy đủ, đúng quy định. Đề nghị giải quyết.",
    "Đã đối chiếu với dữ liệu dân cư, thông tin khớp. Đề nghị ký.",
    "Đủ điều kiện theo quy định. Trình lãnh đạo xem xét.",
)
_REASONS = (
    "Không thuộc trường hợp được giải quyết theo quy định.",
    "Giấy tờ kèm theo không chứng minh được điều đã khai.",
    "Thông tin khai không khớp với cơ sở dữ liệu.",
)
_BACK = ("Ghi rõ thêm căn cứ pháp lý.", "Xem lại ngày tháng trong dự thảo.", "Bổ sung ý kiến của bộ phận liên quan.")
_MINUTES = "Đã kiểm tra tại chỗ cùng chủ hồ sơ. Hiện trạng đúng như hồ sơ. Hai bên đã ký biên bản."
_MEND = {
    "missing": "Gửi thêm bản chụp rõ cả tờ, đủ bốn góc.",
    "unclear": "Ảnh bị mờ hoặc bị cắt. Chụp lại nơi đủ sáng.",
    "invalid": "Giấy này đã hết hạn. Gửi giấy còn hiệu lực.",
}


@dataclass(frozen=True, slots=True)
class Way:
    """One workflow, and where each of its steps can lead."""

    workflow: Definition
    main: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "main", progress(self.workflow).main)

    def steps_left(self, step: str) -> int:
        """Return how many steps of the main way are still to be done, this one among them."""
        return len(self.main) - self.main.index(step) if step in self.main else len(self.main)

    def hands_over(self, step: Step) -> bool:
        """Say whether the result leaves the house at a step."""
        return any(self.workflow.ends.get(action.to) == RETURNED for action in step.actions.values())

    def onward(self, state: CaseState, now: datetime, *, goal: int, outcome: str) -> str | None:
        """Return the action that brings the case nearer to an end of state `goal`, proposing `outcome` on the way.

        To the result it follows the main way, since the shortest one leaves out inspections; elsewhere the shortest.
        None where no action leads there.
        """
        far = self._distances(goal)
        open_ = self._forward(offered(self.workflow, state, now))
        ways = [code for code, action in open_.items() if action.to in far]
        if not ways or state.step is None:
            return None
        after = self._after(state.step) if goal == RETURNED else None
        return min(
            ways,
            key=lambda code: (
                open_[code].proposes not in (None, outcome),
                after is not None and open_[code].to != after,
                far[open_[code].to],
            ),
        )

    def asks(self, state: CaseState, now: datetime) -> str | None:
        """Return the action by which this step asks the citizen for more."""
        return next((code for code, a in offered(self.workflow, state, now).items() if a.waits == "citizen"), None)

    def sends_back(self, state: CaseState, now: datetime) -> str | None:
        return next((code for code, a in offered(self.workflow, state, now).items() if a.back), None)

    def _after(self, step: str) -> str | None:
        place = self.main.index(step) + 1 if step in self.main else len(self.main)
        return self.main[place] if place < len(self.main) else None

    def _distances(self, goal: int) -> dict[str, int]:
        """Return how many actions away from an end of state `goal` every step is that can reach it."""
        far = {end: 0 for end, state in self.workflow.ends.items() if state == goal}
        grown = True
        while grown:
            grown = False
            for code, step in self.workflow.steps.items():
                near = [far[a.to] for a in self._forward(step.actions).values() if a.to in far]
                if near and far.get(code, len(self.workflow.steps) + 2) > min(near) + 1:
                    far[code], grown = min(near) + 1, True
        return far

    def _forward(self, actions: Mapping[str, Action]) -> dict[str, Action]:
        return {code: action for code, action in actions.items() if not action.back and action.waits is None}


def inputs_for(
    action: Action, random: Random, *, items: tuple[MissingItem, ...] = (), officer: str | None = None
) -> Inputs:
    """Return what the action needs, in words that an officer might use."""
    said: dict[str, object] = {
        "reason": random.choice(_BACK),
        "reasons": (random.choice(_REASONS),),
        "items": items,
        "officer": officer,
        "draft": random.choice(_DRAFTS),
        "receipt": f"Biên nhận {random.randint(1, 999):03d}, người nhận đã ký",
        "minutes": _MINUTES,
    }
    return Inputs(**{need: said[need] for need in action.needs})  # type: ignore[arg-type]  # each of its field's type


def missing_items(
    definition: ProcedureDefinition,
    answers: Mapping[str, object],
    asked: tuple[str, ...],
    random: Random,
    now: datetime,
) -> tuple[MissingItem, ...]:
    """Return one or two things to ask for, none of them asked for before: papers, else an answer of the form."""
    papers = [one.id for one in components(definition, answers, now.date()) if one.id not in asked]
    if not papers:
        papers = [name for name in definition.fields if name in answers and name not in asked]
    chosen = random.sample(papers, min(len(papers), random.choice((1, 1, 2))))
    wrongs = [random.choice(tuple(_MEND)) for _ in chosen]
    return tuple(MissingItem(target=t, wrong=w, mend=_MEND[w]) for t, w in zip(chosen, wrongs, strict=True))
