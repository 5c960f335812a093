"""An application that a helper writes is sent only once the person has confirmed it: by a code, or by signature.

A confirmation is bound to the draft and to a digest of all that is sent: answers, papers, the way of return. Whatever
is changed afterwards makes it void. A code is six digits that our key makes from a nonce: it is kept nowhere, lives
ten minutes, and is worth five tries and one application.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from portal.cases.chain import canonical
from portal.cases.confirmation_models import Confirmation
from portal.cases.drafts import DraftRecord
from portal.cases.errors import NotConfirmed, TooManyCodes
from portal.cases.files import NewFile, add_file
from portal.cases.models import Draft, DraftFile
from portal.cases.secrets import signs_of
from portal.crypto import Sealer
from portal.notifications.outbox import ENQUEUE, message_row
from portal.people.attempts import count_attempt
from portal.people.contact import masked
from portal.statements import Batch

CODE_LIFE = timedelta(minutes=10)
CODE_DIGITS = 6
MOST_TRIES = 5
SHEET_SIGNS = 8
CONFIRMED_LIFE = timedelta(hours=12)  # from the confirmation to the click: a cut of the power is no reason to ask again
HOUR = timedelta(hours=1)
MOST_TO_ONE, MOST_BY_ONE = 5, 30  # codes an hour: to one address or number, by one helper (R-RATE)

SIGNED_SLIP = "signed_slip"  # what the scan of a signed sheet is filed as, beside the papers of the dossier
TOPIC = "send-code"


class Verdict(StrEnum):
    """What became of a code or a signed sheet."""

    RIGHT = "right"
    WRONG = "wrong"
    VOID = "void"  # something was changed since
    OVER = "over"  # too late
    SPENT = "spent"  # too many wrong tries
    NONE = "none"  # nothing was sent


@dataclass(frozen=True, slots=True)
class Wish:
    """How the person wants the result, which is confirmed with the rest."""

    return_by: str
    return_at: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How it was confirmed, and to whom the code went, masked."""

    kind: str
    recipient: str


def digest_of(sealer: Sealer, draft: DraftRecord, held: Iterable[Row[Any]], wish: Wish) -> str:
    """Return the keyed digest of all that would be sent."""
    papers = sorted([file.component, file.sha256] for file in held if file.component != SIGNED_SLIP)
    whole = [draft.id, draft.version_id, draft.answers, papers, wish.return_by, wish.return_at]
    return sealer.index(f"confirmed/{canonical(whole).decode()}")


def sheet_code(digest: str) -> str:
    """Return the short form of a digest that stands on the sheet to sign."""
    return signs_of(digest, SHEET_SIGNS)


def code_of(sealer: Sealer, draft_id: str, nonce: str) -> str:
    """Return the code of a confirmation. It is made anew wherever it is needed."""
    number = int(sealer.index(f"code/{draft_id}/{nonce}"), 16) % 10**CODE_DIGITS
    return f"{number:0{CODE_DIGITS}d}"


def find_confirmation(look: Connection, draft_id: str) -> Row[Any] | None:
    return look.execute(select(Confirmation.__table__).where(Confirmation.draft_id == draft_id)).one_or_none()


def send_code(
    work: Connection, sealer: Sealer, draft: DraftRecord, *, kind: str, to: str, digest: str, helper: str, now: datetime
) -> None:
    """Let the worker send a new code; an earlier one is worth nothing from now on. Raises `TooManyCodes`."""
    tried = (
        (count_attempt(work, f"code-to/{sealer.index(to)}", now, HOUR), MOST_TO_ONE),
        (count_attempt(work, f"code-by/{helper}", now, HOUR), MOST_BY_ONE),
    )
    if any(count > most for count, most in tried):
        raise TooManyCodes
    nonce = token_hex(16)
    _keep(work, draft.id, kind=kind, digest=digest, nonce=nonce, recipient=masked(to), now=now, expires=now + CODE_LIFE)
    batch = Batch(work)
    batch.add(ENQUEUE, message_row(TOPIC, {"draft_id": draft.id, "nonce": nonce}, case_id=None, now=now))
    batch.send()


def check_code(
    work: Connection, sealer: Sealer, draft: DraftRecord, *, code: str, digest: str, now: datetime
) -> Verdict:
    """Judge a code that was read out; each wrong one is counted, so the transaction has to be kept."""
    row = work.execute(
        select(Confirmation.__table__).where(Confirmation.draft_id == draft.id).with_for_update()
    ).one_or_none()
    if row is None or row.kind == "slip":
        return Verdict.NONE
    if not compare_digest(row.digest, digest):
        return Verdict.VOID
    if row.confirmed_at is not None:
        return Verdict.RIGHT
    if now >= row.expires_at:
        return Verdict.OVER
    if row.tries >= MOST_TRIES:
        return Verdict.SPENT
    mine = update(Confirmation).where(Confirmation.draft_id == draft.id)
    if not compare_digest(code_of(sealer, draft.id, row.nonce).encode(), code.encode()):
        work.execute(mine.values(tries=row.tries + 1))
        return Verdict.SPENT if row.tries + 1 >= MOST_TRIES else Verdict.WRONG
    work.execute(mine.values(confirmed_at=now, expires_at=now + CONFIRMED_LIFE))
    return Verdict.RIGHT


def confirm_by_slip(
    work: Connection, draft: DraftRecord, scan: NewFile, *, sheet: str, digest: str, most_bytes: int, now: datetime
) -> Verdict:
    """Take in the scan of a signed sheet, whose short code says that it was printed from these very answers.

    Raises `DossierFull`, `NoSuchDraft`.
    """
    if not compare_digest(sheet_code(digest).encode(), sheet.encode()):
        return Verdict.VOID
    work.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id, DraftFile.component == SIGNED_SLIP))
    add_file(work, draft.id, scan, most_bytes=most_bytes, now=now)
    _keep(work, draft.id, kind="slip", digest=digest, nonce="", recipient="", now=now, expires=now + CONFIRMED_LIFE)
    work.execute(update(Confirmation).where(Confirmation.draft_id == draft.id).values(confirmed_at=now))
    return Verdict.RIGHT


def confirmed(look: Connection, draft_id: str, digest: str, now: datetime) -> Confirmed | None:
    """Return how a draft is confirmed as it stands; None while it is not."""
    row = find_confirmation(look, draft_id)
    if row is None or row.confirmed_at is None or now >= row.expires_at or not compare_digest(row.digest, digest):
        return None
    return Confirmed(row.kind, row.recipient)


def require_confirmed(
    work: Connection, sealer: Sealer, draft: DraftRecord, held: Iterable[Row[Any]], wish: Wish, now: datetime
) -> Confirmed:
    """Return how the person confirmed what is about to be sent. Raises `NotConfirmed`."""
    found = confirmed(work, draft.id, digest_of(sealer, draft, held, wish), now)
    if found is None:
        raise NotConfirmed(draft.id)
    return found


def _keep(
    work: Connection,
    draft_id: str,
    *,
    kind: str,
    digest: str,
    nonce: str,
    recipient: str,
    now: datetime,
    expires: datetime,
) -> None:
    """Write a confirmation down in place of an earlier one; of two at once one comes after the other."""
    work.execute(select(Draft.id).where(Draft.id == draft_id).with_for_update())
    work.execute(delete(Confirmation).where(Confirmation.draft_id == draft_id))
    row = {"draft_id": draft_id, "kind": kind, "digest": digest, "nonce": nonce, "recipient": recipient}
    work.execute(insert(Confirmation).values(**row, tries=0, made_at=now, expires_at=expires, confirmed_at=None))
