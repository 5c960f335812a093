"""Events and cases as JSON and back: what is stored, and what is hashed.

Moments are written `2026-11-24T07:30:00Z`. Fields marked private come apart from the rest.
"""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from portal.workflow.case import Answer, Appointment, CaseState, Child, Passed, Pause, Referral, Sent, Waiting
from portal.workflow.commands import Attendant, MeetingFile, MissingItem, RefusalReason
from portal.workflow.events import EVENT_KINDS, AnyEvent

Decoder = Callable[[Any], Any]
_PLAIN = (str, bool, int)


def event_to_json(event: AnyEvent) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Return the kind of an event, its open facts, and its private part (empty values left out)."""
    facts: dict[str, Any] = {}
    private: dict[str, Any] = {}
    for name, is_private in SHAPES[type(event)]:
        value = encode(getattr(event, name))
        if not is_private:
            facts[name] = value
        elif value:
            private[name] = value
    return type(event).__name__, facts, private


def event_from_json(kind: str, facts: Mapping[str, Any], private: Mapping[str, Any]) -> AnyEvent:
    """Return the event stored before. An erased private part reads as empty. Raises `KeyError` for an unknown kind."""
    event: AnyEvent = _build(EVENT_KINDS[kind], {**facts, **private})
    return event


def case_to_json(case: CaseState) -> dict[str, Any]:
    encoded: dict[str, Any] = encode(case)
    return encoded


def case_from_json(data: Mapping[str, Any]) -> CaseState:
    case: CaseState = _build(CaseState, data)
    return case


def encode(value: Any) -> Any:
    """Return a value made of JSON's own types."""
    if value is None or isinstance(value, _PLAIN):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        return value
    fields = ((name, getattr(value, name)) for name, _ in SHAPES[type(value)])  # most of a case's are empty or a text
    return {name: one if one is None or type(one) is str else encode(one) for name, one in fields}


def _build(kind: type[Any], data: Mapping[str, Any]) -> Any:
    told = {name: decode(data[name]) for name, decode in DECODERS[kind].items() if data.get(name) is not None}
    return kind(**{**data, **told})


def _decoder(annotation: Any) -> Decoder:
    """Return the function that turns JSON back into a value of the annotated type."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is datetime:
        return _moment
    if origin in (Union, UnionType):
        (inner,) = (_decoder(a) for a in arguments if a is not NoneType)
        return inner if inner is _as_is else lambda value: None if value is None else inner(value)
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            item = _decoder(arguments[0])
            return lambda value: tuple(item(v) for v in value)
        items = [_decoder(a) for a in arguments]
        return lambda value: tuple(one(v) for one, v in zip(items, value, strict=True))
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        return lambda value: _build(annotation, value)
    return _as_is


def _as_is(value: Any) -> Any:
    return value


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value)


# The stored classes, looked at once.
_STORED: tuple[type[Any], ...] = (
    *EVENT_KINDS.values(),
    CaseState,
    Pause,
    Waiting,
    Referral,
    Sent,
    Child,
    Answer,
    Passed,
    Appointment,
    MissingItem,
    Attendant,
    MeetingFile,
    RefusalReason,
)
SHAPES: dict[type[Any], tuple[tuple[str, bool], ...]] = {
    kind: tuple((f.name, bool(f.metadata.get("private"))) for f in dataclasses.fields(kind)) for kind in _STORED
}
# Of the fields that JSON has no type for.
DECODERS: dict[type[Any], dict[str, Decoder]] = {
    kind: {name: to for name, hint in get_type_hints(kind).items() if (to := _decoder(hint)) is not _as_is}
    for kind in _STORED
}
