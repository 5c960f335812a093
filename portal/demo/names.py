"""Invented people: names from short lists, and numbers that look right. Any likeness is chance."""

from datetime import date
from random import Random
from typing import Literal

Sex = Literal["male", "female"]


def _words(text: str) -> list[str]:
    return text.split()


_FAMILIES = _words(
    "Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Phạm Võ Võ Huỳnh Huỳnh Bùi Đặng Đỗ Ngô Dương Đinh Đinh "
    "Phan Trương Tạ Lý Hồ Cao Tôn Lương Mai"
)
_BETWEEN: dict[Sex, list[str]] = {
    "male": _words("Văn Văn Văn Hữu Đức Quang Minh Thanh Ngọc Công Đình Xuân Tấn Anh Quốc Hoàng Trọng"),
    "female": _words("Thị Thị Thị Thị Thị Thị Ngọc Thanh Kim Thu Bích Diệu Hồng Mỹ Phương"),
}
_GIVEN: dict[Sex, list[str]] = {
    "male": _words(
        "An Bảo Bình Chiến Cường Dũng Duy Đạt Hải Hậu Hiệp Hòa Hùng Huy Khánh Khoa Kiên Lâm Long Lộc Nam Nghĩa Nhân "
        "Phong Phúc Quân Sang Sơn Tài Tâm Thắng Thành Thịnh Tiến Toàn Trí Trung Tú Tuấn Tùng Vinh Vũ"
    ),
    "female": _words(
        "An Ánh Bình Chi Dung Duyên Giang Hà Hạnh Hằng Hiền Hoa Hương Huệ Lài Lan Liên Linh Loan Ly Mai My Nga Ngân "
        "Ngọc Nguyệt Nhung Oanh Phượng Quyên Sương Tâm Thảo Thoa Thu Thủy Trâm Trang Trinh Tuyết Vân Vy Yến"
    ),
}
# In the highlands of former Kon Tum a man's name begins with A and a woman's with Y.
_HIGHLAND = _words("Blưn Hlim Thút Nhân Đêm Khiêm Lương Nghĩa Hồng Thanh Biên Lit Ngọc Rôn Tuyn Vương")


def person_name(random: Random, sex: Sex, *, highland: bool = False) -> str:
    """Return a name; with `highland`, half of the time one of the Central Highlands."""
    if highland and random.random() < 0.5:
        return f"{'A' if sex == 'male' else 'Y'} {random.choice(_HIGHLAND)}"
    return f"{random.choice(_FAMILIES)} {random.choice(_BETWEEN[sex])} {random.choice(_GIVEN[sex])}"


def birth_date(random: Random) -> date:
    """Return the birth date of a grown-up, most of them of working age."""
    return date(round(random.triangular(1940, 2005, 1986)), random.randint(1, 12), random.randint(1, 28))


def personal_id(random: Random, born: date, sex: Sex, *, province: str) -> str:
    """Return a number that fits place, sex and year (domain.md ID12) and begins its last part with 000: not issued."""
    century = (born.year // 100 - 19) * 2 + (sex == "female")
    return f"{province}{century}{born.year % 100:02d}000{random.randint(0, 999):03d}"


def mobile(random: Random) -> str:
    """Return a mobile number of a range that nobody has: +84 9x 000 0xxx."""
    return f"+849{random.choice('1246')}0000{random.randint(0, 999):03d}"
