"""Claims become an identity through a table; what cannot be is refused, what is not asked for is dropped."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people.claims import (
    ATTRIBUTES,
    NATIONAL_PORTAL,
    STANDARD,
    birth_date,
    claim_table,
    identity_from,
    read_claim_table,
)
from portal.people.errors import BadClaimTable, BadIdentifier, ClaimRefused
from portal.people.identity import Identity, OrganisationClaim, Residence

ISSUER = "https://id.example"

NATIONAL = {
    "TechID": "tech-1",
    "LoaiTaiKhoan": 1,
    "SoDinhDanh": "051190012345",
    "HoVaTen": "NGUYỄN THỊ HOA",
    "NgayThangNamSinh": "19900512",
    "GioiTinh": "2",
    "ThuongTru": "Thôn 2, Xã Nghĩa Mỹ, Huyện Tư Nghĩa, Tỉnh Quảng Ngãi",
    "SoDienThoai": "0912345678",
    "ThuDienTu": "hoa@example.com",
    "DanToc": "Kinh",
    "TonGiao": "Không",
    "NhomMau": "O",
    "access_token": "secret",
}

OIDC = {
    "sub": "s-1",
    "name": "Đinh Văn Ñê",
    "birthdate": "1990",
    "gender": "male",
    "identity_number": "062090012345",
    "phone_number": "+84912345678",
    "email": "de@example.com",
    "address": {"street_address": "Thôn Kon Rôn", "locality": "Xã Đăk Hà", "region": "Tỉnh Quảng Ngãi"},
    "acr": "loa2",
    "auth_time": 1_790_000_000,
    "sid": "session-1",
}


def test_claims_of_the_national_portal() -> None:
    assert identity_from(NATIONAL, NATIONAL_PORTAL, issuer=ISSUER) == Identity(
        issuer=ISSUER,
        subject="tech-1",
        name="NGUYỄN THỊ HOA",
        personal_id="051190012345",
        birth_date="1990-05-12",
        sex="female",
        residence=Residence(None, "Thôn 2, Xã Nghĩa Mỹ, Huyện Tư Nghĩa, Tỉnh Quảng Ngãi"),
        phone="+84912345678",
        email="hoa@example.com",
    )


def test_claims_of_openid_connect() -> None:
    assert identity_from(OIDC, STANDARD, issuer=ISSUER) == Identity(
        issuer=ISSUER,
        subject="s-1",
        name="Đinh Văn Ñê",
        personal_id="062090012345",
        birth_date="1990",
        sex="male",
        residence=Residence(None, "Thôn Kon Rôn, Xã Đăk Hà, Tỉnh Quảng Ngãi"),
        phone="+84912345678",
        email="de@example.com",
        acr="loa2",
        auth_time=datetime.fromtimestamp(1_790_000_000, UTC),
        session_id="session-1",
    )


def test_the_account_of_an_enterprise_names_its_organisation() -> None:
    claims = {**NATIONAL, "LoaiTaiKhoan": "2", "MaSoDoanhNghiep": "0100233488", "TenDoanhNghiep": "Công ty Biển"}

    identity = identity_from(claims, NATIONAL_PORTAL, issuer=ISSUER)

    assert identity.organisation == OrganisationClaim("0100233488", "Công ty Biển")


def test_a_citizens_own_account_has_no_organisation() -> None:
    claims = {**NATIONAL, "MaSoThue": "051190012345", "TenDoanhNghiep": "Hộ kinh doanh Hoa"}

    assert identity_from(claims, NATIONAL_PORTAL, issuer=ISSUER).organisation is None


def test_the_issuer_is_the_one_that_was_verified() -> None:
    claims = {**OIDC, "iss": "https://evil.example", "issuer": "https://evil.example"}

    assert identity_from(claims, STANDARD, issuer=ISSUER).issuer == ISSUER


def test_little_is_enough() -> None:
    assert identity_from({"sub": "s", "name": "Hờ"}, STANDARD, issuer=ISSUER) == Identity(
        issuer=ISSUER, subject="s", name="Hờ"
    )
    empty = {**dict.fromkeys(OIDC, ""), "sub": "s", "name": "Hờ", "birthdate": None}
    assert identity_from(empty, STANDARD, issuer=ISSUER) == Identity(issuer=ISSUER, subject="s", name="Hờ")


def test_neither_the_number_nor_the_address_is_shown() -> None:
    shown = repr(identity_from(NATIONAL, NATIONAL_PORTAL, issuer=ISSUER))

    for secret in ("051190012345", "1990", "0912345678", "+84912345678", "hoa@example.com", "Thôn 2"):
        assert secret not in shown
    assert identity_from(NATIONAL, NATIONAL_PORTAL, issuer=ISSUER).masked_personal_id == "•••••••••345"


BAD: list[tuple[str, Any, str]] = [
    ("sub", "", "missing"),
    ("sub", None, "missing"),
    ("sub", ["s"], "type"),
    ("sub", True, "type"),
    ("sub", "s" * 501, "length"),
    ("name", None, "missing"),
    ("name", "\u200b", "missing"),
    ("name", "R2D2", "characters"),
    ("name", {"first": "An"}, "type"),
    ("identity_number", "12345", "shape"),
    ("identity_number", 12.5, "type"),
    ("birthdate", "yesterday", "shape"),
    ("birthdate", "1990-02-30", "unknown"),
    ("birthdate", "31/13/1990", "unknown"),
    ("gender", "robot", "unknown"),
    ("phone_number", "113", "shape"),
    ("email", "hoa", "shape"),
    ("address", ["here"], "type"),
    ("address", {"street_address": 5}, "type"),
    ("address", {"formatted": "x" * 501}, "length"),
    ("auth_time", "now", "type"),
    ("auth_time", True, "type"),
    ("auth_time", 10**30, "unknown"),
    ("organisation_tax_code", "0100233489", "check_digit"),
]


@pytest.mark.parametrize(("claim", "value", "reason"), BAD)
def test_a_claim_that_cannot_be_is_refused_without_being_repeated(claim: str, value: Any, reason: str) -> None:
    claims = {key: held for key, held in {**OIDC, claim: value}.items() if held is not None}

    with pytest.raises(ClaimRefused) as refused:
        identity_from(claims, STANDARD, issuer=ISSUER)

    assert (refused.value.claim, refused.value.reason) == (claim, reason)
    assert str(refused.value) == f"{claim}: {reason}"


def test_an_unknown_kind_of_account_is_refused() -> None:
    with pytest.raises(ClaimRefused) as refused:
        identity_from({**NATIONAL, "LoaiTaiKhoan": "9"}, NATIONAL_PORTAL, issuer=ISSUER)
    assert (refused.value.claim, refused.value.reason) == ("LoaiTaiKhoan", "unknown")

    with pytest.raises(ClaimRefused) as without_code:
        identity_from({**NATIONAL, "LoaiTaiKhoan": "2"}, NATIONAL_PORTAL, issuer=ISSUER)
    assert (without_code.value.claim, without_code.value.reason) == ("MaSoThue", "missing")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19900512", "1990-05-12"),
        ("1990-05-12", "1990-05-12"),
        ("12/05/1990", "1990-05-12"),
        ("2/5/1990", "1990-05-02"),
        ("199005", "1990-05"),
        ("05/1990", "1990-05"),
        ("1990", "1990"),
        ("0000-05-12", None),
    ],
)
def test_birth_dates_are_read_in_every_spelling(text: str, expected: str | None) -> None:
    assert birth_date(text) == expected


@given(st.dates())
def test_every_date_is_read_back(day: Any) -> None:
    for written in (day.isoformat(), f"{day:%Y%m%d}".zfill(8), f"{day.day}/{day.month}/{day.year:04d}"):
        assert birth_date(written) == day.isoformat()


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_a_date(text: str) -> None:
    try:
        read = birth_date(text)
    except BadIdentifier:
        return
    assert read is None or read[:4].isdigit()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*OIDC, "organisation_tax_code", "residence_unit"]), JSON))
def test_nonsense_is_refused_and_never_breaks_anything(claims: dict[str, Any]) -> None:
    try:
        identity = identity_from(claims, STANDARD, issuer=ISSUER)
    except ClaimRefused:
        return
    assert identity.subject
    assert identity.name


def test_a_table_is_configuration() -> None:
    table = claim_table({"subject": "id", "name": ["ten", "ho_ten"]})

    identity = identity_from({"id": 7, "ho_ten": "An", "email": "a@example.com"}, table, issuer=ISSUER)

    assert identity == Identity(issuer=ISSUER, subject="7", name="An")


def test_a_bad_table_says_everything_that_is_wrong() -> None:
    with pytest.raises(BadClaimTable) as refused:
        claim_table({"subject": ["sub", "email"], "nick": "x", "sex": 3})

    assert refused.value.errors == (
        "name: no claim is named for it",
        f"nick: is not an attribute; known are {', '.join(ATTRIBUTES)}",
        "sex: has to be the name of a claim, or a list of names",
        "subject: has to be one claim: a person found by two would have two accounts",
    )


def test_a_table_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "claims.json"
    file.write_text('{"subject": "sub", "name": ["ho_tên", "name"]}', encoding="utf-8")

    assert read_claim_table(file) == {"subject": ("sub",), "name": ("ho_tên", "name")}


@pytest.mark.parametrize("content", ["", "[]", "{", "\x00"])
def test_a_file_that_holds_no_table_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "claims.json"
    file.write_text(content)

    with pytest.raises(BadClaimTable):
        read_claim_table(file)
    with pytest.raises(BadClaimTable):
        read_claim_table(tmp_path)
