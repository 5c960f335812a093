"""An answer to a notice before it is sent. Nothing typed and no chosen file is lost by an error, or by being late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, delete, insert, select, update

from portal.cases.file_columns import file_values
from portal.cases.files import DossierFull, NewFile
from portal.cases.supplement_models import KeptAnswer, KeptFile
from portal.crypto import Sealer

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFile(NewFile):
    """A stored file that answers one missing thing."""

    id: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written and attached, and when last. Nothing at all has no moment."""

    typed: Typed
    files: tuple[AnswerFile, ...]
    at: datetime | None


def read_kept(look: Connection, sealer: Sealer, case_id: str) -> Kept:
    """Return what is kept of an answer to the notice of a case."""
    row = look.execute(select(KeptAnswer.__table__).where(KeptAnswer.case_id == case_id)).one_or_none()
    if row is None:
        return Kept({}, (), None)
    columns = (KeptFile.id, KeptFile.component, KeptFile.file_name, KeptFile.sha256, KeptFile.size, KeptFile.media_type)
    found = select(*columns).where(KeptFile.case_id == case_id).order_by(KeptFile.added_at, KeptFile.id)
    files = tuple(AnswerFile(**file._mapping) for file in look.execute(found))
    return Kept(sealer.open(row.typed, bound_to=_place(case_id)), files, row.updated_at)


def keep(
    work: Connection,
    sealer: Sealer,
    case_id: str,
    typed: Typed,
    files: Iterable[NewFile],
    *,
    most_bytes: int,
    now: datetime,
) -> None:
    """Keep what is typed instead of what was kept before, and files beside those kept. Raises `DossierFull`.

    The same file for the same thing is kept once.
    """
    sealed = sealer.seal({name: list(values) for name, values in typed.items()}, bound_to=_place(case_id))
    here = update(KeptAnswer).where(KeptAnswer.case_id == case_id).values(typed=sealed, updated_at=now)
    if not work.execute(here).rowcount:
        work.execute(insert(KeptAnswer).values(case_id=case_id, typed=sealed, updated_at=now))
    held = work.execute(
        select(KeptFile.component, KeptFile.sha256, KeptFile.size).where(KeptFile.case_id == case_id)
    ).all()
    known, total = {(file.component, file.sha256) for file in held}, sum(file.size for file in held)
    for file in files:
        if (file.component, file.sha256) in known:
            continue
        known.add((file.component, file.sha256))
        total += file.size
        if total > most_bytes:
            raise DossierFull
        work.execute(insert(KeptFile).values(_row(file, case_id, now)))


def drop_file(work: Connection, case_id: str, file_id: str) -> None:
    """Take one file off. Its bytes stay until the sweep finds that nothing names them."""
    work.execute(delete(KeptFile).where(KeptFile.case_id == case_id, KeptFile.id == file_id))


def forget(work: Connection, case_id: str) -> None:
    """Take away what was kept: it is sent."""
    work.execute(delete(KeptFile).where(KeptFile.case_id == case_id))
    work.execute(delete(KeptAnswer).where(KeptAnswer.case_id == case_id))


def forget_old(work: Connection, before: datetime) -> None:
    """Take away answers that nobody touched since a moment."""
    old = select(KeptAnswer.case_id).where(KeptAnswer.updated_at < before)
    work.execute(delete(KeptFile).where(KeptFile.case_id.in_(old)))
    work.execute(delete(KeptAnswer).where(KeptAnswer.updated_at < before))


def _row(file: NewFile, case_id: str, now: datetime) -> dict[str, object]:
    return {
        "id": str(uuid4()),
        "case_id": case_id,
        **file_values(file),
        "added_at": now,
    }


def _place(case_id: str) -> str:
    return f"kept_answers/{case_id}"
