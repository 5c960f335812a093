"""The picture of a workflow and of a case in it, as numbers for an SVG; and the same in sentences.

The main way runs in one line, side roads lie beside it. Across for a desk, down for a phone 360 px wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from portal.workflow.case import CaseState
from portal.workflow.definition import Definition, Label, Step
from portal.workflow.names import ROLE_NAMES
from portal.workflow.progress import Mark, Progress, progress

Language = Literal["vi", "en"]
Orientation = Literal["across", "down"]

LETTER = 7.2  # px a letter of 13 px takes on average, marks and capitals included
LINE = 17  # px from one line of text to the next
EDGE = 6  # px around everything

WAITING = Label(vi="Chờ bổ sung", en="Waiting for papers")
MEETS = Label(vi="có hẹn", en="meets")
MEETS_APPLICANT = Label(vi="có hẹn gặp người nộp hồ sơ", en="meets the applicant")
STATES: dict[Mark, Label] = {
    "done": Label(vi="đã xong", en="done"),
    "now": Label(vi="đang làm", en="in progress"),
    "ahead": Label(vi="chưa đến", en="to come"),
    "unused": Label(vi="không dùng", en="not used"),
}


@dataclass(frozen=True, slots=True)
class Node:
    """One box. `lines` are to be centred; the first is the name, cut into as many lines as it needs."""

    code: str
    x: int
    y: int
    w: int
    h: int
    lines: tuple[str, ...]
    mark: Mark

    @property
    def named(self) -> int:
        """How many of the lines are the name; what follows says who and how long, or how it stands."""
        return max(1, len(self.lines) - 2)

    @property
    def middle(self) -> int:
        return self.x + self.w // 2

    def text_y(self, number: int) -> int:
        """Return the baseline of a line, so that all together stand in the middle of the box."""
        return self.y + (self.h - LINE * len(self.lines)) // 2 + LINE * number + 13


@dataclass(frozen=True, slots=True)
class Edge:
    """One way between two boxes, with its arrow head, as SVG path data."""

    d: str
    walked: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    width: int
    height: int
    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where boxes go: along the way, and beside it."""

    along: int  # from one box of the main way to the next
    beside: int  # from the main way to the side roads
    w: int
    h: int
    side_w: int
    down: bool

    def main(self, number: int) -> tuple[int, int]:
        place = EDGE + number * self.along
        return (EDGE, place) if self.down else (place, EDGE)

    def side(self, number: int) -> tuple[int, int]:
        place = EDGE + number * self.along
        return (EDGE + self.beside, place) if self.down else (place, EDGE + self.beside)


def draw(
    definition: Definition,
    case: CaseState | None = None,
    *,
    language: Language = "vi",
    orientation: Orientation = "across",
) -> Diagram:
    """Return the picture of a workflow, and of where a case stands in it."""
    state = progress(definition, case)
    down = orientation == "down"
    w, side_w = (196, 128) if down else (128, 128)
    words = {
        code: _lines(step, language, w if code in state.main else side_w) for code, step in definition.steps.items()
    }
    h = LINE * max(len(lines) for lines in words.values()) + 14
    grid = _Grid(h + 26 if down else w + 26, w + 18 if down else h + 44, w, h, side_w, down)
    main = [
        Node(code, *grid.main(number), w, h, words[code], state.marks[code]) for number, code in enumerate(state.main)
    ]
    side = _side_nodes(state, grid, words, language)
    nodes = (*main, *(node for _, node in side.values()))
    width = max(node.x + node.w for node in nodes) + EDGE
    height = max(node.y + node.h for node in nodes) + EDGE
    edges = (*_main_edges(main, down=down), *_side_edges(main, side, down=down))
    return Diagram(width, height, _title(definition, state, language), nodes, edges)


def as_text(definition: Definition, case: CaseState | None = None, *, language: Language = "vi") -> tuple[str, ...]:
    """Return one sentence for each step in order: the picture for whoever does not see it."""
    state = progress(definition, case)
    sentences = []
    for code in state.main:
        sentences.append(_sentence(definition.steps[code], state.marks[code], language))
        if code == state.asked_at:
            sentences.append(_asked(language, waits=state.waits))
        used = (side for side, leaves in state.side if leaves == code and state.marks[side] != "unused")
        sentences += [_sentence(definition.steps[side], state.marks[side], language) for side in used]
    return tuple(sentences)


