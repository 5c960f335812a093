"""The keys of the desk, as a page of its own: the `?` opens it where scripts run, a link everywhere."""

from flask.typing import ResponseReturnValue

from portal.people.policy import Action
from portal.web.desk.room import room
from portal.web.language import gettext as _
from portal.web.rendering import render
from portal.web.routing import page as bound


@room.get("/keys")
@bound(Action.SEE_DESK)
def keys() -> ResponseReturnValue:
    return render("desk/keys.html", keys=_keys())


def _keys() -> list[tuple[str, list[tuple[tuple[str, ...], str]]]]:
    """Return the keys by where they work, as assets/scripts/desk.js and enhance.js have them."""
    return [
        (
            _("Trong danh sách"),
            [(("J", "K"), _("xuống, lên một hồ sơ")), (("Enter",), _("mở hồ sơ")), (("X",), _("chọn hồ sơ"))],
        ),
        (
            _("Trong một hồ sơ"),
            [
                (("A",), _("đến việc phải làm đầu tiên")),
                (("N",), _("viết ghi chú")),
                (("J", "K"), _("hồ sơ sau, hồ sơ trước trong danh sách")),
            ],
        ),
        (_("Ở mọi trang"), [(("/",), _("tìm hồ sơ")), (("?",), _("xem trang này"))]),
    ]
