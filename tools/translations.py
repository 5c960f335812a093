"""Every Vietnamese message of code and templates has its English.

`python -m tools.translations --write` brings the catalogue up to date, with an empty English for what is new.
"""

import re
import sys
from collections.abc import Iterable, Iterator
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
# Without dates: the same messages make the same file.
HEADER = r"""# The English of Một Cửa; a message is the Vietnamese of code and templates.
msgid ""
msgstr ""
"Language: en\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-zA-Z]")


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a message is said; of a message that counts, `many` is its form for more than one."""

    message: str
    file: str
    line: int
    many: str = ""


def uses(root: Path = ROOT) -> Iterator[Use]:
    """Yield every message of code and templates."""
    for folder, methods in SOURCES.items():
        found = extract_from_dir(
            root / folder, method_map=methods, options_map=OPTIONS, keywords=KEYWORDS, strip_comment_tags=True
        )
        for file, line, message, *_rest in found:
            one, many = (message, "") if isinstance(message, str) else message
            yield Use(one, f"{folder}/{file}", line, many)


def english(root: Path = ROOT) -> dict[str, tuple[str, ...]]:
    """Return the English that is not fuzzy, one form or two by the first form of its message; a form may be empty."""
    file = root / CATALOGUE
    if not file.exists():
        return {}
    with file.open("rb") as source:
        return {_forms(m.id)[0]: _forms(m.string) for m in read_po(source) if m.id and not m.fuzzy}


def _forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def problems(root: Path = ROOT) -> Iterator[str]:
    """Yield one line for each message without English, and each whose English has other values in it."""
    known, told = english(root), set()
    for use in sorted(uses(root), key=lambda use: (use.file, use.line)):
        if use.message in told:
            continue
        told.add(use.message)
        forms = known.get(use.message, ())
        if not all(forms) or len(forms) != (2 if use.many else 1):
            yield f"{use.file}:{use.line}: no English for {use.message!r}"
        elif any(values(form) != values(use.message) for form in forms):
            yield f"{use.file}:{use.line}: the English of {use.message!r} has other values in it"


def values(message: str) -> set[str]:
    """Return the placeholders of a message."""
    return set(PLACEHOLDER.findall(message.replace("%%", "")))


def write(root: Path = ROOT) -> None:
    """Add what is new to the catalogue, with an empty English, and drop what is said no more."""
    before = english(root)
    catalogue = Catalog(locale="en")
    for use in sorted(uses(root), key=lambda use: (use.file, use.line)):
        if use.message not in catalogue:
            forms = before.get(use.message, ("",))
            place = [(use.file, use.line)]
            if use.many:
                catalogue.add((use.message, use.many), (forms * 2)[:2], locations=place)
            else:
                catalogue.add(use.message, forms[0], locations=place)
    file = root / CATALOGUE
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        target.write(HEADER.encode())
        write_po(target, catalogue, width=120, omit_header=True, include_lineno=False)


def main() -> int:
    if "--write" in sys.argv:
        write()
    found = list(problems())
    print("\n".join(found) or f"{len({use.message for use in uses()})} messages have their English")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
