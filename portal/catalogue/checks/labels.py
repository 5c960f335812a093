"""Are the English words English?"""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from portal.catalogue.problems import Problem, Where
from portal.catalogue.yamlfile import Document
from portal.workflow.definition import Label


def check_labels(document: Document, value: Any, where: Where = ()) -> Iterator[Problem]:
    """Yield every label whose two languages are the same words; one single plain word may be ("Email")."""
    if isinstance(value, Label):
        if value.vi == value.en and (" " in value.vi or not value.vi.isascii()):
            mend = "Say it in English."
            yield document.problem((*where, "en"), "The English words are the Vietnamese ones.", mend)
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from check_labels(document, getattr(value, name), (*where, field.alias or name))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from check_labels(document, inner, (*where, name))
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from check_labels(document, inner, (*where, number))
