"""YAML as officials write it: every value with its line, none of YAML 1.1's surprises.

`no` and `on` are texts, a date is a text, `14.5` keeps its digits; only true, false, whole numbers and nothing are more
than text. A key given twice, an anchor, or a tag is refused.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from portal.catalogue.problems import BadProcedure, Problem, Where

MAX_BYTES = 1_000_000
YAML = "tag:yaml.org,2002:"  # how libyaml begins the name of each kind of value
KINDS = frozenset({"map", "seq", "str", "bool", "int", "null"})

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Reader(_Base):  # type: ignore[misc]  # libyaml's loader where there is one
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  as the parent has it


_Reader.add_implicit_resolver(YAML + "bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Reader.add_implicit_resolver(YAML + "int", re.compile(r"^(?:0|-?[1-9][0-9]{0,14})$"), list("-0123456789"))
_Reader.add_implicit_resolver(YAML + "null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, and on which line it says it."""

    file: str
    value: Any
    lines: Mapping[Where, int] = field(repr=False)

    def problem(self, where: Where, message: str, mend: str) -> Problem:
        return Problem(self.file, self.line(where), self.path(where), message, mend)

    def line(self, where: Where) -> int:
        """Return the line of a value, or of the nearest one around it that is written down."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def path(self, where: Where) -> str:
        """Return the way to a value in words: `form.who.fields.subject.label.en`; list entries by name, or from 1."""
        words, value = [], self.value
        for part in where:
            value = _inside(value, part)
            words.append(_entry_name(value, part) if isinstance(part, int) else part)
        return ".".join(words)


def read(path: Path, name: str | None = None) -> Document:
    """Read one file. Raises `BadProcedure` where it is not plain YAML, or not a file at all."""
    file = name or path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadProcedure([Problem(file, 1, "", "The file is too large.", "Split it: one procedure a file.")])
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadProcedure([Problem(file, 1, "", "The file is not UTF-8 text.", "Save it as UTF-8.")]) from error
    except OSError as error:
        raise BadProcedure([Problem(file, 1, "", "The file cannot be read.", f"{error.strerror}.")]) from error
    return parse(text, file)


def parse(text: str, file: str) -> Document:
    """Read the text of a file. Raises `BadProcedure`."""
    try:
        root = yaml.compose(unicodedata.normalize("NFC", text), _Reader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what = f"This line is not YAML: {error.problem}."
        mend = "Check the indentation, the quotes and the brackets of this line and the one above."
        raise BadProcedure([Problem(file, line, "", what, mend)]) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mend = "Remove characters that cannot be printed, and brackets inside brackets inside brackets."
        raise BadProcedure([Problem(file, 1, "", "The file is not YAML.", mend)]) from error
    builder = _Builder(file)
    value = builder.build(root, ()) if root is not None else None
    if not isinstance(value, dict):
        builder.complain(root, (), "The file does not begin with a name and a colon.", "Begin with  code: …")
    if builder.problems:
        raise BadProcedure(builder.problems)
    return Document(file, value, builder.lines)


class _Builder:
    """Turns YAML's nodes into plain values, and remembers lines and problems."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Where, int] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def build(self, node: Any, where: Where) -> Any:
        self.lines.setdefault(where, node.start_mark.line + 1)
        if id(node) in self._seen:
            self.complain(node, where, "A value is repeated by an anchor (& and *).", "Write the value out again here.")
            return None
        self._seen.add(id(node))
        if node.tag.removeprefix(YAML) not in KINDS:
            self.complain(
                node, where, f"'{node.tag}' is a tag, which is not used here.", "Remove the word after the !."
            )
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*where, number)) for number, item in enumerate(node.value)]
        return _scalar(node)

    def complain(self, node: Any, where: Where, message: str, mend: str) -> None:
        line = node.start_mark.line + 1 if node is not None else 1
        self.problems.append(Problem(self.file, line, ".".join(map(str, where)), message, mend))

    def _mapping(self, node: Any, where: Where) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name is None:
                self.complain(key, where, "A name before a colon is not plain text.", "Write a single word there.")
                continue
            inner = (*where, name)
            if name in result:
                first = self.lines[inner]
                self.complain(key, inner, f"'{name}' is given twice.", f"Keep one; the first stands on line {first}.")
            self.lines.setdefault(inner, key.start_mark.line + 1)
            result[name] = self.build(value, inner)
        return result


def _scalar(node: Any) -> Any:
    match node.tag.removeprefix(YAML):
        case "bool":
            return node.value == "true"
        case "int":
            return int(node.value)
        case "null":
            return None
        case _:
            return node.value


def _inside(value: Any, part: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return None


def _entry_name(value: Any, number: int) -> str:
    if isinstance(value, dict):
        for key in ("page", "name", "id"):
            if isinstance(value.get(key), str):
                return str(value[key])
    return str(number + 1)
