"""From a provider's claims to what the portal keeps of a person: a table per provider family, the rest is dropped.

domain.md section 9: the account is keyed on issuer and subject, never on e-mail or phone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from portal.text import clean
from portal.web.identity.provider import ProviderSettings
from portal.web.identity.refusal import LoginRefused, Reason

LONGEST_VALUE = 500

# our name -> the provider's
MAPS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "oidc": {
            "subject": "sub",
            "name": "name",
            "identity_number": "identity_number",
            "birth_date": "birthdate",
            "sex": "gender",
            "phone": "phone_number",
            "email": "email",
            "residence": "residence",
            "residence_unit": "residence_unit",
        },
        # the national portal's single sign-on; `TechID` is its stable account id
        "national": {
            "subject": "TechID",
            "account_type": "LoaiTaiKhoan",
            "name": "HoVaTen",
            "identity_number": "SoDinhDanh",
            "birth_date": "NgayThangNamSinh",
            "sex": "GioiTinh",
            "phone": "SoDienThoai",
            "email": "ThuDienTu",
            "residence": "ThuongTru",
            "tax_code": "MaSoThue",
            "organisation_name": "TenDoanhNghiep",
        },
        "vneid": {
            "subject": "sub",
            "name": "HoVaTen",
            "identity_number": "SoDinhDanh",
            "birth_date": "NgayThangNamSinh",
        },
    }
)

_SEXES = {"male": "male", "nam": "male", "1": "male", "female": "female", "nữ": "female", "nu": "female", "2": "female"}
_ACCOUNT_TYPES = {"": "citizen", "1": "citizen", "2": "enterprise", "3": "organisation"}
_IDENTITY_NUMBER = re.compile(r"\d{12}", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})(?:-?(\d{2})-?(\d{2}))?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{2})/(\d{2})/(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a provider says this is. Texts are clean and NFC; what it did not say is empty."""

    issuer: str
    subject: str
    acr: str = ""
    account_type: str = "citizen"  # or enterprise, organisation
    name: str = ""
    identity_number: str = ""
    birth_date: str = ""  # 1990-05-12, or 1990 where only the year is known
    sex: str = ""  # male, female
    phone: str = ""
    email: str = ""
    residence: str = ""
    residence_unit: str = ""
    tax_code: str = ""
    organisation_name: str = ""


def read_identity(claims: Mapping[str, Any], settings: ProviderSettings) -> Identity:
    """Return the identity in believed claims. Raises `LoginRefused` when what we key on is missing or impossible."""
    names = MAPS[settings.claims_map]
    told = {ours: _text(claims.get(theirs)) for ours, theirs in names.items()}
    if not told["subject"]:
        raise LoginRefused(Reason.SUB)
    kind = _ACCOUNT_TYPES.get(told.get("account_type", ""), "citizen")
    number = told.get("identity_number", "")
    if number and not _IDENTITY_NUMBER.fullmatch(number):
        raise LoginRefused(Reason.IDENTITY_NUMBER)
    if not number and settings.needs_identity_number and kind == "citizen":
        raise LoginRefused(Reason.IDENTITY_NUMBER)
    return Identity(
        issuer=settings.issuer,
        acr=_text(claims.get("acr")),
        account_type=kind,
        birth_date=_birth_date(told.pop("birth_date", "")),
        sex=_SEXES.get(told.pop("sex", "").casefold(), ""),
        **{name: value for name, value in told.items() if name != "account_type"},
    )


def merge_userinfo(
    id_token: Mapping[str, Any], userinfo: Mapping[str, Any], settings: ProviderSettings
) -> dict[str, Any]:
    """Return both sets of claims as one; signed claims win. Raises `LoginRefused` unless both are of one person."""
    if not isinstance(userinfo.get("sub"), str) or userinfo["sub"] != id_token["sub"]:
        raise LoginRefused(Reason.USERINFO_SUBJECT)
    number = MAPS[settings.claims_map].get("identity_number", "")
    if number in id_token and number in userinfo and id_token[number] != userinfo[number]:
        raise LoginRefused(Reason.USERINFO_DIFFERS)
    return {**userinfo, **id_token}


def _text(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return clean(value)[:LONGEST_VALUE] if isinstance(value, str) else ""


def _birth_date(text: str) -> str:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
        return f"{year}-{month}-{day}" if month else year
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
        return f"{year}-{month}-{day}"
    return ""
