"""The words people search with, and the life events they search from: one small file of data, read once."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portal.text import fold

_FILE = Path(__file__).with_name("words.yaml")


@cache
def _data() -> dict[str, Any]:
    return dict(yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Return for each folded everyday phrase the folded official phrases that mean the same."""
    return {fold(said): tuple(map(fold, meant)) for said, meant in _data()["synonyms"].items()}


@cache
def idle_phrases() -> tuple[str, ...]:
    """Return the folded phrases of a question that say nothing about the procedure."""
    return tuple(map(fold, _data()["idle_phrases"]))


@cache
def idle_words() -> frozenset[str]:
    """Return the folded words of a question that say little about the procedure."""
    return frozenset(map(fold, _data()["idle_words"]))


@cache
def field_names() -> dict[str, str]:
    """Return the official name of each field that our own procedures write as a code."""
    return dict(_data()["fields"])


@cache
def life_event_names() -> dict[str, dict[str, str]]:
    """Return for each life event its name in Vietnamese (`vi`) and English (`en`), in the order of the file."""
    return {code: {"vi": event["vi"], "en": event["en"]} for code, event in _data()["life_events"].items()}


@cache
def _event_phrases() -> dict[str, tuple[str, ...]]:
    return {
        code: tuple(f" {fold(phrase)} " for phrase in event.get("phrases", ()))
        for code, event in _data()["life_events"].items()
    }


def life_events_of(name: str) -> tuple[str, ...]:
    """Return the life events whose phrases stand in the name of a national procedure, which has none of its own."""
    folded = f" {fold(name)} "
    return tuple(code for code, phrases in _event_phrases().items() if any(phrase in folded for phrase in phrases))
