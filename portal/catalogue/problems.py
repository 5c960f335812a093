"""What is wrong with a file of procedures, told to the official who wrote it."""

from collections.abc import Iterable
from dataclasses import dataclass

Where = tuple[str | int, ...]  # the way from the top of a file to one value


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: where it stands, what it is, and how to mend it."""

    file: str
    line: int
    path: str
    message: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: {self.path}" if self.path else f"{self.file}:{self.line}"
        return f"{place}: {self.message} {self.mend}"


class BadProcedure(Exception):
    """A file cannot be used; `problems` lists everything at once, from the top of the file down."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
