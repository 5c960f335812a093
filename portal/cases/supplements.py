"""The one notice that asks for more, and the answer to it: files first, then one command through the door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from portal.cases import store
from portal.cases.at_counter import check_brought
from portal.cases.chain import salted_digest
from portal.cases.door import Door, Receipt
from portal.cases.kept_answers import AnswerFile, forget
from portal.cases.models import CaseContent
from portal.cases.queries import HistoryEntry
from portal.cases.words import answer_words
from portal.people.principal import Origin, Principal
from portal.workflow import events
from portal.workflow.commands import AnswerSupplement


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the applicant sends: all answers as they are now, files for what was asked, words for the officer."""

    answers: Mapping[str, Any]
    files: Sequence[AnswerFile]
    message: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The latest notice of a case, and what came of it."""

    number: int  # 1 for the first notice of the case
    notice: events.SupplementRequested
    answer: events.SupplementAnswered | None
    is_over: bool  # the time to answer passed without an answer
    revision: int  # of the answers that the notice was about; those of its answer are the next


def latest_notice(entries: Sequence[HistoryEntry]) -> Asked | None:
    """Return the latest notice in the history of a case; None where nothing was ever asked for."""
    told = [entry.event for entry in entries]
    places = [place for place, event in enumerate(told) if isinstance(event, events.SupplementRequested)]
    if not places:
        return None
    notice, after = told[places[-1]], told[places[-1] :]
    if not isinstance(notice, events.SupplementRequested):
        raise TypeError(notice)
    answer = next((event for event in after if isinstance(event, events.SupplementAnswered)), None)
    over = any(isinstance(event, events.SupplementLapsed) for event in after)
    before = sum(isinstance(event, events.SupplementAnswered) for event in told[: places[-1]])
    return Asked(len(places), notice, answer, over, before + 1)


def answer_supplement(
    door: Door,
    row: Row[Any],
    answer: Answer,
    *,
    key: str,
    seen_version: int,
    principal: Principal,
    origin: Origin,
) -> Receipt:
    """Send the answer to the one notice. Raises what `Door.apply` raises.

    The answers stand in a new revision beside the first, so that both can be compared; the event holds their digest.
    What was kept of the answer is forgotten once it is sent, and not before. An officer takes it in at a counter.
    Raises `NotBrought` where the applicant filed by their own login.
    """
    check_brought(row, principal)
    sealer = door.tools.sealer
    salt = sealer.index(f"supplement/{row.id}/{key}")[:32]  # the same for the same click, so that it is one command
    answers = dict(answer.answers)
    with door.tools.database.read() as look:
        revision = _next_revision(look, row.id)
    command = AnswerSupplement(
        case_id=row.id,
        seen_version=seen_version,
        key=key,
        answers_digest=salted_digest(answers, salt),
        files=tuple(sorted(file.sha256 for file in answer.files)),
        message=answer.message,
    )

    def also(work: Connection) -> None:
        now = door.tools.clock()
        bound_to = f"case_contents/{row.id}/{revision}"
        store.insert_content(
            work, row.id, sealer.seal({"salt": salt, "value": answers}, bound_to=bound_to), now, revision
        )
        store.insert_files(work, [store.file_row(file.id, row.id, file, now, revision) for file in answer.files])
        store.add_words(work, row.id, answer_words(row.applicant_name, answers, sealer), row.submitted_at)
        forget(work, row.id)

    return door.apply(command, principal, origin, also=also)


def _next_revision(look: Connection, case_id: str) -> int:
    newest = select(func.max(CaseContent.revision)).where(CaseContent.case_id == case_id)
    return int(look.execute(newest).scalar_one()) + 1
