"""What the invitation to a meeting and its minutes say, from the events and the files: again and again the same."""

from collections.abc import Iterator, Sequence

from portal.cases.slips import number_of, slip_head
from portal.cases.story import CaseStory
from portal.documents.meetings import Invitation, Minutes, framed
from portal.storage import FolderStorage
from portal.storage.kinds import PICTURES
from portal.storage.pictures import smaller
from portal.workflow import events
from portal.workflow.commands import MeetingFile
from portal.workflow.definition import Label, Meeting
from portal.workflow.names import MEETING_NAMES

PRINTED_SIDE = 1200  # pixels; two photos side by side on A4 at 300 dots an inch need no more

_UNDER_INVITATION = ("Người mời",)
_UNDER_MINUTES = ("Người ghi biên bản",)


def invitation(story: CaseStory, seq: int, base_url: str) -> Invitation:
    """Return the invitation that an `AppointmentFixed` is told by."""
    entry, event = story.entry(seq), story.told(seq, events.AppointmentFixed)
    subject, bring = MEETING_NAMES[event.kind], things_to_bring(_rule(story, seq), event)
    return Invitation(
        **slip_head(story, seq, _UNDER_INVITATION, base_url),
        number=number_of(event, "invitation"),
        subject=subject.vi.lower(),
        subject_en=subject.en.lower(),
        meets_at=event.meets_at,
        where=event.place,
        asked=event.asked,
        bring=tuple(label.vi for label in bring),
        bring_en=tuple(label.en for label in bring),
        moved=event.reason if event.moved else None,
        contact=story.who(entry),
        reply_address=f"{base_url}/cases/{story.row.code}",
    )


def minutes(story: CaseStory, seq: int, base_url: str, storage: FolderStorage) -> Minutes:
    """Return the minutes that a `MeetingHeld` is told by, with its photos as they print."""
    entry, event = story.entry(seq), story.told(seq, events.MeetingHeld)
    subject, rule = MEETING_NAMES[event.kind], _rule(story, seq)
    fixed = next(fixed for _, fixed in story.until(seq, events.AppointmentFixed))
    result = rule.results[event.result] if rule else Label(vi=event.result, en=event.result)
    return Minutes(
        **slip_head(story, seq, _UNDER_MINUTES, base_url),
        number=number_of(event, "minutes"),
        subject=subject.vi.lower(),
        subject_en=subject.en.lower(),
        met_at=fixed.meets_at,
        where=fixed.place,
        attended=tuple((one.name, one.part) for one in event.attended),
        result=result.vi,
        result_en=result.en,
        minutes=event.minutes,
        photos=tuple(_printed(event.files, storage)),
        sheets=tuple((file_words(n, f.kind), f.sha256) for n, f in _numbered(event.files) if f.kind == "sheet"),
        recorder=story.who(entry),
    )


def file_words(number: int, kind: str) -> str:
    """Return what a file of minutes is called, on the paper and where it is downloaded: "Ảnh 1", "Tờ ký 3"."""
    return f"{'Ảnh' if kind == 'photo' else 'Tờ ký'} {number}"


def _numbered(files: Sequence[MeetingFile]) -> Iterator[tuple[int, MeetingFile]]:
    return enumerate(files, start=1)


def things_to_bring(rule: Meeting | None, event: events.AppointmentFixed) -> tuple[Label, ...]:
    """Return what the applicant brings: what the procedure always asks for, and what was written for this time."""
    own = (line.strip() for line in event.bring.split("\n"))
    return (*(rule.bring if rule else ()), *(Label(vi=line, en=line) for line in own if line))


def _rule(story: CaseStory, seq: int) -> Meeting | None:
    """Return the rule of the step at which an event happened."""
    entered = next(entered for _, entered in story.until(seq, events.StepEntered))
    return story.workflow.steps[entered.step].meets


def _printed(files: Sequence[MeetingFile], storage: FolderStorage) -> Iterator[tuple[str, str]]:
    """Yield every picture as it prints, with what it is; a sheet that is a PDF lies beside the minutes."""
    for number, file in _numbered(files):
        if file.media_type in PICTURES:
            yield file_words(number, file.kind), framed(*smaller(storage.read(file.sha256), PRINTED_SIDE))
