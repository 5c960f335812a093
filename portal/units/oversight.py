"""Who is above whom, across reorganisations: a unit answers for what lies in it, and for what it took over.

`above` and `below` are each other's mirror: `a in above(b)` exactly when `b in below(a)`; so are `carried_on_by` and
`carries_on`, which do not look up or down.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache

from portal.units.directory import UnitDirectory


@lru_cache(maxsize=20_000)
def above(directory: UnitDirectory, code: str) -> frozenset[str]:
    """Return the unit, all it lies in, and all that took any of these over."""
    return _reach(code, lambda at: (*directory.ancestors(at), *directory.took_over(at)))


@lru_cache(maxsize=2_000)
def below(directory: UnitDirectory, code: str) -> frozenset[str]:
    """Return the unit, all that lies in it, and all that any of these took over."""
    return _reach(code, lambda at: (*directory.children(at), *directory.offices(at), *directory.was_taken_over(at)))


@lru_cache(maxsize=20_000)
def carried_on_by(directory: UnitDirectory, code: str) -> frozenset[str]:
    """Return the unit and all that took it over: their people answer now for what it did."""
    return _reach(code, directory.took_over)


@lru_cache(maxsize=2_000)
def carries_on(directory: UnitDirectory, code: str) -> frozenset[str]:
    """Return the unit and all that it took over."""
    return _reach(code, directory.was_taken_over)


def _reach(start: str, neighbours: Callable[[str], Iterable[str]]) -> frozenset[str]:
    seen = {start}
    waiting = [start]
    while waiting:
        for code in neighbours(waiting.pop()):
            if code not in seen:
                seen.add(code)
                waiting.append(code)
    return frozenset(seen)
