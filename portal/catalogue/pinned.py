"""A definition as it is kept for good: everything it said, and the workflows it led to."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from portal.catalogue.definition import ProcedureDefinition
from portal.catalogue.yamlfile import Document
from portal.workflow.definition import Definition


@dataclass(frozen=True, slots=True)
class Loaded:
    """A procedure ready for use: what its file says, and the workflow of each variant with its blanks filled in."""

    definition: ProcedureDefinition
    workflows: Mapping[str, Definition]
    source: Document | None = field(default=None, compare=False, repr=False)


def to_json(loaded: Loaded) -> dict[str, Any]:
    """Return the pinned form. The order of steps, options and variants is kept, wherever it is stored."""
    return {
        "definition": _pin(loaded.definition),
        "workflows": {"ordered": [[code, _pin(workflow)] for code, workflow in loaded.workflows.items()]},
    }


def from_json(data: Mapping[str, Any]) -> Loaded:
    """Return what `to_json` was given, without its source. Raises `ValidationError` for anything else."""
    definition = ProcedureDefinition.model_validate_json(json.dumps(_unpin(data["definition"])))
    workflows = {
        code: Definition.model_validate_json(json.dumps(workflow))
        for code, workflow in _unpin(data["workflows"]).items()
    }
    return Loaded(definition, workflows)


def digest_of(loaded: Loaded) -> str:
    """Return the SHA-256 of the pinned form: two files with the same digest mean the same."""
    text = json.dumps(to_json(loaded), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _pin(value: Any) -> Any:
    """Databases sort the names of a JSON object, so what an author put in order is kept as pairs."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {field.alias or name: _pin(getattr(value, name)) for name, field in fields.items()}
    if isinstance(value, dict):
        return {"ordered": [[name, _pin(inner)] for name, inner in value.items()]}
    if isinstance(value, list | tuple):
        return [_pin(inner) for inner in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _unpin(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpin(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"ordered"}:
        return {name: _unpin(inner) for name, inner in value["ordered"]}
    return {name: _unpin(inner) for name, inner in value.items()}
