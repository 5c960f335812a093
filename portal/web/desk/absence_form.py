"""What is typed on the page of absences, read and judged: each problem stands beside its field."""

from datetime import date

from wtforms import BooleanField, Form, StringField
from wtforms.validators import Length, ValidationError

from portal.catalogue.fields import parse_day
from portal.people.absences import NewAbsence
from portal.people.principal import Post
from portal.people.roles import Role
from portal.text import clean
from portal.web.desk.action_form import AnyChoice
from portal.web.language import gettext as _


class AbsenceForm(Form):
    """Who is away, from when to when, and who stands in for what."""

    officer = StringField(validators=[Length(max=64)])
    first = StringField(validators=[Length(max=40)])
    last = StringField(validators=[Length(max=40)])
    stand_in = StringField(validators=[Length(max=64)])
    posts = AnyChoice()
    procedures = AnyChoice()
    signing = BooleanField()

    def validate_officer(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(_("Chọn người nghỉ."))

    def validate_first(self, field: StringField) -> None:
        _day_of(field)

    def validate_last(self, field: StringField) -> None:
        _day_of(field)

    def absence(self) -> NewAbsence:
        """Return what was entered; call it after `validate`."""
        return NewAbsence(
            officer_id=clean(self.officer.data or ""),
            first_day=_day_of(self.first),
            last_day=_day_of(self.last),
            stand_in_id=clean(self.stand_in.data or "") or None,
            posts=frozenset(post for value in self.posts.data or () if (post := post_of(value)) is not None),
            procedures=frozenset(clean(value) for value in self.procedures.data or () if len(value) <= 40),
            signing=bool(self.signing.data),
        )


def _day_of(field: StringField) -> date:
    found = parse_day((field.data or "").strip())
    if found is None or not 2000 <= found.year < 2100:
        raise ValidationError(_("Ghi ngày, tháng, năm. Ví dụ 27/11/2026."))
    return found


def value_of(post: Post) -> str:
    """Return a post as a form writes it."""
    return f"{post.role.value} {post.unit}"


def post_of(value: str) -> Post | None:
    """Return the post that a form wrote."""
    role, _space, unit = clean(value).partition(" ")
    return Post(Role(role), unit) if role in set(Role) and 0 < len(unit) <= 60 else None


def refusal(reason: str) -> tuple[str, str]:
    """Return the field that a refusal of an absence is about, and what to do."""
    return {
        "order": ("last", _("Ngày cuối phải từ ngày đầu trở đi.")),
        "past": ("last", _("Những ngày này đã qua. Ghi ngày cuối từ hôm nay trở đi.")),
        "long": ("last", _("Ghi nhiều nhất một năm một lần.")),
        "overlap": ("first", _("Người này đã ghi nghỉ trong những ngày đó. Xóa lần ghi trước nếu cần đổi.")),
        "not_yours": (
            "officer",
            _("Chọn chính bạn, hoặc người đang làm ở đơn vị bạn phụ trách."),
        ),
        "posts": ("posts", _("Người này không giữ những việc đã chọn. Chọn lại, hoặc không chọn để giao hết.")),
        "signing": ("signing", _("Chỉ lãnh đạo của đơn vị mới giao được quyền ký thay.")),
        "stand_in": ("stand_in", _("Chọn người khác, đang làm việc ở cùng đơn vị.")),
        "stand_in_away": ("stand_in", _("Người này cũng nghỉ trong những ngày đó. Chọn người khác.")),
        "roster": ("roster", _("Chọn mỗi người một lần, trong những người của đơn vị.")),
    }[reason]
