"""One invented answer to one question, of the right type and shape."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from portal.catalogue.definition import FormField
from portal.demo import names

# What a text may say, by a part of the question's name; the first that fits.
_SAYINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ethnicity", ("Kinh", "Kinh", "Kinh", "Hrê", "Co", "Ca Dong", "Xơ Đăng", "Ba Na", "Giẻ Triêng")),
    ("nationality", ("Việt Nam",)),
    ("cause", ("Già yếu", "Bệnh tim", "Tai biến", "Tai nạn giao thông")),
    ("time", ("07 giờ 30", "14 giờ", "22 giờ 15")),
    ("died_at", ("05 giờ", "11 giờ 40", "20 giờ")),
    ("meeting", ("Nhà văn hóa thôn", "Nhà sinh hoạt cộng đồng", "Nhà bên nữ")),
    ("place", ("Trạm y tế xã", "Bệnh viện đa khoa tỉnh", "Thôn 3", "Tổ dân phố 5")),
    ("account", ("0210000012345", "5100000067890", "1900000054321")),
    ("bank", ("Ngân hàng Nông nghiệp", "Ngân hàng Chính sách xã hội", "Ngân hàng Công thương")),
    ("unit_name", ("Đội 34, Tổng đội thanh niên xung phong", "Đội 202", "Đại đội 4")),
    ("job", ("Học sinh", "Làm nông", "Công nhân may", "Buôn bán nhỏ")),
    ("trade", ("Bán tạp hóa", "Quán cà phê", "Sửa xe máy", "May quần áo")),
    ("new_name", ("Hộ kinh doanh Hương Quê", "Hộ kinh doanh Sông Trà", "Hộ kinh doanh Ba Gia")),
    ("business_name", ("Hộ kinh doanh Thiên Ấn", "Hộ kinh doanh Gió Biển", "Hộ kinh doanh Măng Đen")),
    ("establishment", ("Cơ sở nước mắm Đức Lợi", "Hợp tác xã rau sạch", "Cơ sở chế biến cá khô Sa Kỳ")),
    ("organisation", ("Trường tiểu học số 1", "Hợp tác xã nông nghiệp", "Công ty Đại Phú", "Chùa Thiên Ân")),
    ("sharer", ("Trạm y tế xã", "Hợp tác xã nông nghiệp")),
    ("designer", ("Công ty tư vấn thiết kế Trà Giang", "Kiến trúc sư tự do")),
    ("called_by", ("Công an xã", "Trưởng thôn", "Đội dân phòng")),
    ("building", ("Nhà làm việc", "Nhà kho", "Lớp học")),
    ("title", ("Giấy ủy quyền", "Sơ yếu lý lịch", "Đơn xin xác nhận", "Giấy cam kết")),
    ("origin", ("Xã Bình Minh cũ", "Huyện Tư Nghĩa cũ", "Được giao từ năm 1995", "Thừa kế của cha mẹ")),
    ("purpose", ("Nộp cho trường học", "Bổ sung hồ sơ", "Xin việc làm")),
    ("relation", ("Vợ", "Con", "Mẹ")),
    ("number", ("12/2024", "57", "108/2023")),
    ("certificate", ("AB 123456", "CH 00217", "QN-00045")),
    ("judgment", ("Quyết định 45/2021, Tòa án khu vực 1",)),
)
# What the name of a question says about the person it asks for.
_MEN = ("father", "groom", "husband")
_WOMEN = ("mother", "bride", "wife")
_CHILDREN = ("child",)
_OTHERWISE = ("Như giấy tờ kèm theo", "Đã ghi trong giấy tờ", "Theo hồ sơ kèm theo")
_LINES = ("Thôn 1", "Thôn 3", "Thôn An Hòa", "Tổ dân phố 2", "Tổ dân phố 6", "12 đường Trà Khúc")
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@dataclass(frozen=True, slots=True)
class Values:
    """Draws answers: every place is `commune`, every date is seen from `today`."""

    rng: Random
    commune: str
    today: date

    def draw(self, field: FormField) -> Any:
        """Return an answer to a question, as a read form holds it; None where one may be left out."""
        if not field.required and self.rng.random() < 0.4:
            return [] if field.type in ("choices", "group") else None
        if field.default is not None and self.rng.random() < 0.7:
            return field.default
        plain = _PLAIN.get(field.type)
        return plain(self) if plain else _ASKED[field.type](self, field)

    def text(self, field: FormField) -> str:
        if field.format is not None:
            return _BY_FORMAT[field.format](self)
        said = next((texts for part, texts in _SAYINGS if part in field.name), _OTHERWISE)
        return self.rng.choice(said)[: field.max_length]

    def number(self, field: FormField) -> int:
        """Mostly small numbers: people, copies, floors, square metres of a house."""
        low = field.min or 0
        span = self.rng.choice((2, 6, 40, 400))
        return self.rng.randint(low, low + span if field.max is None else min(field.max, low + span))

    def money(self, field: FormField) -> int:
        amount = self.rng.randint(1, 400) * 100_000
        return max(field.min or 0, amount if field.max is None else min(field.max, amount))

    def day(self, field: FormField) -> str:
        """A day of the last weeks, of the last years, or one soon to come."""
        back = self.rng.choice((self.rng.randint(0, 50), self.rng.randint(0, 1500), -self.rng.randint(0, 40)))
        return (self.today - timedelta(days=back)).isoformat()

    def partial_day(self, field: FormField) -> str:
        """A year, a month or a day, as much as people remember: from this year back to the war."""
        back = self.rng.choice((self.rng.randint(0, 60), self.rng.randint(0, 3000), self.rng.randint(0, 30000)))
        full = (self.today - timedelta(days=back)).isoformat()
        return full[: self.rng.choice((4, 7, 10, 10, 10))]

    def person(self, field: FormField) -> dict[str, Any]:
        sex = self._sex(field.name)
        born = self._birth_date(field.name)
        parts: Mapping[str, Callable[[], Any]] = {
            "identifier": lambda: names.personal_id(self.rng, born, sex, province="051"),
            "birth_date": born.isoformat,
            "sex": lambda: sex,
            "residence": self.address,
            "phone": lambda: names.mobile(self.rng),
            "email": self.email,
        }
        return {"name": names.person_name(self.rng, sex), **{part: parts[part]() for part in field.parts}}

    def _sex(self, asked: str) -> names.Sex:
        if _names(asked, _MEN):
            return "male"
        return "female" if _names(asked, _WOMEN) or self.rng.random() < 0.5 else "male"

    def _birth_date(self, asked: str) -> date:
        """Return a birth date: of a grown-up mostly, else of a newborn, a child, or somebody old."""
        newborn, child = self.rng.randint(0, 90), self.rng.randint(0, 6500)
        old, grown = self.rng.randint(22000, 36000), self.rng.randint(7500, 22000)
        young = _names(asked, _CHILDREN)
        days = (newborn, newborn, newborn, child) if young else (newborn, child, old, grown, grown, grown, grown)
        return self.today - timedelta(days=self.rng.choice(days))

    def address(self) -> dict[str, str]:
        return {"unit": self.commune, "line": self.rng.choice(_LINES)}

    def email(self) -> str:
        return f"nguoi.dan.{self.rng.randint(1, 9999)}@example.org"

    def choices(self, field: FormField) -> list[str]:
        chosen = self.rng.sample(list(field.options), k=min(len(field.options), self.rng.randint(1, 2)))
        return [option for option in field.options if option in chosen]

    def rows(self, field: FormField) -> list[dict[str, Any]]:
        least, most = (field.repeat.min, field.repeat.max) if field.repeat else (1, 1)
        wanted = self.rng.randint(least, min(most, least + 1))
        return [{inner.name: self.draw(inner) for inner in field.fields} for _ in range(wanted)]

    def tax_code(self) -> str:
        """Return ten digits with the right check digit (domain.md section 7)."""
        while True:
            digits = f"43{self.rng.randint(0, 9999999):07d}"
            last = 10 - sum(w * int(d) for w, d in zip(_TAX_WEIGHTS, digits, strict=True)) % 11
            if last < 10:
                return f"{digits}{last}"


def _names(asked: str, words: tuple[str, ...]) -> bool:
    return any(word in asked.split("_") for word in words)


_BY_FORMAT: Mapping[str, Callable[[Values], str]] = {
    "name": lambda values: names.person_name(values.rng, "female"),
    "personal_id": lambda values: names.personal_id(values.rng, date(1950, 1, 1), "male", province="051"),
    "tax_code": Values.tax_code,
    "business_code": lambda values: f"34A8{values.rng.randint(0, 999999):06d}",
    "insurance_number": lambda values: f"{values.rng.randint(0, 9999999999):010d}",
}

# Types whose answer does not depend on how the question is asked, and those where it does.
_PLAIN: Mapping[str, Callable[[Values], Any]] = {
    "yes_no": lambda values: values.rng.random() < 0.5,
    "address": Values.address,
    "place": lambda values: values.commune,
    "phone": lambda values: names.mobile(values.rng),
    "email": Values.email,
    "declaration": lambda _: True,
}
_ASKED: Mapping[str, Callable[[Values, FormField], Any]] = {
    "text": Values.text,
    "long_text": Values.text,
    "number": Values.number,
    "money": Values.money,
    "date": Values.day,
    "partial_date": Values.partial_day,
    "choice": lambda values, field: values.rng.choice(list(field.options)),
    "choices": Values.choices,
    "person": Values.person,
    "group": Values.rows,
}
