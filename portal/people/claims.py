"""From a set of claims to an `Identity`, through a table that is configuration (domain.md section 9).

Claims the table does not name are dropped: the portal asks for the least. Signature, audience and expiry have been
checked before; here a claim is only read, and refused where its value cannot be.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from portal.people import identifiers
from portal.people.errors import BadClaimTable, BadIdentifier, ClaimRefused
from portal.people.identity import Identity, OrganisationClaim, Residence
from portal.people.names import clean_name
from portal.text import clean

ClaimTable = Mapping[str, tuple[str, ...]]  # of each attribute, the claims it may stand in, the first that says it

LONGEST = 500

ATTRIBUTES = (
    "subject",
    "name",
    "personal_id",
    "birth_date",
    "sex",
    "residence",
    "residence_unit",
    "phone",
    "email",
    "acr",
    "auth_time",
    "session_id",
    "account_type",
    "tax_code",
    "organisation_name",
)
REQUIRED = ("subject", "name")

STANDARD: ClaimTable = MappingProxyType(
    {
        "subject": ("sub",),
        "name": ("name",),
        "personal_id": ("identity_number",),
        "birth_date": ("birthdate",),
        "sex": ("gender",),
        "residence": ("address", "residence"),
        "residence_unit": ("residence_unit",),
        "phone": ("phone_number",),
        "email": ("email",),
        "acr": ("acr",),
        "auth_time": ("auth_time",),
        "session_id": ("sid",),
        "tax_code": ("organisation_tax_code",),
        "organisation_name": ("organisation_name",),
    }
)

NATIONAL_PORTAL: ClaimTable = MappingProxyType(
    {
        "subject": ("TechID",),
        "account_type": ("LoaiTaiKhoan",),
        "name": ("HoVaTen",),
        "personal_id": ("SoDinhDanh",),
        "birth_date": ("NgayThangNamSinh",),
        "sex": ("GioiTinh",),
        "residence": ("ThuongTru", "NoiOHienNay"),
        "phone": ("SoDienThoai",),
        "email": ("ThuDienTu",),
        "tax_code": ("MaSoThue", "MaSoDoanhNghiep"),
        "organisation_name": ("TenDoanhNghiep",),
        "acr": ("acr",),
        "auth_time": ("auth_time",),
        "session_id": ("sid",),
    }
)

# The tables that come with the portal, as settings name them.
FAMILIES: Mapping[str, ClaimTable] = MappingProxyType({"oidc": STANDARD, "national": NATIONAL_PORTAL})

_SEXES = {"male": "male", "nam": "male", "1": "male", "female": "female", "nữ": "female", "2": "female"}
_SEX_NOT_SAID = frozenset({"0", "3", "unknown", "khác"})
_PERSONAL, _OF_ORGANISATION = "1", frozenset({"2", "3"})
_BIRTH_DATES = (
    re.compile(r"(?P<y>\d{4})(?:-?(?P<m>\d{2})(?:-?(?P<d>\d{2}))?)?", re.ASCII),
    re.compile(r"(?:(?:(?P<d>\d{1,2})/)?(?P<m>\d{1,2})/)?(?P<y>\d{4})", re.ASCII),
)


@dataclass(frozen=True, slots=True)
class _Claims:
    """A claim set seen through a table."""

    claims: Mapping[str, Any]
    table: ClaimTable

    def said(self, attribute: str) -> tuple[str, Any]:
        """Return the claim that says an attribute, and its value; None where none says anything."""
        names = self.table.get(attribute, ())
        for name in names:
            value = self.claims.get(name)
            if value is not None and value != "":
                return name, value
        return (names[0] if names else attribute), None

    def text(self, attribute: str) -> tuple[str, str | None]:
        name, value = self.said(attribute)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is None:
            return name, None
        if not isinstance(value, str):
            raise ClaimRefused(name, "type")
        if len(value) > LONGEST:
            raise ClaimRefused(name, "length")
        return name, clean(value) or None

    def read(self, attribute: str, form: Callable[[str], str | None]) -> str | None:
        """Return an attribute in the form in which it is kept. Raises `ClaimRefused`."""
        name, text = self.text(attribute)
        if text is None:
            return None
        try:
            return form(text)
        except BadIdentifier as error:
            raise ClaimRefused(name, error.reason) from error

    def required(self, attribute: str, form: Callable[[str], str | None] = clean) -> str:
        value = self.read(attribute, form)
        if not value:
            raise ClaimRefused(self.said(attribute)[0], "missing")
        return value


def read_claim_table(file: Path) -> ClaimTable:
    """Return the table that a JSON file holds. Raises `BadClaimTable`."""
    try:
        configuration = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadClaimTable((f"cannot be read: {error}",)) from error
    if not isinstance(configuration, dict):
        raise BadClaimTable(("has to be one JSON object",))
    return claim_table(configuration)


def claim_table(configuration: Mapping[str, Any]) -> ClaimTable:
    """Return a table from plain configuration, `{"name": ["HoVaTen"], "sex": "GioiTinh"}`. Raises `BadClaimTable`."""
    errors = [
        f"{name}: is not an attribute; known are {', '.join(ATTRIBUTES)}" for name in configuration.keys() - ATTRIBUTES
    ]
    errors += [f"{name}: no claim is named for it" for name in REQUIRED if not configuration.get(name)]
    table: dict[str, tuple[str, ...]] = {}
    for attribute, value in configuration.items():
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
            errors.append(f"{attribute}: has to be the name of a claim, or a list of names")
        else:
            table[attribute] = tuple(names)
    if len(table.get("subject", ())) > 1:
        errors.append("subject: has to be one claim: a person found by two would have two accounts")
    if errors:
        raise BadClaimTable(tuple(sorted(errors)))
    return MappingProxyType(table)


def identity_from(claims: Mapping[str, Any], table: ClaimTable, *, issuer: str) -> Identity:
    """Return who believed claims are about. `issuer` is the one that was verified, whatever the claims say.

    Raises `ClaimRefused`.
    """
    seen = _Claims(claims, table)
    return Identity(
        issuer=issuer,
        subject=seen.required("subject"),
        name=seen.required("name", clean_name),
        personal_id=seen.read("personal_id", identifiers.personal_id),
        birth_date=seen.read("birth_date", birth_date),
        sex=_sex(seen),
        residence=_residence(seen),
        phone=seen.read("phone", identifiers.phone),
        email=seen.read("email", identifiers.email),
        acr=seen.read("acr", clean),
        auth_time=_auth_time(seen),
        session_id=seen.read("session_id", clean),
        organisation=_organisation(seen),
    )


def birth_date(text: str) -> str | None:
    """Return `yyyy`, `yyyy-mm` or `yyyy-mm-dd` of a date in any of the spellings providers use.

    Year 0000 is OpenID's way to leave the year out; that tells too little and reads as nothing. Raises `BadIdentifier`.
    """
    for pattern in _BIRTH_DATES:
        match = pattern.fullmatch(text)
        if match is not None:
            year, month, day = (int(part) if (part := match[name]) else None for name in "ymd")
            return None if not year else _partial(year, month, day)
    raise BadIdentifier("birth_date", "shape")


def _partial(year: int, month: int | None, day: int | None) -> str:
    try:
        whole = date(year, month or 1, day or 1).isoformat()
    except ValueError as error:
        raise BadIdentifier("birth_date", "unknown") from error
    return whole[:10] if day else whole[:7] if month else whole[:4]


def _sex(seen: _Claims) -> Any:
    name, text = seen.text("sex")
    if text is None or text.casefold() in _SEX_NOT_SAID:
        return None
    try:
        return _SEXES[text.casefold()]
    except KeyError:
        raise ClaimRefused(name, "unknown") from None


def _residence(seen: _Claims) -> Residence | None:
    """Return the residence: a line of text, or the structured address of OpenID Connect put into one."""
    name, value = seen.said("residence")
    unit = seen.read("residence_unit", clean)
    if isinstance(value, Mapping):
        parts = [value.get(key) for key in ("street_address", "locality", "region")]
        if not any(parts):
            parts = [value.get("formatted")]
        if not all(part is None or isinstance(part, str) for part in parts):
            raise ClaimRefused(name, "type")
        line: str | None = ", ".join(clean(part) for part in parts if part)
    else:
        line = seen.text("residence")[1]
    if line is not None and len(line) > LONGEST:
        raise ClaimRefused(name, "length")
    return Residence(unit, line or "") if unit or line else None


def _auth_time(seen: _Claims) -> datetime | None:
    name, value = seen.said("auth_time")
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise ClaimRefused(name, "type")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise ClaimRefused(name, "unknown") from error


def _organisation(seen: _Claims) -> OrganisationClaim | None:
    """Return the organisation of an organisation's account; a citizen's own account has none, whatever else is said."""
    name, kind = seen.text("account_type")
    if kind not in (None, _PERSONAL, *_OF_ORGANISATION):
        raise ClaimRefused(name, "unknown")
    of_organisation = kind in _OF_ORGANISATION
    if kind == _PERSONAL or (not of_organisation and seen.text("tax_code")[1] is None):
        return None
    return OrganisationClaim(
        tax_code=seen.required("tax_code", identifiers.tax_code), name=seen.required("organisation_name")
    )
