"""From files to definitions: YAML, template, blanks, and every problem at once.

Loading says whether a file has the right shape. Whether what it says can work is proved by `portal.catalogue.checking`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from portal.catalogue.definition import STANDARD, ProcedureDefinition, WorkflowUse
from portal.catalogue.pinned import Loaded, digest_of, from_json, to_json
from portal.catalogue.problems import BadProcedure, Problem, Where
from portal.catalogue.wording import problems_of
from portal.catalogue.yamlfile import Document, read
from portal.workflow.definition import Definition
from portal.workflow.template import BadParameters, ParameterProblem, Template, Value, fill, sample, unused

__all__ = [
    "Loaded",
    "Shared",
    "Templates",
    "digest_of",
    "from_json",
    "load_folder",
    "load_procedure",
    "load_procedures",
    "load_templates",
    "schema_text",
    "to_json",
]

WORKFLOWS = "workflows"  # the folder of shared templates inside the folder of procedures


@dataclass(frozen=True, slots=True)
class Shared:
    """A shared workflow, and the file it stands in."""

    template: Template
    document: Document


Templates = Mapping[str, Shared]

KINDS = {
    "hours": "a number of working hours, such as 14.5",
    "yes_no": "true or false",
    "place": "a place, such as department(X-VP)",
}


@dataclass(eq=False, slots=True)
class _Refused(Exception):
    problems: tuple[Problem, ...]


def load_procedure(path: Path, templates: Templates, name: str | None = None) -> Loaded:
    """Read one procedure; `name` is what problems call the file. Raises `BadProcedure` with everything wrong in it."""
    document = read(path, name)
    try:
        definition = ProcedureDefinition.model_validate_json(json.dumps(document.value))
    except ValidationError as error:
        raise BadProcedure(problems_of(document, error, ProcedureDefinition)) from error
    workflows: dict[str, Definition] = {}
    problems: list[Problem] = []
    for variant in definition.variants or (STANDARD,):
        try:
            workflows[variant] = _workflow(document, definition, variant, templates)
        except _Refused as refused:
            problems += [problem for problem in refused.problems if problem not in problems]
    if problems:
        raise BadProcedure(problems)
    return Loaded(definition, workflows, document)


def load_templates(folder: Path) -> tuple[dict[str, Shared], list[Problem]]:
    """Read every shared workflow under `folder`/workflows, by id; a broken one is told and left out."""
    templates: dict[str, Shared] = {}
    problems: list[Problem] = []
    for path in sorted((folder / WORKFLOWS).glob("*.yaml")):
        try:
            document = read(path, f"{WORKFLOWS}/{path.name}")
            template = _template(document)
        except BadProcedure as bad:
            problems += bad.problems
        else:
            templates[template.id] = Shared(template, document)
    return templates, problems


def load_folder(folder: Path) -> tuple[list[Loaded], list[Problem]]:
    """Read every procedure under a folder, by file name. A broken file never stops the rest."""
    templates, problems = load_templates(folder)
    loaded, more = load_procedures(folder, templates)
    return loaded, [*problems, *more]


def load_procedures(folder: Path, templates: Templates) -> tuple[list[Loaded], list[Problem]]:
    """Read every procedure under a folder with these shared workflows. A broken file never stops the rest."""
    loaded: list[Loaded] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("**/*.yaml")):
        name = path.relative_to(folder).as_posix()
        if name.startswith(f"{WORKFLOWS}/"):
            continue
        try:
            loaded.append(load_procedure(path, templates, name))
        except BadProcedure as bad:
            problems += bad.problems
    return loaded, problems


def schema_text() -> str:
    """Return the JSON schema of a procedure's file, for editors: procedures/schema.json."""
    schema = ProcedureDefinition.model_json_schema(by_alias=True)
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _workflow(document: Document, definition: ProcedureDefinition, variant: str, templates: Templates) -> Definition:
    use = definition.workflow
    special = definition.variants[variant].workflow if variant in definition.variants else None
    own = dict(special.with_) if special else {}
    own_place: Where = ("variants", variant, "workflow", "with")
    if not isinstance(use, WorkflowUse):
        if own:
            mend = "Take it away, or move the steps to a template under workflows/."
            raise _Refused((document.problem(own_place, "Steps written out here have no blanks to fill in.", mend),))
        return use
    if use.uses not in templates:
        message = f"There is no usable workflow '{use.uses}' under workflows/."
        mend = f"Write one of {', '.join(sorted(templates)) or 'those that load'}."
        raise _Refused((document.problem(("workflow", "uses"), message, mend),))
    values: dict[str, Value] = {**use.with_, **own}
    template = templates[use.uses].template
    try:
        return fill(template, values)
    except BadParameters as bad:
        places = {name: own_place if name in own else ("workflow", "with") for name in values}
        found = (_parameter(document, template, p, places.get(p.name, ("workflow", "with"))) for p in bad.problems)
        raise _Refused(tuple(found)) from bad


def _parameter(document: Document, template: Template, problem: ParameterProblem, around: Where) -> Problem:
    where = (*around, problem.name)
    if problem.wrong == "unknown":
        message = f"The workflow {template.id} has no blank '{problem.name}'."
        return document.problem(where, message, f"Write one of {', '.join(template.with_)}.")
    wanted = KINDS[problem.wanted or "hours"]
    if problem.wrong == "missing":
        return document.problem(where, f"The workflow {template.id} needs '{problem.name}'.", f"Add {wanted}.")
    return document.problem(where, f"'{problem.name}' does not fit the workflow {template.id}.", f"Write {wanted}.")


def _template(document: Document) -> Template:
    """Read a template, and prove that it becomes a workflow when its blanks are filled in."""
    try:
        template = Template.model_validate_json(json.dumps(document.value))
    except ValidationError as error:
        raise BadProcedure(problems_of(document, error, Template)) from error
    problems = list(_about_template(document, template))
    try:
        fill(template, sample(template))
    except ValidationError as error:
        problems += problems_of(document, error, Definition)
    if problems:
        raise BadProcedure(problems)
    return template


def _about_template(document: Document, template: Template) -> Iterator[Problem]:
    if document.file.rsplit("/", 1)[-1] != f"{template.id}.yaml":
        mend = "Give the file the name of its id."
        yield document.problem(("id",), f"The workflow {template.id} stands in another file.", mend)
    for name in sorted(unused(template)):
        mend = "Use it at a step's at or hours or an action's when, or take it away."
        yield document.problem(("with", name), f"No step uses '{name}'.", mend)
