"""Identifiers: one stored form, and refusal of what cannot be (domain.md section 7)."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.vn import mst

from portal.people import identifiers
from portal.people.errors import BadIdentifier
from portal.people.identifiers import PersonalIdWarning, personal_id_warnings
from portal.people.numbering import AREAS, MOBILE_NETWORKS, PROVINCES

DIGITS = st.text("0123456789")
SEPARATORS = st.sampled_from(["", " ", ".", "-"])
ANY_TEXT = st.text(max_size=30)


def test_ID12_twelve_digits_are_the_only_hard_rule() -> None:
    assert identifiers.personal_id("051 090 012345") == "051090012345"
    for wrong in ("", "05109001234", "0510900123456", "05109001234a", "٠٥١٠٩٠٠١٢٣٤٥", "051090012345x"):
        with pytest.raises(BadIdentifier) as refused:
            identifiers.personal_id(wrong)
        assert (refused.value.kind, refused.value.reason) == ("personal_id", "shape")
        assert wrong not in str(refused.value) or wrong == ""


@given(st.text("0123456789", min_size=12, max_size=12), SEPARATORS)
def test_ID12_any_twelve_digits_are_accepted_however_they_are_grouped(number: str, between: str) -> None:
    written = between.join([number[:3], number[3:6], number[6:]])

    assert identifiers.personal_id(written) == number


@given(
    st.sampled_from(sorted(PROVINCES)),
    st.integers(1900, 2399),
    st.sampled_from(["male", "female"]),
    st.integers(0, 999999),
)
def test_ID12_a_number_made_by_the_rule_has_no_warnings(province: str, year: int, sex: str, rest: int) -> None:
    century_and_sex = (year // 100 - 19) * 2 + (sex == "female")
    number = f"{province}{century_and_sex}{year % 100:02d}{rest:06d}"

    assert personal_id_warnings(number, birth_date=f"{year}-05-12", sex=sex) == ()
    assert personal_id_warnings(number) == ()


@pytest.mark.parametrize(
    ("number", "birth_date", "sex", "expected"),
    [
        ("051190012345", "1990", "male", (PersonalIdWarning("sex", "female", "male"),)),
        ("051090012345", "1991-02-03", "male", (PersonalIdWarning("century_or_year", "1990", "1991"),)),
        ("051290012345", "1990-02", None, (PersonalIdWarning("century_or_year", "2090", "1990"),)),
        ("003090012345", None, None, (PersonalIdWarning("province", "003", ""),)),
        ("101090012345", "1990", "male", ()),  # registered abroad
        ("062304012345", "2104-01-01", "female", (PersonalIdWarning("century_or_year", "2004", "2104"),)),
    ],
)
def test_ID12_what_does_not_fit_is_only_a_warning(
    number: str, birth_date: str | None, sex: str | None, expected: tuple[PersonalIdWarning, ...]
) -> None:
    assert identifiers.personal_id(number) == number
    assert personal_id_warnings(number, birth_date=birth_date, sex=sex) == expected


def test_ID12_the_old_list_has_63_provinces() -> None:
    assert len(PROVINCES) == 63
    assert {"051", "062"} <= PROVINCES


def test_a_masked_number_shows_its_last_three_digits() -> None:
    assert identifiers.mask_personal_id("051090012345") == "•••••••••345"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("0100233488", "0100233488"),
        ("0100109106", "0100109106"),
        ("0314409058-002", "0314409058-002"),
        ("0314409058002", "0314409058-002"),
        (" 0100 233 488 ", "0100233488"),
        ("051090012345", "051090012345"),  # an individual's, since 1 July 2025
    ],
)
def test_MST_valid_tax_codes_are_stored_in_one_form(text: str, stored: str) -> None:
    assert identifiers.tax_code(text) == stored


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0100233489", "check_digit"),
        ("0314409058-000", "branch"),
        ("12345", "shape"),
        ("", "shape"),
        ("01002334885", "shape"),
    ],
)
def test_MST_impossible_tax_codes_are_refused(text: str, reason: str) -> None:
    with pytest.raises(BadIdentifier) as refused:
        identifiers.tax_code(text)

    assert refused.value.reason == reason


@given(st.text("0123456789", min_size=10, max_size=10))
def test_MST_agrees_with_an_independent_check(number: str) -> None:
    if number[2:9] == "0000000":
        return  # that one also asks for a serial number; the rule we have does not
    try:
        identifiers.tax_code(number)
    except BadIdentifier:
        assert not mst.is_valid(number)
    else:
        assert mst.is_valid(number)


@given(st.text("0123456789", min_size=9, max_size=9))
def test_MST_nine_digits_have_one_check_digit_or_none(number: str) -> None:
    valid = [digit for digit in "0123456789" if _accepts(identifiers.tax_code, number + digit)]

    assert len(valid) <= 1


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("0912345678", "+84912345678"),
        ("091 234 56 78", "+84912345678"),
        ("+84 912.345.678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("(0255) 3822 222", "+842553822222"),
        ("02603862222", "+842603862222"),
        ("024 3825 1234", "+842438251234"),
        ("+84 (0)255 3822222", "+842553822222"),
        ("+49 30 901820", "+4930901820"),
    ],
)
def test_telephone_numbers_are_stored_as_E164(text: str, stored: str) -> None:
    assert identifiers.phone(text) == stored


@pytest.mark.parametrize(
    "text", ["", "0", "113", "0512345678", "091234567", "09123456789", "02001234567", "+999 123", "+", "+4912", "abc"]
)
def test_what_is_no_telephone_number_is_refused(text: str) -> None:
    with pytest.raises(BadIdentifier):
        identifiers.phone(text)


@given(st.sampled_from(sorted(MOBILE_NETWORKS)), st.integers(0, 9_999_999))
def test_every_mobile_network_is_a_vietnamese_number(network: str, rest: int) -> None:
    stored = identifiers.phone(f"0{network}{rest:07d}")

    assert stored == f"+84{network}{rest:07d}"
    assert identifiers.phone(stored) == stored
    assert phonenumbers.is_possible_number(phonenumbers.parse(stored))


@given(st.sampled_from(sorted(AREAS)), st.integers(0, 99_999_999))
def test_every_area_code_makes_eleven_digits(area: str, rest: int) -> None:
    local = f"{rest:08d}"[: 10 - len(area)]
    stored = identifiers.phone(f"0{area}{local}")

    assert stored == f"+84{area}{local}"
    assert identifiers.phone(stored) == stored


def test_mail_addresses_are_normalised_and_not_looked_up() -> None:
    assert identifiers.email(" Lan.Nguyen@Example.COM ") == "Lan.Nguyen@example.com"
    assert identifiers.email("hoa@tỉnh.vn") == "hoa@tỉnh.vn"
    for wrong in ("", "hoa", "hoa@", "@tinh.vn", "a b@tinh.vn", "hoa@tinh..vn", "a@b@c.vn"):
        with pytest.raises(BadIdentifier):
            identifiers.email(wrong)


def test_other_codes_have_only_a_shape() -> None:
    assert identifiers.business_code("34a8012345") == "34A8012345"
    assert identifiers.insurance_number("dn4 01 0112345678") == "DN4010112345678"
    assert identifiers.insurance_number("0112345678") == "0112345678"
    for check, wrong in ((identifiers.business_code, "34A-801"), (identifiers.insurance_number, "12345678901")):
        with pytest.raises(BadIdentifier):
            check(wrong)


@given(st.sampled_from(sorted(identifiers.FORMATS)), ANY_TEXT | DIGITS)
def test_any_text_is_either_stored_the_same_twice_or_refused(name: str, text: str) -> None:
    check = identifiers.FORMATS[name]
    try:
        stored = check(text)
    except BadIdentifier:
        return
    assert check(stored) == stored


@given(ANY_TEXT | DIGITS)
def test_any_text_is_a_telephone_number_and_mail_address_or_refused(text: str) -> None:
    for check in (identifiers.phone, identifiers.email):
        try:
            stored = check(text)
        except BadIdentifier:
            continue
        assert check(stored) == stored


def _accepts(check: object, text: str) -> bool:
    try:
        identifiers.tax_code(text)
    except BadIdentifier:
        return False
    return True
