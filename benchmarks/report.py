"""What every benchmark shares: figures that print as `name<TAB>value<TAB>unit` or as JSON, and fair timing."""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    unit: str


@dataclass(slots=True)
class Report:
    """Collects figures; prints each as it comes, or all of them as one JSON list at the end."""

    as_json: bool = False
    figures: list[Figure] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str) -> None:
        figure = Figure(name, value, unit)
        self.figures.append(figure)
        if not self.as_json:
            print(f"{figure.name}\t{figure.value:.4g}\t{figure.unit}", flush=True)

    def ratio(self, name: str, value: float, floor: float) -> None:
        """Add how many times its floor a figure is."""
        self.add(name, value / floor, "x")

    def finish(self) -> None:
        if self.as_json:
            print(json.dumps([{"name": f.name, "value": f.value, "unit": f.unit} for f in self.figures], indent=1))


def parser_for(description: str) -> argparse.ArgumentParser:
    """Return a command line with what every benchmark knows: `--json`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON list instead of lines")
    return parser


def report_for(arguments: Sequence[str] | None, description: str) -> Report:
    """Return the report that a benchmark's command line asks for."""
    return Report(as_json=parser_for(description).parse_args(arguments).json)


def interleaved(works: Mapping[str, Work], *, rounds: int = 9, warm_up: int = 1) -> dict[str, list[float]]:
    """Return the seconds each work took, round by round: A B C A B C, so that a change of speed meets them all."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for number in range(warm_up + rounds):
        for name, work in works.items():
            begin = time.perf_counter()
            work()
            if number >= warm_up:
                seconds[name].append(time.perf_counter() - begin)
    return seconds


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value that `percent` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-len(ordered) * percent // 100) - 1))]
