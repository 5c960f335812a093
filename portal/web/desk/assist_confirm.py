"""The person confirms what a helper wrote with them, then it is sent: by a code, or by a signed sheet that is scanned.

The code goes to the person alone; whoever has it reads it out. Nothing that is typed here is a password of theirs.
"""

from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.codes_sent import reached_by
from portal.cases.confirming import (
    CODE_DIGITS,
    SIGNED_SLIP,
    Confirmed,
    Verdict,
    Wish,
    check_code,
    confirm_by_slip,
    confirmed,
    digest_of,
    find_confirmation,
    send_code,
)
from portal.cases.errors import NoSuchDraft, NotCompetent, NotComplete, NotConfirmed, TooManyCodes
from portal.cases.files import DossierFull, files_of_draft
from portal.cases.submission import Submit, problems_of
from portal.catalogue.fields import Problem
from portal.documents.errors import RenderFailed
from portal.people.accounts import load_person
from portal.people.contact import masked
from portal.people.policy import Action
from portal.text import clean
from portal.units.errors import NoSuchPlace
from portal.web.citizen.open_draft import OpenDraft, open_draft
from portal.web.citizen.review import last_look, submit_command
from portal.web.context import house, now, principal
from portal.web.desk.assist_words import refusal_words, way_names
from portal.web.desk.consent import consent_sheet
from portal.web.desk.sitting import helping_room as room
from portal.web.downloads import send_file
from portal.web.forms.uploads import RefusedUpload, receive
from portal.web.identity import current_origin
from portal.web.language import gettext as _
from portal.web.rendering import render
from portal.web.routing import page as bound

_CONFIRM = "/<uuid:draft_id>/confirm"


@dataclass(frozen=True, slots=True)
class _Confirming:
    """A draft about to be confirmed: how the result is wished for, and the digest of all of it."""

    opened: OpenDraft
    command: Submit
    wished: str  # as the form says it
    digest: str

    @property
    def draft_id(self) -> str:
        return self.opened.draft.id


@room.get(_CONFIRM)
@bound(Action.HELP_APPLY)
def confirm(draft_id: Any) -> ResponseReturnValue:
    """How does the person want to confirm? What is not complete goes back to the last look."""
    this = _confirming(str(draft_id))
    with house().database.read() as look:
        held = files_of_draft(look, this.draft_id)
    problems = problems_of(this.opened.published, this.opened.draft, {file.component for file in held}, now())
    if problems:
        return last_look(this.opened, tuple(p for p in problems if isinstance(p, Problem))), 422
    return _render(this)


@room.post(f"{_CONFIRM}/code", endpoint="send_code")
@bound(Action.HELP_APPLY)
def ask_for_code(draft_id: Any) -> ResponseReturnValue:
    """Let a code be sent to the person; where to is what their account says, never what is typed here."""
    this, kind = _confirming(str(draft_id)), request.form.get("kind", "")
    to = _ways(this.opened).get(kind)
    if to is None:
        return _render(this, problem=_("Chọn cách gửi mã."), at="kind"), 422
    try:
        with house().database.transaction() as work:
            send_code(
                work,
                house().sealer,
                this.opened.draft,
                kind=kind,
                to=to,
                digest=this.digest,
                helper=principal().id,
                now=now(),
            )
    except TooManyCodes:
        words = _("Đã gửi nhiều mã quá. Đợi một giờ, hoặc in phiếu để người nộp ký.")
        return _render(this, problem=words, at="kind"), 429
    return redirect(_address(this), 303)


@room.get(f"{_CONFIRM}/code", endpoint="send_code_again")
@room.get(f"{_CONFIRM}/slip", endpoint="hand_in_again")
@bound(Action.HELP_APPLY)
def look_again(draft_id: Any) -> ResponseReturnValue:
    """Come back, when the session ended before the click."""
    return redirect(_address(_confirming(str(draft_id))), 303)