def _sentence(step: Step, mark: Mark, language: Language) -> str:
    said = [_in(ROLE_NAMES[step.role], language), _hours(step.hours, language)]
    said += [_in(MEETS_APPLICANT, language)] if step.meets else []
    return f"{_in(step.name, language)} ({', '.join(said)}): {_in(STATES[mark], language)}."


def _asked(language: Language, *, waits: bool) -> str:
    state = _in(STATES["now" if waits else "done"], language)
    return f"{_in(WAITING, language)}: {state}."


def _side_nodes(
    state: Progress, grid: _Grid, words: dict[str, tuple[str, ...]], language: Language
) -> dict[str, tuple[str, Node]]:
    """Return the boxes beside the main way by code, each with the step it leaves from, none over another."""
    wanted = [(code, leaves, words[code], state.marks[code]) for code, leaves in state.side]
    if state.asked_at is not None:
        mark: Mark = "now" if state.waits else "done"
        asked = (_in(WAITING, language), _in(STATES[mark], language))
        wanted.insert(0, ("waiting", state.asked_at, asked, mark))
    taken: set[int] = set()
    placed: dict[str, tuple[str, Node]] = {}
    for code, leaves, lines, mark in wanted:
        number = state.main.index(leaves) if leaves in state.main else 0
        while number in taken:
            number += 1
        taken.add(number)
        placed[code] = (leaves, Node(code, *grid.side(number), grid.side_w, grid.h, lines, mark))
    return placed


def _main_edges(main: Sequence[Node], *, down: bool) -> tuple[Edge, ...]:
    edges = []
    for one, other in pairwise(main):
        walked = one.mark == "done" and other.mark in ("done", "now")
        if down:
            d = f"M{one.middle} {one.y + one.h}V{other.y - 4}m-5-6 5 6 5-6"
        else:
            d = f"M{one.x + one.w} {one.y + one.h // 2}H{other.x - 4}m-6-5 6 5-6 5"
        edges.append(Edge(d, walked))
    return tuple(edges)


def _side_edges(main: Sequence[Node], side: dict[str, tuple[str, Node]], *, down: bool) -> tuple[Edge, ...]:
    places = {node.code: node for node in main}
    edges = []
    for leaves, node in side.values():
        start = places.get(leaves, main[0])
        if down:
            d = _bend_right(start, node)
        elif node.x == start.x:
            d = f"M{start.middle} {start.y + start.h}V{node.y - 4}m-5-6 5 6 5-6"
        else:
            d = _bend_down(start, node)
        edges.append(Edge(d, node.mark in ("done", "now")))
    return tuple(edges)


def _bend_right(start: Node, node: Node) -> str:
    x, y = start.x + start.w, start.y + start.h // 2
    middle = node.y + node.h // 2
    return f"M{x} {y}C{x + 12} {y} {x + 2} {middle} {node.x - 4} {middle}m-6-5 6 5-6 5"


def _bend_down(start: Node, node: Node) -> str:
    x, y = start.middle + start.w // 4, start.y + start.h
    return f"M{x} {y}C{x} {y + 24} {node.middle} {node.y - 28} {node.middle} {node.y - 4}m-5-6 5 6 5-6"


def _lines(step: Step, language: Language, width: int) -> tuple[str, ...]:
    role = _in(ROLE_NAMES[step.role], language)
    hours = _hours(step.hours, language)
    return (
        *_wrapped(_in(step.name, language), width),
        role,
        f"{hours} · {_in(MEETS, language)}" if step.meets else hours,
    )


def _wrapped(text: str, width: int) -> list[str]:
    """Cut a name into lines that fit a box; a single word longer than that stays whole."""
    most = int((width - 12) / LETTER)
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _hours(hours: Decimal, language: Language) -> str:
    text = f"{hours.normalize():f}"
    return f"{text.replace('.', ',')} giờ" if language == "vi" else f"{text} h"


def _title(definition: Definition, state: Progress, language: Language) -> str:
    """Return the picture in one sentence, for those who hear it."""
    names = {
        mark: [_in(definition.steps[c].name, language) for c in state.main if state.marks[c] == mark] for mark in STATES
    }
    shown: tuple[Mark, ...] = ("done", "now", "ahead")
    parts = [f"{_in(STATES[mark], language).capitalize()}: {'; '.join(names[mark])}." for mark in shown if names[mark]]
    return " ".join(["Quy trình." if language == "vi" else "Workflow.", *parts])


def _in(label: Label, language: Language) -> str:
    return label.vi if language == "vi" else label.en
