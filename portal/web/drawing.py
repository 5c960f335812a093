"""Geometry of the drawings that templates only print: a line over time, and a strip of spread."""

from collections.abc import Sequence
from dataclasses import dataclass

_WIDTH, _HEIGHT = 690, 242
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 676, 20, 210
_INSET = 8
_STRIP_LIMIT, _STRIP_END = 99, 158


@dataclass(frozen=True, slots=True)
class Measure:
    """One value of a series: its name ("10/26"), how it is written ("96,1"), and the way to the cases behind it."""

    name: str
    value: float
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line and what is written at it."""

    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int
    text_y: int
    name: str
    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """Coordinates of a chart in units of its view box."""

    width: int
    height: int
    left: int
    right: int
    grid: tuple[Level, ...]
    goal: Level | None
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Coordinates of a strip 160 units wide, in which the limit stands at 99."""

    start: int
    half_start: int
    middle: int
    half_width: int
    end: int
    limit: int
    sentence: str


def line_chart(
    measures: Sequence[Measure], grid: Sequence[tuple[float, str]], goal: tuple[float, str] | None = None
) -> LineChart:
    """Draw `measures` from left to right between the lowest and the highest line of `grid` (value, text).

    A value below both its neighbours is written under its dot, every other one above it. Raises ValueError without
    measures or with fewer than two grid values.
    """
    values = [value for value, _ in grid]
    if not measures or len(set(values)) < 2:
        raise ValueError("a chart needs a measure and two different grid lines")
    low, high = min(values), max(values)

    def y(value: float) -> int:
        return round(_BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP))

    step = (_RIGHT - _LEFT - 2 * _INSET) / max(len(measures) - 1, 1)
    points = []
    for index, measure in enumerate(measures):
        height = y(measure.value)
        text_y = height + 24 if _is_valley(measures, index) else height - 12
        point = Point(round(_LEFT + _INSET + index * step), height, text_y, measure.name, measure.text, measure.href)
        points.append(point)
    return LineChart(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        grid=tuple(Level(y(value), text) for value, text in grid),
        goal=Level(y(goal[0]), goal[1]) if goal else None,
        points=tuple(points),
    )


def spread(shares: tuple[float, float, float, float, float], sentence: str) -> Spread:
    """Draw how much of the time limit was used: tenth, quarter, middle, three quarters and nine tenths of the cases.

    `shares` are parts of the limit (1 is the whole limit) and rise; what would leave the strip ends at its edge.
    """
    start, half_start, middle, half_end, end = (min(round(share * _STRIP_LIMIT), _STRIP_END) for share in shares)
    return Spread(
        start=start,
        half_start=half_start,
        middle=middle,
        half_width=half_end - half_start,
        end=end,
        limit=_STRIP_LIMIT,
        sentence=sentence,
    )


def _is_valley(measures: Sequence[Measure], index: int) -> bool:
    neighbours = [measures[i].value for i in (index - 1, index + 1) if 0 <= i < len(measures)]
    return len(neighbours) == 2 and all(measures[index].value < value for value in neighbours)
