"""Searching cases by words, newest first, at 10 thousand, 100 thousand and a million; and a page of the catalogue.

Asked by reception of the largest unit, by that of the smallest, and by somebody with two posts. The floor is the answer
to the most common word by the driver alone, which is told what the search has to find out: to walk along the desk.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.catalogue_search import QUESTIONS as CATALOGUE_QUESTIONS
from benchmarks.catalogue_search import entries
from benchmarks.dataset import Dataset, datasets, report_and_sizes
from benchmarks.report import Report, interleaved, median, percentile
from benchmarks.stage import ENGINES, Engine, stage
from portal.cases.finding import LISTED, list_cases
from portal.cases.searching import search_cases
from portal.catalogue.entries import index_own_entry
from portal.catalogue.entry_facts import EntryFacts, Online
from portal.people.principal import Post, Principal
from portal.people.roles import Role
from tests.world import COMMUNE, World

ROUNDS = 60
MILLI = 1_000
FLOOR = f"""
select {", ".join(f"c.{column.name}" for column in LISTED)}
from (
  select submitted_at, case_id from case_units u where unit = '{COMMUNE}/X-TTPVHCC' and exists (
    select 1 from case_words w
    where w.word = 'nguyen' and w.submitted_at = u.submitted_at and w.case_id = u.case_id
  ) order by submitted_at desc, case_id desc limit 50
) newest join cases c on c.id = newest.case_id order by newest.submitted_at desc, newest.case_id desc
"""
# What is typed; "{code}" is the code of a case of the largest unit.
QUESTIONS = {
    "three_words": "Bùi Thị Yến",
    "common_and_rare": "nguyễn thút",
    "common": "Nguyễn",
    "two_common": "nguyễn thị",
    "three_common": "nguyễn thị ngọc",
    "code": "{code}",
    "code_in_parts": "260309 0001 nguyễn",
    "nobody": "nguyen zorro",
}


def main(arguments: Sequence[str] | None = None) -> None:
    report, sizes = report_and_sizes(arguments, "How long a search of cases, and a page of the catalogue, takes.")
    for engine in ENGINES:
        with datasets(engine, sizes) as made:
            for dataset in made:
                _measure(report, engine, dataset)
    for engine in ENGINES:
        with stage(engine) as world:
            _catalogue(report, engine, world)
    report.finish()


def _measure(report: Report, engine: Engine, dataset: Dataset) -> None:
    seconds = interleaved(_works(dataset), rounds=ROUNDS, warm_up=3)
    floor = median(seconds["floor"])
    for name, took in seconds.items():
        report.add(f"search.{engine}.{dataset.cases}.{name}.p50", median(took) * MILLI, "ms")
        report.add(f"search.{engine}.{dataset.cases}.{name}.p95", percentile(took, 95) * MILLI, "ms")
    report.ratio(f"search.{engine}.{dataset.cases}.common.over_floor", median(seconds["common"]), floor)


def _works(dataset: Dataset) -> dict[str, Callable[[], object]]:
    world = dataset.world
    database, largest = world.house.database, world.officer("reception")
    small = replace(largest, posts=(Post(Role.RECEPTION, f"{dataset.smallest_unit}/X-TTPVHCC"),))
    two = replace(largest, posts=(*largest.posts, Post(Role.SPECIALIST, f"{COMMUNE}/X-VP")))
    with database.read() as look:
        code = list_cases(look, largest).rows[-1].code

    def ask(words: str, who: Principal) -> Callable[[], object]:
        def work() -> object:
            with database.read() as look:
                return search_cases(look, words, who, world.house.sealer)

        return work

    def floor() -> object:
        with database.read() as look:
            driver: Any = look.connection.driver_connection
            return driver.execute(FLOOR).fetchall()

    works = {
        f"{place}{name}": ask(words.format(code=code), who)
        for place, who in (("", largest), ("small_unit.", small), ("two_posts.", two))
        for name, words in QUESTIONS.items()
    }
    return {"floor": floor, **works}


def _catalogue(report: Report, engine: Engine, world: World) -> None:
    """Measure the page that answers a question, on a catalogue of 2,000 entries, from request to bytes."""
    with world.house.database.transaction() as work:
        for entry in entries(random.Random(20261124)):
            facets = entry.facets
            facts = EntryFacts(
                code=entry.code,
                name=entry.name,
                field=facets["field"][0],
                levels=facets["level"],
                audiences=facets["audience"],
                agencies=facets["agency"],
                online=Online(entry.online),
                result=entry.result,
            )
            index_own_entry(work, facts, world.clock())
    client = world.client()

    def ask(words: str) -> Callable[[], object]:
        def work() -> None:
            answer = client.get("/procedures", query_string={"q": words[:200]})
            if answer.status_code != 200:
                raise LookupError(words, answer.status)

        return work

    seconds = interleaved({words: ask(words) for words in CATALOGUE_QUESTIONS}, rounds=20)
    every = [one for took in seconds.values() for one in took]
    report.add(f"search.{engine}.catalogue_page.p50", median(every) * MILLI, "ms")
    report.add(f"search.{engine}.catalogue_page.p95", percentile(every, 95) * MILLI, "ms")
    slowest = max(map(median, seconds.values()))
    report.add(f"search.{engine}.catalogue_page.slowest_question.p50", slowest * MILLI, "ms")


if __name__ == "__main__":
    main()
