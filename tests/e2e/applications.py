"""What citizens of the walks answer, page by page of each form, and the papers they bring."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf
from PIL import Image

Answers = Mapping[str, Mapping[str, str]]  # page of the form -> name of an input -> what is written or chosen


@dataclass(frozen=True)
class Paper:
    """A file on somebody's phone."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Application:
    """A procedure, the answers to its form, and a paper for each component of the dossier."""

    procedure: str
    answers: Answers
    papers: Mapping[str, Paper] = field(default_factory=dict)


def photo(name: str = "IMG_2041.jpg") -> Paper:
    """Return a picture as a phone takes it."""
    out = BytesIO()
    Image.new("RGB", (1200, 1600), (236, 230, 214)).save(out, "JPEG", quality=70)
    return Paper(name, "image/jpeg", out.getvalue())


def scan(name: str = "giay-chung-sinh.pdf") -> Paper:
    """Return a page as a scanner writes it."""
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.save(out)
    return Paper(name, "application/pdf", out.getvalue())


MARITAL_STATUS = Application(
    "1.004873",
    {
        "who": {"for_self": "yes"},
        "where": {"lived_elsewhere": "no"},
        "status": {"status": "never"},
        "purpose": {"purpose": "property", "replaces_earlier": "no", "copies": "2"},
        "truth": {"declared": "yes"},
    },
)

BROUGHT = Application(
    MARITAL_STATUS.procedure,
    {
        **MARITAL_STATUS.answers,
        "purpose": {"purpose": "property", "replaces_earlier": "yes", "copies": "2"},
    },
)

LIVED_ELSEWHERE = Application(
    "1.004873",
    {
        "who": {"for_self": "yes"},
        "where": {
            "lived_elsewhere": "yes",
            "residences.0.address.unit": "Thị trấn La Hà, huyện Tư Nghĩa",
            "residences.0.address.line": "Tổ dân phố 2",
            "residences.0.since": "2010",
            "residences.0.until": "06/2015",
        },
        "status": {"status": "divorced", "judgment": "Số 12/2020/HNGĐ-ST, 03/04/2020, Tòa án huyện Tư Nghĩa"},
        "purpose": {"purpose": "other", "other_purpose": "Vay vốn ngân hàng", "replaces_earlier": "no", "copies": "1"},
        "truth": {"declared": "yes"},
    },
)

MOVED = Application(  # from the other commune of the tests, and with a certificate that was issued there
    "1.004873",
    {
        "who": {"for_self": "yes"},
        "where": {
            "lived_elsewhere": "yes",
            "residences.0.address.unit": "Xã Vệ Giang",
            "residences.0.address.line": "Thôn Năng Đông",
            "residences.0.since": "2010",
            "residences.0.until": "06/2015",
        },
        "status": {"status": "never"},
        "purpose": {"purpose": "property", "replaces_earlier": "yes", "copies": "1"},
        "truth": {"declared": "yes"},
    },
    {"old_certificate": photo("giay-cu.jpg")},
)

BIRTH = Application(
    "1.001193",
    {
        "requester": {"relation": "father"},
        "circumstances": {"circumstances": "ordinary"},
        "child": {
            "child.name": "Nguyễn Thị Bình Minh",
            "child.birth_date": "01/03/2026",
            "child.sex": "female",
            "birth_place": "Bệnh viện Sản - Nhi tỉnh Quảng Ngãi",
            "ethnicity": "Kinh",
            "nationality": "Việt Nam",
            "origin": "Xã Tư Nghĩa, tỉnh Quảng Ngãi",
        },
        "proof": {"has_notice": "yes"},
        "mother": {
            "mother_known": "yes",
            "mother.name": "Trần Thị Hoa",
            "mother.identifier": "051192000031",
            "mother.birth_date": "02/09/1992",
            "mother.residence.unit": "Xã Tư Nghĩa",
            "mother.residence.line": "Thôn Điện An",
            "mother_ethnicity": "Kinh",
        },
        "father": {
            "father_known": "yes",
            "father.name": "Nguyễn Văn An",
            "father.identifier": "051090000001",
            "father.birth_date": "12/05/1990",
            "father.residence.unit": "Xã Tư Nghĩa",
            "father.residence.line": "Thôn Điện An",
            "father_ethnicity": "Kinh",
            "parents_married": "yes",
        },
        "copies": {"copies": "3"},
        "truth": {"declared": "yes"},
    },
    {"birth_notice": scan()},
)

ALLOWANCE = Application(
    "2.001428",
    {
        "benefit": {"benefit": "monthly"},
        "volunteer": {
            "for_self": "no",
            "volunteer.name": "Nguyễn Thị Lành",
            "volunteer.identifier": "051150000045",
            "volunteer.birth_date": "20/11/1950",
            "volunteer.sex": "female",
            "lives_alone": "yes",
        },
        "service": {
            "served_from": "03/1968",
            "served_to": "12/1972",
            "unit_name": "Đội 12, Tổng đội Thanh niên xung phong miền Trung",
            "poor": "no",
        },
        "payment": {"pay_by": "cash"},
        "truth": {"declared": "yes"},
    },
    {"service_proof": photo("ly-lich.jpg")},
)
