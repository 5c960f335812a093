"""The offices that units have by their level: `51/S-TP` is the Department of Justice of unit `51`."""

from collections.abc import Iterator, Mapping, Sequence

from portal.units.file import OfficeType, UnitEntry
from portal.units.tree import UnitRecord


def lower_first(name: str) -> str:
    """Return a unit's name as it stands inside a sentence: "Xã Bình Sơn" is "xã Bình Sơn"."""
    return name[:1].lower() + name[1:]


def offices(
    units: Sequence[UnitEntry], types: Sequence[OfficeType], agency_codes: Mapping[str, str]
) -> list[UnitRecord]:
    """Return every office of every unit, as long-lived as its unit."""
    return [
        _office(unit, kind, agency_codes.get(f"{unit.code}/{kind.code}"))
        for unit in units
        for kind in types
        if has_office(unit, kind)
    ]


def has_office(unit: UnitEntry, kind: OfficeType) -> bool:
    """Say whether a unit has an office of this type."""
    return (
        kind.at == unit.level
        and (kind.since is None or kind.since <= unit.valid_from)
        and (kind.until is None or unit.valid_from <= kind.until)
        and (not kind.kinds or unit.kind in kind.kinds)
        and (not kind.units or unit.code in kind.units)
    )


def office_successions(
    units: Sequence[UnitEntry], types: Sequence[OfficeType], made: Sequence[UnitRecord]
) -> Iterator[tuple[str, str]]:
    """Yield what carries on each office: its like at the unit's successors, else the type named by `then`."""
    codes = {office.code for office in made}
    for unit in units:
        for kind in types:
            if not has_office(unit, kind):
                continue
            for successor in unit.successors:
                likes = (f"{successor}/{name}" for name in (kind.code, kind.then) if name is not None)
                heir = next((code for code in likes if code in codes), None)
                if heir is not None:
                    yield f"{unit.code}/{kind.code}", heir


def _office(unit: UnitEntry, kind: OfficeType, agency_code: str | None) -> UnitRecord:
    return UnitRecord(
        code=f"{unit.code}/{kind.code}",
        name=kind.name.replace("{unit}", lower_first(unit.name)),
        name_en=kind.name_en.replace("{unit}", unit.name_en or unit.name),
        kind=kind.code,
        level=unit.level,
        parent=unit.code,
        office_type=kind.type,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
        agency_code=agency_code,
        note=kind.note or "",
    )
