"""docs/rules.md is what the comments point to: no rule that is named is missing there, and what it names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| R-")]
RULE = re.compile(r"\bR-[A-Z]+(?:-\d)?")


def named(*folders: str) -> set[str]:
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    return {rule for file in files for rule in RULE.findall(file.read_text(encoding="utf-8"))}


def has_a_row(rule: str) -> bool:
    """A rule has a row of its own or that of its family; a family that is named as a whole has some."""
    family = rule.rstrip("0123456789").rstrip("-")
    return any(row[0] in (rule, family) or row[0].startswith(f"{rule}-") for row in ROWS)


def test_every_rule_that_code_or_test_names_has_a_row() -> None:
    assert [rule for rule in sorted(named("portal", "tests")) if not has_a_row(rule)] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_a_row_names_is_there(row: list[str]) -> None:
    paths = re.findall(r"`([\w./]+/[\w./]*|config\.py)`", row[2] + row[3])

    assert len(row) == 4
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert "tests/" in row[3]
