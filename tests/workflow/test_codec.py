"""Events and cases survive being stored."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import get_type_hints

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from portal.workflow import codec
from portal.workflow.events import EVENT_KINDS, AnyEvent
from tests.workflow import stories
from tests.workflow.stories import ASSIGNED, answers, asks_for

MOMENTS = st.integers(946_684_800, 7_258_118_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def any_event(kind: type[AnyEvent]) -> st.SearchStrategy[AnyEvent]:
    """Draw events of one kind, with moments between the years 2000 and 2200, to the second."""
    moments = {field.name: MOMENTS for field in fields(kind) if get_type_hints(kind)[field.name] is datetime}
    return st.builds(kind, **moments)


@pytest.mark.parametrize("kind", EVENT_KINDS.values(), ids=list(EVENT_KINDS))
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_every_kind_of_event_comes_back_as_it_was(kind: type[AnyEvent], data: st.DataObject) -> None:
    event = data.draw(any_event(kind))

    name, facts, private = codec.event_to_json(event)

    stored = json.loads(json.dumps([facts, private]))
    assert codec.event_from_json(name, *stored) == event


@pytest.mark.parametrize("kind", EVENT_KINDS.values(), ids=list(EVENT_KINDS))
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_an_event_whose_private_part_was_erased_can_still_be_read(kind: type[AnyEvent], data: st.DataObject) -> None:
    event = data.draw(any_event(kind))

    name, facts, _ = codec.event_to_json(event)

    assert codec.event_to_json(codec.event_from_json(name, facts, {}))[1] == facts


def test_what_names_a_person_is_kept_apart() -> None:
    event = stories.given(*ASSIGNED, asks_for("judgment", by="Huy")).events[-2]

    _, facts, private = codec.event_to_json(event)

    assert "items" not in facts
    assert private["items"][0]["target"] == "judgment"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        codec.event_from_json("CaseForgotten", {}, {})


def test_a_case_in_the_middle_of_its_story_comes_back_as_it_was() -> None:
    case = stories.given(*ASSIGNED, asks_for("judgment", by="Huy"), answers(), asks_for("photo", by="Huy")).case

    assert codec.case_from_json(json.loads(json.dumps(codec.case_to_json(case)))) == case
