"""A page is saved by a click, while a save of the same page that was under way arrives late."""

import re
from collections.abc import Iterator

import pytest
from flask import g

from portal.web.citizen.keeping import keep_answers, keep_in_passing, keep_typed
from portal.web.citizen.open_draft import OpenDraft, open_draft
from tests.web.citizen.test_fixed_answers import first_page
from tests.world import World

OLD, NEW = {"copies": ["1"]}, {"copies": 3}


@pytest.fixture
def draft_id(world: World) -> Iterator[str]:
    """A draft, inside a request of whoever writes it."""
    found = re.search("/apply/([0-9a-f-]+)/", first_page(world.client(world.citizen())))
    assert found is not None
    with world.app.test_request_context():
        g.principal = world.citizen()
        yield found[1]


def save_page(opened: OpenDraft) -> None:
    keep_answers(opened, opened.page("purpose"), {**opened.draft.answers, **NEW})


def test_a_late_autosave_brings_no_old_answer_back(draft_id: str) -> None:
    late = open_draft(draft_id)
    save_page(open_draft(draft_id))

    keep_in_passing(late, late.page("purpose"), OLD)

    kept = open_draft(draft_id).draft
    assert kept.answers["copies"] == 3
    assert "purpose" not in kept.typed


def test_what_needs_mending_is_kept_beside_the_answers_that_came_in_between(draft_id: str) -> None:
    late = open_draft(draft_id)
    save_page(open_draft(draft_id))

    keep_typed(late, late.page("purpose"), OLD)

    kept = open_draft(draft_id).draft
    assert kept.answers["copies"] == 3
    assert kept.typed["purpose"] == OLD


def test_a_page_in_order_wins_over_what_was_typed_in_between_and_keeps_other_pages(draft_id: str) -> None:
    late = open_draft(draft_id)
    other = open_draft(draft_id)
    keep_answers(other, other.page("status"), {**other.draft.answers, "status": "never"})

    save_page(late)

    answers = open_draft(draft_id).draft.answers
    assert (answers["copies"], answers["status"]) == (3, "never")
