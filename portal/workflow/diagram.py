"""The picture of a workflow and of a case in it, as numbers for an SVG. Its words are in picture_words.py.

The main way runs in one line; side roads lie beside it, and so does what other units do (portal/workflow/elsewhere.py).
Across for a desk, down for a phone 360 px wide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from portal.workflow.case import CaseState
from portal.workflow.definition import Definition, Step
from portal.workflow.elsewhere import Away, away, passing_steps
from portal.workflow.names import ROLE_NAMES
from portal.workflow.picture_words import MEETS, PASSED_ON, PAYING, STATES, WAITING, Language, hours_in, title_of, told
from portal.workflow.progress import Mark, Progress, progress

Orientation = Literal["across", "down"]

LETTER = 7.2  # px a letter of 13 px takes on average, marks and capitals included
LINE = 17  # px from one line of text to the next
EDGE = 6  # px around everything


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
    small: int = 2  # how many of the lines say who and how long, below the name
    is_away: bool = False  # another unit does it

    @property
    def named(self) -> int:
        """How many of the lines are the name; what follows says who and how long, or how it stands."""
        return max(1, len(self.lines) - self.small)

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

    @property
    def has_away(self) -> bool:
        return any(node.is_away for node in self.nodes)


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


@dataclass(frozen=True, slots=True)
class _Beside:
    """A box beside the main way before it has a place: its words, where it leaves from, and where it leads back to."""

    code: str
    leaves: str
    lines: tuple[str, ...]
    mark: Mark
    small: int = 2
    back_at: str = ""  # of what another unit does


def draw(
    definition: Definition,
    case: CaseState | None = None,
    *,
    language: Language = "vi",
    orientation: Orientation = "across",
    asked: Sequence[str] = (),
) -> Diagram:
    """Return the picture of a workflow, and of where a case stands in it; `asked` as in `away`."""
    state = progress(definition, case)
    down = orientation == "down"
    w, side_w = (196, 128) if down else (128, 128)
    passing = passing_steps(definition, case)
    words = {
        code: _lines(step, language, w if code in state.main else side_w, passing=code in passing)
        for code, step in definition.steps.items()
    }
    others = tuple(away(definition, case, state.marks, asked))
    beside = [
        *_waiting(state, language),
        *(_away(one, state, language, side_w) for one in others),
        *(_Beside(code, leaves, words[code], state.marks[code], 2 + (code in passing)) for code, leaves in state.side),
    ]
    h = LINE * max(len(lines) for lines in (*words.values(), *(one.lines for one in beside))) + 14
    grid = _Grid(h + 26 if down else w + 26, w + 18 if down else h + 44, w, h, side_w, down)
    main = [
        Node(code, *grid.main(n), w, h, words[code], state.marks[code], 2 + (code in passing))
        for n, code in enumerate(state.main)
    ]
    side = _placed(beside, state.main, grid)
    nodes = (*main, *(node for _, node in side))
    width = max(node.x + node.w for node in nodes) + EDGE
    height = max(node.y + node.h for node in nodes) + EDGE
    edges = (*_main_edges(main, down=down), *_side_edges(main, side, down=down))
    return Diagram(width, height, title_of(definition, state, language), nodes, edges)


def _waiting(state: Progress, language: Language) -> Iterator[_Beside]:
    if state.asked_at is not None:
        mark: Mark = "now" if state.waits else "done"
        words = told(PAYING if state.pays else WAITING, language)
        yield _Beside("waiting", state.asked_at, (words, told(STATES[mark], language)), mark)


def _away(one: Away, state: Progress, language: Language, width: int) -> _Beside:
    small = (*_wrapped(told(one.who, language), width), hours_in(one.hours, language))
    lines = (*_wrapped(told(one.name, language), width), *small)
    leaves = dict(state.side).get(one.leaves, one.leaves)
    return _Beside(one.code, leaves, lines, one.mark, len(small), one.back_at)


def _placed(beside: Sequence[_Beside], main: Sequence[str], grid: _Grid) -> list[tuple[_Beside, Node]]:
    """Return the boxes beside the main way, each as near to the step it leaves from as is free."""
    taken: set[int] = set()
    placed = []
    for one in beside:
        number = main.index(one.leaves) if one.leaves in main else 0
        while number in taken:
            number += 1
        taken.add(number)
        place = grid.side(number)
        node = Node(one.code, *place, grid.side_w, grid.h, one.lines, one.mark, one.small, bool(one.back_at))
        placed.append((one, node))
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


def _side_edges(main: Sequence[Node], side: Sequence[tuple[_Beside, Node]], *, down: bool) -> tuple[Edge, ...]:
    places = {node.code: node for node in main}
    edges = []
    for one, node in side:
        start = places.get(one.leaves, main[0])
        if down:
            d = _bend_right(start, node)
        elif node.x == start.x:
            d = f"M{start.middle} {start.y + start.h}V{node.y - 4}m-5-6 5 6 5-6"
        else:
            d = _bend_down(start, node)
        walked = node.mark in ("done", "now")
        edges.append(Edge(d, walked))
        if one.back_at in places:
            back = _back_left(node, places[one.back_at]) if down else _back_up(node, places[one.back_at])
            edges.append(Edge(back, node.mark == "done"))
    return tuple(edges)


def _bend_right(start: Node, node: Node) -> str:
    x, y = start.x + start.w, start.y + start.h // 2
    middle = node.y + node.h // 2
    return f"M{x} {y}C{x + 12} {y} {x + 2} {middle} {node.x - 4} {middle}m-6-5 6 5-6 5"


def _bend_down(start: Node, node: Node) -> str:
    x, y = start.middle + start.w // 4, start.y + start.h
    return f"M{x} {y}C{x} {y + 24} {node.middle} {node.y - 28} {node.middle} {node.y - 4}m-5-6 5 6 5-6"


def _back_up(node: Node, end: Node) -> str:
    """Lead what another unit did back to the step that takes it in, beside the way that led there."""
    x, y = end.middle - end.w // 4, end.y + end.h + 4
    if node.x == end.x:
        return f"M{x} {node.y}V{y}m-5 6 5-6 5 6"
    right, low = node.x + node.w, node.y + 20
    return f"M{right} {low}C{right + 20} {low} {x} {y + 40} {x} {y}m-5 6 5-6 5 6"


def _back_left(node: Node, end: Node) -> str:
    """The same for a phone: below the box, and to the left."""
    x, y = end.x + end.w, end.y + end.h // 2
    if node.y == end.y:
        return f"M{node.x} {y + 14}H{x + 4}m6-5-6 5 6 5"
    turn = x + 9
    return f"M{node.x + 20} {node.y + node.h}V{node.y + node.h + 13}H{turn}V{y}H{x + 4}m6-5-6 5 6 5"


def _lines(step: Step, language: Language, width: int, *, passing: bool) -> tuple[str, ...]:
    role = told(ROLE_NAMES[step.role], language)
    hours = hours_in(step.hours, language)
    return (
        *_wrapped(told(step.name, language), width),
        role,
        f"{hours} · {told(MEETS, language)}" if step.meets else hours,
        *((told(PASSED_ON, language),) if passing else ()),
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
