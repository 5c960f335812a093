"""Numbers and addresses by which people and organisations are known (domain.md section 7).

Each function returns the one form that is stored, or raises `BadIdentifier`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from portal.people.errors import BadIdentifier
from portal.people.names import clean_name
from portal.people.numbering import AREAS, FIRST_COUNTRY, MOBILE_NETWORKS, PROVINCES
from portal.text import clean

Doubt = Literal["province", "century_or_year", "sex"]

_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@dataclass(frozen=True, slots=True)
class PersonalIdWarning:
    """A digit group that does not fit what else is known. Never a reason to refuse: corrections keep the number."""

    doubt: Doubt
    number_says: str
    form_says: str


def personal_id(text: str) -> str:
    """Return a 12-digit personal number. There is no check digit, so nothing but the shape can be wrong."""
    digits = _compact(text)
    if not re.fullmatch(r"[0-9]{12}", digits):
        raise BadIdentifier("personal_id", "shape")
    return digits


def personal_id_warnings(
    number: str, *, birth_date: str | None = None, sex: str | None = None
) -> tuple[PersonalIdWarning, ...]:
    """Return what in a personal number does not fit a birth date (`yyyy`, `yyyy-mm` or `yyyy-mm-dd`) and a sex.

    The number says the province of birth registration, then century and sex in one digit, then the year of birth.
    """
    found = []
    if number[:3] not in PROVINCES and number[:3] < FIRST_COUNTRY:
        found.append(PersonalIdWarning("province", number[:3], ""))
    century, female = divmod(int(number[3]), 2)
    year = f"{19 + century}{number[4:6]}"
    if birth_date is not None and birth_date[:4] != year:
        found.append(PersonalIdWarning("century_or_year", year, birth_date[:4]))
    said = "female" if female else "male"
    if sex is not None and sex != said:
        found.append(PersonalIdWarning("sex", said, sex))
    return tuple(found)


def mask_personal_id(number: str) -> str:
    """Return a personal number that can be shown to others: its last three digits."""
    return f"{'•' * (len(number) - 3)}{number[-3:]}"


def tax_code(text: str) -> str:
    """Return a tax code: ten digits, `0314409058-002` for a branch, or the personal number of an individual.

    Since 1 July 2025 individuals and household businesses have their personal number as tax code (TT 86/2024).
    """
    digits = _compact(text)
    if re.fullmatch(r"[0-9]{12}", digits):
        return personal_id(digits)
    if not re.fullmatch(r"[0-9]{10}(?:[0-9]{3})?", digits):
        raise BadIdentifier("tax_code", "shape")
    number, branch = digits[:10], digits[10:]
    weighted = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, number, strict=False))
    if 10 - weighted % 11 != int(number[9]):
        raise BadIdentifier("tax_code", "check_digit")
    if branch == "000":
        raise BadIdentifier("tax_code", "branch")
    return f"{number}-{branch}" if branch else number


def business_code(text: str) -> str:
    """Return the code of a household business: older ones hold letters, so it can be looked up but not computed."""
    code = _compact(text).upper()
    if not re.fullmatch(r"[0-9A-Z]{8,15}", code):
        raise BadIdentifier("business_code", "shape")
    return code


def insurance_number(text: str) -> str:
    """Return a health insurance number: ten digits, or the form of 15 characters used before 2021."""
    code = _compact(text).upper()
    if not re.fullmatch(r"[0-9]{10}|[A-Z]{2}[0-9]{13}", code):
        raise BadIdentifier("insurance_number", "shape")
    return code


def phone(text: str) -> str:
    """Return a telephone number as E.164, `+84912345678`. Numbers abroad have to be written with `+`."""
    digits = re.sub(r"[\s().\-]", "", clean(text))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if digits.startswith("+") and not digits.startswith("+84"):
        return _foreign_phone(digits)
    national = re.sub(r"^\+84\(?0?|^84(?=[0-9]{9,10}$)|^0", "", digits)
    if not re.fullmatch(r"[0-9]{9,10}", national):
        raise BadIdentifier("phone", "shape")
    if len(national) == 9 and national[:2] in MOBILE_NETWORKS:
        return f"+84{national}"
    if len(national) == 10 and (national[:2] in AREAS or national[:3] in AREAS):
        return f"+84{national}"
    raise BadIdentifier("phone", "unknown")


def email(text: str) -> str:
    """Return an e-mail address in its normal form. Whether it exists is found out by writing to it, not here."""
    try:
        return validate_email(clean(text), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise BadIdentifier("email", "shape") from error


def _foreign_phone(text: str) -> str:
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException as error:
        raise BadIdentifier("phone", "shape") from error
    if not phonenumbers.is_valid_number(number):
        raise BadIdentifier("phone", "unknown")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _compact(text: str) -> str:
    return re.sub(r"[\s.\-]", "", clean(text))


FORMATS: Mapping[str, Callable[[str], str]] = {
    "personal_id": personal_id,
    "tax_code": tax_code,
    "business_code": business_code,
    "insurance_number": insurance_number,
    "name": clean_name,
}
