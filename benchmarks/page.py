"""What a page costs the processor, from request to bytes, against a bare Flask page with one query of 50 rows.

Pages of a citizen and of officers, each with 50 cases behind it where it is a list; in turns with the floor, in one
process. `.statements` is how often the database is asked.
"""

import time
from collections.abc import Callable, Sequence

from flask.testing import FlaskClient

from benchmarks.flask_floor import flask_floor
from benchmarks.report import Report, median, percentile, report_for
from benchmarks.stage import ENGINES, PROCEDURE, command, scratch, stage, way
from portal.cases.door import Receipt
from tests.stories import file_case, write_draft
from tests.world import World

CASES = 60
ROUNDS = 120
MILLI = 1_000


def main(arguments: Sequence[str] | None = None) -> None:
    report = report_for(arguments, "What a page costs the processor.")
    for engine in ENGINES:
        with stage(engine) as world, scratch() as folder:
            _measure(report, f"page.{engine}", _pages(world, flask_floor(folder)))
    report.finish()


def _measure(report: Report, name: str, pages: dict[str, Callable[[], int]]) -> None:
    took: dict[str, list[float]] = {page: [] for page in pages}
    sizes = {page: show() for page, show in pages.items()}
    for _ in range(ROUNDS):
        for page, show in pages.items():
            begin = time.process_time()
            show()
            took[page].append(time.process_time() - begin)
    least = median(took["floor"])
    for page, seconds in took.items():
        report.add(f"{name}.{page}", median(seconds) * MILLI, "ms of the processor")
        report.add(f"{name}.{page}.p95", percentile(seconds, 95) * MILLI, "ms of the processor")
        report.add(f"{name}.{page}.size", sizes[page] / 1000, "kB")
        if page != "floor":
            report.ratio(f"{name}.{page}.over_floor", median(seconds), least)


def _pages(world: World, bare: FlaskClient) -> dict[str, Callable[[], int]]:
    """Return every page that is measured, ready to be asked for; each answers with its length."""
    citizen = world.citizen()
    specialist = world.officer("specialist")
    cases = [file_case(world, citizen) for _ in range(CASES)]
    far = _on_its_way(world, cases[0])
    draft = write_draft(world, citizen)
    reader, desk, bench = world.client(citizen), world.client(world.officer("reception")), world.client(specialist)
    return {
        "floor": lambda: _get(bare, "/list"),
        "inbox": lambda: _get(desk, "/desk/"),
        "cases": lambda: _get(desk, "/desk/cases"),
        "desk_case": lambda: _get(bench, f"/desk/cases/{far.code}"),
        "own_cases": lambda: _get(reader, "/me"),
        "own_case": lambda: _get(reader, f"/cases/{far.code}"),
        "form": lambda: _get(reader, f"/apply/{draft}/who"),
        "procedure": lambda: _get(reader, f"/procedures/{PROCEDURE}"),
    }


def _on_its_way(world: World, case: Receipt) -> Receipt:
    """Bring a case to the specialist's desk."""
    for deed in way(world.officer("specialist"))[:2]:
        world.clock.pass_(minutes=30)
        case = world.house.door.apply(command(deed, case), world.officer(deed.who))
    return case


def _get(client: FlaskClient, address: str) -> int:
    answer = client.get(address)
    if answer.status_code != 200:
        raise LookupError(address, answer.status_code)
    return len(answer.data)


if __name__ == "__main__":
    main()
