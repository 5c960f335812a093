"""Saving a page of a draft while other tabs, devices and requests under way may save it too."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from portal.cases.drafts import save_draft
from portal.cases.errors import DraftMoved
from portal.catalogue.definition import Page
from portal.web.citizen.open_draft import OpenDraft, open_draft
from portal.web.context import house, now


def keep_answers(opened: OpenDraft, page: Page, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Save a page that is in order, and return all answers as they are kept: what they no longer lead to is dropped.

    If the draft moved on in between, this page wins and the other ones are kept.
    """
    kept = opened.only_asked(answers)
    try:
        _write(opened, page, kept, None)
    except DraftMoved:
        newer = open_draft(opened.draft.id)
        own = {field.name: answers[field.name] for field in page.fields if field.name in answers}
        kept = newer.only_asked({**newer.draft.answers, **own})
        _write(newer, page, kept, None)
    return kept


def keep_typed(opened: OpenDraft, page: Page, typed: Mapping[str, list[str]]) -> None:
    """Save what stands in the inputs of a page, and no answer: it was not said to be one yet."""
    try:
        _write(opened, page, opened.draft.answers, typed)
    except DraftMoved:
        newer = open_draft(opened.draft.id)
        _write(newer, page, newer.draft.answers, typed)


def keep_in_passing(opened: OpenDraft, page: Page, typed: Mapping[str, list[str]]) -> None:
    """Save what is being typed; give way to a draft that moved on, since what it holds is newer."""
    with suppress(DraftMoved):
        _write(opened, page, opened.draft.answers, typed)


def _write(opened: OpenDraft, page: Page, answers: Mapping[str, Any], typed: Mapping[str, list[str]] | None) -> None:
    kept = {code: dict(inputs) for code, inputs in opened.draft.typed.items() if code != page.page}
    if typed is not None:
        kept[page.page] = dict(typed)
    with house().database.transaction() as work:
        save_draft(work, house().sealer, opened.draft, answers=answers, typed=kept, page=page.page, now=now())
