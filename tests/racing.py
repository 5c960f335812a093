"""Several who do the same at once; what any of them raises, the test raises."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

Found = TypeVar("Found")


def together(deed: Callable[[], Found], times: int = 4) -> list[Found]:
    """Let several begin the same in one moment; return what each found. Raises what any of them raised."""
    meet = Barrier(times)

    def run() -> Found:
        meet.wait()
        return deed()

    with ThreadPoolExecutor(times) as pool:
        return [one.result() for one in [pool.submit(run) for _ in range(times)]]
