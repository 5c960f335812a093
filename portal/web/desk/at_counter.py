"""At the counter for a case that came there: an answer to a notice is taken in, or the wish to take the case back.

The pages of the answer are the applicant's own, under the desk's address: the same questions, the same checks.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.at_counter import check_brought, take_withdrawal
from portal.cases.errors import NoSuchCase
from portal.people.policy import Action, require
from portal.text import clean
from portal.web.case_words import case_error
from portal.web.citizen import supplement
from portal.web.citizen.follow import WithdrawForm
from portal.web.context import house, principal
from portal.web.desk.case import OpenCase, note_paper, open_case, show
from portal.web.desk.room import room
from portal.web.identity import current_origin, keeps_form, take_stash
from portal.web.language import gettext as _
from portal.web.routing import page as bound
from portal.workflow.errors import CaseError, InputMissing, NotBrought


def _taken_in(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Return a page of the applicant's answer for reception, of cases that were brought."""

    @wraps(view)
    def at_counter(code: str, **values: Any) -> ResponseReturnValue:
        opened = open_case(code)
        require(principal(), Action.TAKE_ANSWER, opened.facts)
        try:
            check_brought(opened.row, principal())
        except NotBrought as error:
            if "file_id" in values:
                raise NoSuchCase from None
            return show(opened, problem=case_error(error), status=409)
        note_paper(opened)
        return view(code=code, **values)

    return bound(Action.TAKE_ANSWER)(at_counter)


_ANSWER = "/cases/<code>/supplement"
for _method, _address, _name, _view in (
    ("GET", _ANSWER, "supplement_show", supplement.show),
    ("POST", _ANSWER, "supplement_answer", supplement.answer),
    ("GET", f"{_ANSWER}/files/<uuid:file_id>", "supplement_file", supplement.file),
):
    room.add_url_rule(_address, _name, _taken_in(_view), methods=[_method])


@room.get("/cases/<code>/withdrawal")
@bound(Action.READ_CASE)
def withdrawal_again(code: str) -> ResponseReturnValue:
    """Show the reason that was written before the session ended."""
    opened, typed = open_case(code), take_stash()
    if typed is None:
        return redirect(url_for("desk.case", code=code), 303)
    problem = _("Phiên đăng nhập đã hết giữa chừng. Xem lại rồi gửi.")
    return show(opened, problem=problem, problem_at="withdrawal-reason", kept={"withdrawal": typed.get("reason", "")})


@room.post("/cases/<code>/withdrawal")
@keeps_form
@bound(Action.TAKE_WITHDRAWAL)
def withdrawal(code: str) -> ResponseReturnValue:
    """Note that the applicant, who came, takes the case back."""
    opened, form = open_case(code), WithdrawForm(request.form)
    require(principal(), Action.TAKE_WITHDRAWAL, opened.facts)
    reason = clean(form.reason.data or "", lines=True)
    if not form.validate():
        return _refused(opened, reason, _("Trang này đã cũ, hoặc lý do dài quá. Xem lại rồi làm lại."), 422)
    try:
        take_withdrawal(house().door, opened.row, form.command(opened.row.id), principal(), current_origin())
    except InputMissing:
        return _refused(opened, reason, _("Ghi ai đề nghị rút, theo giấy tờ nào."), 422)
    except CaseError as error:
        return _refused(open_case(code), reason, case_error(error), 409)
    return redirect(url_for("desk.case", code=code), 303)


def _refused(opened: OpenCase, reason: str, problem: str, status: int) -> ResponseReturnValue:
    return show(opened, problem=problem, problem_at="withdrawal-reason", status=status, kept={"withdrawal": reason})
