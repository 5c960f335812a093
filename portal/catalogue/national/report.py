"""What an import did: counts, what could not be read and why, with examples of each kind."""

from dataclasses import dataclass, field
from typing import Any

EXAMPLES = 5
_EXCERPT = 160


@dataclass(slots=True)
class Found:
    """One kind of problem: how many records have it, and a few of them."""

    count: int = 0
    examples: list[dict[str, str]] = field(default_factory=list)

    def add(self, where: str, text: str) -> None:
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append({"where": where, "text": " ".join(text.split())[:_EXCERPT]})


@dataclass(slots=True)
class ImportReport:
    """The account of one import.

    `limits_stated` counts the records whose time text (a time cell or the remarks beside it) holds a figure or number
    word with a unit; `limits_read` those of them where every channel that states a limit got a value and a unit.
    `spoiled` is by kind and names line numbers, `unread` names codes.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    absent: int = 0
    limits_stated: int = 0
    limits_read: int = 0
    spoiled: dict[str, Found] = field(default_factory=dict)
    unread: dict[str, Found] = field(default_factory=dict)

    @property
    def entries(self) -> int:
        return self.added + self.updated + self.unchanged

    @property
    def limits_share(self) -> float:
        """Return the share of the stated time limits that were read, 1.0 when none is stated."""
        return self.limits_read / self.limits_stated if self.limits_stated else 1.0

    def add_spoiled(self, kind: str, line: int, text: str) -> None:
        self.spoiled.setdefault(kind, Found()).add(f"line {line}", text)

    def add_unread(self, kind: str, code: str, text: str) -> None:
        self.unread.setdefault(kind, Found()).add(code, text)

    def lines(self) -> list[str]:
        """Return the report as plain text, one line each."""
        spoiled = sum(found.count for found in self.spoiled.values())
        return [
            f"entries {self.entries}: added {self.added}, updated {self.updated}, unchanged {self.unchanged}",
            f"entries of an earlier import that this file does not have: {self.absent}",
            f"spoiled lines {spoiled}",
            *_section(self.spoiled),
            f"time limits stated {self.limits_stated}, read {self.limits_read} ({self.limits_share:.1%})",
            "kept as text, by kind:",
            *_section(self.unread),
        ]

    def to_json(self) -> dict[str, Any]:
        """Return the report for a program."""
        return {
            "entries": self.entries,
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "absent": self.absent,
            "time_limits": {
                "stated": self.limits_stated,
                "read": self.limits_read,
                "share": round(self.limits_share, 4),
            },
            "spoiled": _as_json(self.spoiled),
            "unread": _as_json(self.unread),
        }


def _by_count(found: dict[str, Found]) -> list[tuple[str, Found]]:
    return sorted(found.items(), key=lambda item: (-item[1].count, item[0]))


def _section(found: dict[str, Found]) -> list[str]:
    text = []
    for kind, each in _by_count(found):
        text.append(f"  {kind} {each.count}")
        text += [f"    {example['where']}: {example['text']}" for example in each.examples]
    return text


def _as_json(found: dict[str, Found]) -> dict[str, Any]:
    return {kind: {"count": each.count, "examples": each.examples} for kind, each in _by_count(found)}
