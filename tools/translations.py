"""Every Vietnamese message of code and templates has its English.

`python -m tools.translations --write` brings the catalogue up to date, with an empty English for what is new.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("portal/web/translations/en/LC_MESSAGES/messages.po")
SOURCES = {"portal": [("**.py", "python")], "templates": [("**.html", "jinja2"), ("**.txt", "jinja2")]}
# As the portal's own environment reads them: spaces around a block are part of a message, or not.
OPTIONS = {"**.html": {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}}
OPTIONS["**.txt"] = OPTIONS["**.html"]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-zA-Z]")


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a message is said."""

    message: str
    file: str
    line: int


def uses(root: Path = ROOT) -> Iterator[Use]:
    """Yield every message of code and templates; both forms of one that has a plural."""
    for folder, methods in SOURCES.items():
        found = extract_from_dir(
            root / folder, method_map=methods, options_map=OPTIONS, keywords=KEYWORDS, strip_comment_tags=True
        )
        for file, line, message, *_rest in found:
            for one in (message,) if isinstance(message, str) else message:
                yield Use(one, f"{folder}/{file}", line)


def english(root: Path = ROOT) -> dict[str, str]:
    """Return the English that the portal would use: not empty, not fuzzy."""
    file = root / CATALOGUE
    if not file.exists():
        return {}
    with file.open("rb") as source:
        return {str(m.id): str(m.string) for m in read_po(source) if m.id and m.string and not m.fuzzy}


def problems(root: Path = ROOT) -> Iterator[str]:
    """Yield one line for each message without English, and each whose English has other values in it."""
    known, told = english(root), set()
    for use in sorted(uses(root), key=lambda use: (use.file, use.line)):
        if use.message in told:
            continue
        told.add(use.message)
        if use.message not in known:
            yield f"{use.file}:{use.line}: no English for {use.message!r}"
        elif values(use.message) != values(known[use.message]):
            yield f"{use.file}:{use.line}: the English of {use.message!r} has other values in it"


def values(message: str) -> set[str]:
    """Return the placeholders of a message."""
    return set(PLACEHOLDER.findall(message.replace("%%", "")))


def write(root: Path = ROOT) -> None:
    """Add what is new to the catalogue, with an empty English, and drop what is said no more."""
    before = english(root)
    catalogue = Catalog(locale="en", project="Một Cửa", fuzzy=False)
    for use in sorted(uses(root), key=lambda use: (use.file, use.line)):
        if use.message not in catalogue:
            catalogue.add(use.message, before.get(use.message, ""), locations=[(use.file, use.line)])
    file = root / CATALOGUE
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        write_po(target, catalogue, width=120, omit_header=False, include_lineno=False)


def main() -> int:
    if "--write" in sys.argv:
        write()
    found = list(problems())
    print("\n".join(found) or f"{len({use.message for use in uses()})} messages have their English")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
