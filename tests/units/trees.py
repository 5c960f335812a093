"""A small invented province in two eras, and files made of it."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from portal.units.file import TreeFile, read_file

INVENTED: dict[str, Any] = {
    "meta": {"title": "Tỉnh Cửa Bể, invented"},
    "levels": [
        {"code": "province", "name": "Tỉnh", "name_en": "Province", "rank": 1},
        {"code": "district", "name": "Huyện", "name_en": "District", "rank": 2, "closed_on": "2025-06-30"},
        {"code": "commune", "name": "Xã", "name_en": "Commune", "rank": 3},
    ],
    "units": [
        {
            "code": "99-old",
            "name": "Tỉnh Cửa Bể",
            "kind": "tỉnh",
            "level": "province",
            "valid_from": "2020-01-01",
            "valid_to": "2025-06-30",
            "successors": ["99"],
            "gso_code": "99",
            "agency_code": "H99",
        },
        {
            "code": "99",
            "name": "Tỉnh Cửa Bể",
            "kind": "tỉnh",
            "level": "province",
            "valid_from": "2025-07-01",
            "gso_code": "99",
            "agency_code": "H99",
        },
        {
            "code": "99.1",
            "name": "Huyện Đầm",
            "kind": "huyện",
            "level": "district",
            "parent": "99-old",
            "valid_from": "2020-01-01",
            "valid_to": "2025-06-30",
            "successors": ["99.12"],
        },
        {
            "code": "99.1.10",
            "name": "Xã Đầm Sen",
            "kind": "xã",
            "level": "commune",
            "parent": "99.1",
            "valid_from": "2020-01-01",
            "valid_to": "2025-06-30",
            "successors": ["99.12"],
            "agency_code": "H99.1.10",
        },
        {
            "code": "99.12",
            "name": "Xã Đầm",
            "name_en": "Đầm Commune",
            "kind": "xã",
            "level": "commune",
            "parent": "99",
            "valid_from": "2025-07-01",
            "agency_code": "H99.12",
        },
    ],
    "department_types": [
        {"code": "S-TP", "name": "Sở Tư pháp", "name_en": "Justice", "type": "department", "at": "province"},
        {"code": "TT", "name": "Trung tâm {unit}", "name_en": "Centre", "type": "one_stop", "at": "province"},
    ],
    "district_department_types": [
        {"code": "D-TP", "name": "Phòng", "name_en": "Office", "type": "division", "at": "district", "then": "X-VP"},
    ],
    "commune_department_types": [
        {
            "code": "X-VP",
            "name": "Văn phòng {unit}",
            "name_en": "Office of {unit}",
            "type": "division",
            "at": "commune",
        },
    ],
    "office_agency_codes": {"99/S-TP": "H99.01"},
}


def invented() -> dict[str, Any]:
    """Return a fresh copy of the sound file, to be spoilt."""
    return deepcopy(INVENTED)


def as_file(raw: Any) -> TreeFile:
    return read_file(json.dumps(raw))


def written(raw: Any, folder: Path) -> Path:
    path = folder / "tree.json"
    path.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    return path


def unit(raw: dict[str, Any], code: str) -> dict[str, Any]:
    """Return the entry of a unit inside a file."""
    found: dict[str, Any] = next(entry for entry in raw["units"] if entry["code"] == code)
    return found
