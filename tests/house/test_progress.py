"""Long work says how far it is: a living line on a terminal, a few plain ones elsewhere."""

import io
import itertools

from portal.commands.output import table
from portal.commands.progress import Progress, step


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def play(out: io.StringIO, seconds_each: float) -> list[str]:
    clock = itertools.count(0.0, seconds_each)
    progress = Progress("cases replayed", 1200, out=out, clock=lambda: next(clock))
    for _ in range(3):
        progress.advance(400)
    progress.finish()
    return out.getvalue().splitlines()


def test_a_plain_line_every_few_seconds_where_nobody_watches() -> None:
    assert play(io.StringIO(), 6.0) == [
        "          cases replayed: 400 of 1,200, 12 s left",
        "          cases replayed: 800 of 1,200, 6 s left",
        "          cases replayed: 1,200 of 1,200, 0 s left",
        "  24.0 s  cases replayed: 1,200",
    ]


def test_short_work_says_only_that_it_is_done() -> None:
    assert play(io.StringIO(), 0.5) == ["   2.0 s  cases replayed: 1,200"]


def test_one_living_line_on_a_terminal() -> None:
    out = Terminal()

    play(out, 0.5)

    assert out.getvalue().count("\n") == 1
    assert "\r\033[K          cases replayed: 400 of 1,200, 1 s left" in out.getvalue()


def test_a_step_is_one_line_with_its_time() -> None:
    out, clock = io.StringIO(), itertools.count(0.0, 3.2)

    with step("packages installed:", out=out, clock=lambda: next(clock)) as more:
        more.append("61")

    assert out.getvalue() == "   3.2 s  packages installed: 61\n"


def test_columns_are_as_wide_as_their_widest() -> None:
    assert table([("a", "1", "x"), ("long", "22", "y z")]) == "a     1   x\nlong  22  y z"
    assert table([]) == ""
