"""One line of the file: read, checked for shape, its strings cleaned. Nothing of it is interpreted yet."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from portal.text import clean

_CODE = re.compile(r"\d{1,2}\.\d{6}(?:\.[0-9A-Z.]{1,30})?")
_REQUIRED = ("ma_thu_tuc", "ten_thu_tuc")


class SpoiledLine(Exception):
    """A line that cannot become an entry. `kind` is a word for the report, `detail` what was found."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True)
class NationalRecord:
    code: str
    fields: Mapping[str, str]

    def text(self, name: str) -> str:
        return self.fields.get(name, "")


def read_record(line: bytes) -> NationalRecord:
    """Return the record of one line.

    Raises `SpoiledLine` of kind bad_utf8, bad_json, not_an_object, wrong_type, no_code or no_name.
    """
    fields = {name: _clean(_text(name, value)) for name, value in _object(line).items()}
    code, name = (fields.get(required, "").strip() for required in _REQUIRED)
    if not _CODE.fullmatch(code):
        raise SpoiledLine("no_code", code)
    if not name:
        raise SpoiledLine("no_name", code)
    return NationalRecord(code, fields)


def _object(line: bytes) -> dict[str, object]:
    try:
        found = json.loads(line.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise SpoiledLine("bad_utf8", f"byte {error.start}") from error
    except (ValueError, RecursionError) as error:
        raise SpoiledLine("bad_json", str(error)) from error
    if not isinstance(found, dict):
        raise SpoiledLine("not_an_object", type(found).__name__)
    return found


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise SpoiledLine("wrong_type", f"{name}: {type(value).__name__}")
    return value


def _clean(text: str) -> str:
    """Like `clean(text, lines=True)`, but quick for the usual line, which holds nothing to remove."""
    return "\n".join(_clean_line(line) for line in re.split("\r\n|\r|\n", text)).strip()


def _clean_line(line: str) -> str:
    if not line.isprintable():  # also false for a tab or a no-break space, which `clean` turns into spaces
        return clean(line)
    return " ".join(unicodedata.normalize("NFC", line).split())
