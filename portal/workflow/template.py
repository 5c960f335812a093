"""A workflow with blanks: what many procedures share, and how each fills it in.

A parameter's name may stand where a step says `at` or `hours`, or where an action says `when`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from portal.workflow.definition import Code, Definition, Model, Place, TemplateId

Kind = Literal["hours", "yes_no", "place"]
Value = bool | int | str  # hours with a fraction are written as text, "14.5"

_PLACE: TypeAdapter[str] = TypeAdapter(Place)


class Parameter(Model):
    """One blank, and what stands in it when a procedure says nothing."""

    type: Kind
    default: Value | None = None


class Template(Model):
    """A workflow whose steps are kept as written until the blanks are filled in."""

    id: TemplateId
    with_: dict[Code, Parameter | Kind] = Field(alias="with", default_factory=dict)
    steps: dict[Code, Any] = Field(min_length=1)
    ends: Any
    withdraw: Any = None
    elsewhere: Any = None
    extend: Any = None
    transfer: Any = None

    def parameter(self, name: str) -> Parameter:
        declared = self.with_[name]
        return declared if isinstance(declared, Parameter) else Parameter(type=declared)


@dataclass(frozen=True, slots=True)
class ParameterProblem:
    """One thing that is wrong with the values given to a template."""

    name: str
    wrong: Literal["unknown", "missing", "value"]
    wanted: Kind | None = None


class BadParameters(Exception):
    """The values do not fit the template; `problems` lists everything at once."""

    def __init__(self, problems: tuple[ParameterProblem, ...]) -> None:
        super().__init__(", ".join(f"{p.name}: {p.wrong}" for p in problems))
        self.problems = problems


def fill(template: Template, values: Mapping[str, Value]) -> Definition:
    """Return the workflow that a template becomes with these values.

    An action whose `when` became false is left out, and with it every step that only it led to. Raises `BadParameters`
    for the values, and pydantic's `ValidationError` for a template that is no workflow.
    """
    problems = tuple(_problems(template, values))
    if problems:
        raise BadParameters(problems)
    defaults = {name: template.parameter(name).default for name in template.with_}
    filled = {**defaults, **values}
    data = {
        "id": template.id,
        "steps": _prune(template.steps, {code: _fill_step(step, filled) for code, step in template.steps.items()}),
        "ends": template.ends,
        "withdraw": template.withdraw,
        "elsewhere": template.elsewhere,
        "extend": _fill_extension(template.extend, filled),
        "transfer": template.transfer,
    }
    return Definition.model_validate_json(json.dumps(data))


def sample(template: Template) -> dict[str, Value]:
    """Return values that fit, with every optional way open: for reading a template on its own."""
    samples: dict[Kind, Value] = {"hours": 1, "yes_no": True, "place": "competent"}
    return {name: samples[template.parameter(name).type] for name in template.with_}


def unused(template: Template) -> frozenset[str]:
    """Return the parameters that no step mentions."""
    steps = [step for step in template.steps.values() if isinstance(step, dict)]
    steps += [template.extend] if isinstance(template.extend, dict) else []
    said = {text for step in steps for key in ("at", "hours") if isinstance(text := step.get(key), str)}
    said |= {
        text for step in steps for action in _actions(step).values() if isinstance(text := action.get("when"), str)
    }
    return frozenset(template.with_) - said


def _problems(template: Template, values: Mapping[str, Value]) -> Iterator[ParameterProblem]:
    for name, value in values.items():
        if name not in template.with_:
            yield ParameterProblem(name, "unknown")
        elif not _fits(template.parameter(name).type, value):
            yield ParameterProblem(name, "value", template.parameter(name).type)
    for name in template.with_:
        parameter = template.parameter(name)
        if name not in values and parameter.default is None:
            yield ParameterProblem(name, "missing", parameter.type)


def _fits(kind: Kind, value: Value) -> bool:
    if kind == "yes_no":
        return isinstance(value, bool)
    if kind == "hours":
        return not isinstance(value, bool) and _is_hours(value)
    try:
        _PLACE.validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


def _is_hours(value: int | str) -> bool:
    try:
        return 0 < Decimal(value) <= 2000
    except InvalidOperation:
        return False


def _fill_step(step: Any, values: Mapping[str, Value | None]) -> Any:
    if not isinstance(step, dict):
        return step
    filled = {key: _blank(value, values) if key in ("at", "hours") else value for key, value in step.items()}
    if isinstance(step.get("actions"), dict):
        actions = {code: _fill_action(action, values) for code, action in step["actions"].items()}
        filled["actions"] = {code: action for code, action in actions.items() if action is not None}
    return filled


def _fill_extension(extend: Any, values: Mapping[str, Value | None]) -> Any:
    return {key: _blank(value, values) for key, value in extend.items()} if isinstance(extend, dict) else extend


def _fill_action(action: Any, values: Mapping[str, Value | None]) -> Any:
    """Return the action with its condition settled; None where it is not open to this procedure."""
    if not isinstance(action, dict) or "when" not in action:
        return action
    when = _blank(action["when"], values)
    if when is False:
        return None
    return {key: value for key, value in action.items() if key != "when"} if when is True else action


def _blank(value: Any, values: Mapping[str, Value | None]) -> Any:
    return values[value] if isinstance(value, str) and value in values else value


def _prune(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the steps that could be reached before the blanks were filled, and cannot be any more."""
    gone = _reachable(before) - _reachable(after)
    return {code: _without(step, gone) for code, step in after.items() if code not in gone}


def _without(step: Any, gone: frozenset[str]) -> Any:
    """Return a step that no longer speaks of steps and actions that are gone."""
    if not isinstance(step, dict):
        return step
    kept = dict(step)
    if isinstance(kept.get("not_by"), list):
        kept["not_by"] = [code for code in kept["not_by"] if code not in gone]
    return kept


def _reachable(steps: Mapping[str, Any]) -> frozenset[str]:
    seen: set[str] = set()
    ahead = [next(iter(steps))]
    while ahead:
        code = ahead.pop()
        if code in seen or code not in steps:
            continue
        seen.add(code)
        targets = (action.get("to") for action in _actions(steps[code]).values())
        ahead += [target for target in targets if isinstance(target, str)]
    return frozenset(seen)


def _actions(step: Any) -> dict[str, dict[str, Any]]:
    actions = step.get("actions") if isinstance(step, dict) else None
    if not isinstance(actions, dict):
        return {}
    return {code: action for code, action in actions.items() if isinstance(action, dict)}
