"""Coordinates of charts."""

import pytest

from portal.web.drawing import Measure, line_chart, spread


def measures(*values: float) -> list[Measure]:
    return [Measure(str(index), value, str(value), "/") for index, value in enumerate(values)]


GRID = [(100.0, "100"), (85.0, "85")]


def test_a_value_on_a_grid_line_lies_on_it() -> None:
    chart = line_chart(measures(100, 85), GRID)
    assert [level.y for level in chart.grid] == [point.y for point in chart.points] == [20, 210]


def test_points_go_from_edge_to_edge_in_equal_steps() -> None:
    xs = [point.x for point in line_chart(measures(90, 91, 92, 93, 94), GRID).points]
    assert xs == [52, 206, 360, 514, 668]


def test_the_lowest_point_between_two_is_written_below() -> None:
    below = [point.text_y > point.y for point in line_chart(measures(93, 88, 92, 91), GRID).points]
    assert below == [False, True, False, False]


def test_a_goal_is_a_line_of_its_own() -> None:
    chart = line_chart(measures(90), GRID, (100, "mục tiêu 100"))
    assert chart.goal is not None
    assert (chart.goal.y, chart.goal.text) == (20, "mục tiêu 100")
    assert line_chart(measures(90), GRID).goal is None


@pytest.mark.parametrize(("values", "grid"), [((), GRID), ((90,), GRID[:1]), ((90,), [GRID[0], GRID[0]])])
def test_a_chart_of_nothing_is_refused(values: tuple[float, ...], grid: list[tuple[float, str]]) -> None:
    with pytest.raises(ValueError, match="chart"):
        line_chart(measures(*values), grid)


def test_the_whole_limit_ends_at_the_limit() -> None:
    drawn = spread((0.2, 0.4, 0.6, 0.8, 1.0), "")
    assert drawn.end == drawn.limit
    assert drawn.half_start + drawn.half_width == round(0.8 * drawn.limit)


def test_what_leaves_the_strip_ends_at_its_edge() -> None:
    assert spread((0.2, 0.4, 0.6, 3.0, 9.0), "").end == 158