@room.post(_CONFIRM, endpoint="send")
@bound(Action.HELP_APPLY)
def send(draft_id: Any) -> ResponseReturnValue:
    """Take the code that the person reads out, and send the application; a second click finds the one case."""
    this = _confirming(str(draft_id))
    with house().database.transaction() as work:
        said = confirmed(work, this.draft_id, this.digest, now())
        code = "".join(request.form.get("code", "").split())[: CODE_DIGITS + 1]
        verdict = Verdict.RIGHT if said else _judge(work, this, code)
    if verdict is not Verdict.RIGHT:
        return _render(this, problem=refusal_words(verdict), at="code"), 422
    try:
        receipt = house().submission.submit(this.command, principal(), current_origin())
    except NotConfirmed:  # in another tab something was changed in between
        return _render(_confirming(this.draft_id), problem=refusal_words(Verdict.VOID), at="code"), 422
    except NotComplete as error:
        return last_look(this.opened, tuple(p for p in error.problems if isinstance(p, Problem))), 422
    except (NotCompetent, NoSuchPlace):
        return last_look(this.opened, (), no_unit=True), 422
    answer = redirect(url_for("assist.follow_receipt", code=receipt.code), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'  # what was written with the person leaves the browser too
    return answer


@room.get(f"{_CONFIRM}/slip.pdf", endpoint="sheet")
@bound(Action.HELP_APPLY)
def sheet(draft_id: Any) -> ResponseReturnValue:
    """The sheet to read out and sign: what is being sent, in plain words."""
    this = _confirming(str(draft_id))
    try:
        content = house().mill.renderer.render(consent_sheet(this.opened, this.command, this.digest))
    except RenderFailed:
        return _render(this, problem=_("Chưa in được phiếu. Thử lại, hoặc xác nhận bằng mã."), at="sheet"), 503
    return send_file(content, "phieu-xac-nhan.pdf", "application/pdf", inline=True)


@room.post(f"{_CONFIRM}/slip", endpoint="hand_in")
@bound(Action.HELP_APPLY)
def hand_in(draft_id: Any) -> ResponseReturnValue:
    """Take in the scan of the signed sheet; it stays with the case."""
    this = _confirming(str(draft_id))
    typed = clean(request.form.get("sheet", "")).replace(" ", "").upper()[:20]
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _render(this, problem=_("Chọn bản quét hoặc ảnh chụp phiếu đã ký."), at="file", sheet=typed), 422
    try:
        scan = receive(upload).of(SIGNED_SLIP)
        with house().database.transaction() as work:
            most = house().settings.max_dossier_bytes
            verdict = confirm_by_slip(
                work, this.opened.draft, scan, sheet=typed, digest=this.digest, most_bytes=most, now=now()
            )
    except RefusedUpload as refused:
        return _render(this, problem=refused.sentence, at="file", sheet=typed), 422
    except DossierFull:
        return _render(this, problem=_("Hồ sơ đã đầy, bỏ bớt tệp rồi gửi lại phiếu."), at="file", sheet=typed), 422
    if verdict is not Verdict.RIGHT:
        words = _("Mã bản khai không khớp. Bản khai đã sửa sau khi in thì in phiếu khác để ký.")
        return _render(this, problem=words, at="sheet", sheet=typed), 422
    return redirect(_address(this), 303)


def _confirming(draft_id: str) -> _Confirming:
    """Open a draft that this helper writes. Raises `NoSuchDraft`, `DraftSent` and what `open_draft` raises."""
    opened = open_draft(draft_id)
    if not opened.draft.is_assisted:
        raise NoSuchDraft
    wished = request.values.get("return_by", "")[:40]
    command = submit_command(draft_id, wished)
    with house().database.read() as look:
        held = files_of_draft(look, draft_id)
    digest = digest_of(house().sealer, opened.draft, held, Wish(command.return_by, command.return_at))
    return _Confirming(opened, command, wished, digest)


def _judge(work: Any, this: _Confirming, code: str) -> Verdict:
    return check_code(work, house().sealer, this.opened.draft, code=code, digest=this.digest, now=now())


def _address(this: _Confirming) -> str:
    return url_for("assist.confirm", draft_id=this.draft_id, return_by=this.wished or None)


def _ways(opened: OpenDraft) -> dict[str, str]:
    """Return where a code can be sent to, by channel: those that the operator has and the person too."""
    with house().database.read() as look:
        reached = reached_by(load_person(look, house().sealer, opened.draft.person_id))
    return {kind: reached[kind] for kind in house().settings.code_channels if kind in reached}


def _render(this: _Confirming, *, problem: str = "", at: str = "", sheet: str = "") -> Response:
    with house().database.read() as look:
        row = find_confirmation(look, this.draft_id)
        said: Confirmed | None = confirmed(look, this.draft_id, this.digest, now())
    waits = row is not None and row.digest == this.digest and row.kind != "slip" and now() < row.expires_at
    ways, names = _ways(this.opened), way_names()
    return render(
        "desk/assist_confirm.html",
        opened=this.opened,
        wished=this.wished,
        said=said,
        said_words=names.get(said.kind, "") if said else "",
        sent=row if waits and said is None else None,
        is_void=row is not None and row.digest != this.digest,
        ways=[{"value": kind, "text": f"{names[kind]}: {masked(to)}"} for kind, to in ways.items()],
        problem=problem,
        problem_at=at,
        sheet=sheet,
    )
