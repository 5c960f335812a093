"""The proof before publishing: that a procedure can be understood, decided in time, and always comes to an end.

`portal procedures check` prints `Report.as_text()`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from portal.catalogue.checks.children import check_children
from portal.catalogue.checks.consult import check_consult
from portal.catalogue.checks.form import check_form
from portal.catalogue.checks.labels import check_labels
from portal.catalogue.checks.places import Offices, check_competence, check_intake, check_places
from portal.catalogue.checks.rules import check_branches, check_rules
from portal.catalogue.checks.time import Fit, check_time, fits
from portal.catalogue.definition import WorkflowUse
from portal.catalogue.loader import Shared, Templates, load_procedures, load_templates
from portal.catalogue.pinned import Loaded
from portal.catalogue.problems import Problem, Where
from portal.catalogue.yamlfile import Document
from portal.workflow.template import fill, sample
from portal.workflow.verification import Finding, verify

__all__ = ["Line", "Offices", "Report", "check_folder", "check_procedure", "check_template"]

NOWHERE = Document("", {}, {})  # where problems of a definition without a file are said to stand


@dataclass(frozen=True, slots=True)
class Line:
    """One procedure that passed: how much there is of it, and where its time is tightest."""

    file: str
    code: str
    name: str
    variants: int
    steps: int
    fit: Fit

    def as_text(self) -> str:
        variants = f"{self.variants} variant{'s' if self.variants != 1 else ''}"
        time = f"{_plain(self.fit.hours)} of {_plain(self.fit.limit)} h"
        return f"ok   {self.code} {self.name}: {variants}, {self.steps} steps, {time}"


@dataclass(frozen=True, slots=True)
class Report:
    """What a folder of procedures comes to."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not self.problems

    def as_text(self) -> str:
        """Return one line for each procedure that passed, and one for each problem."""
        lines = [line.as_text() for line in self.lines] + [f"bad  {problem}" for problem in self.problems]
        files = len({problem.file for problem in self.problems})
        last = f"{len(self.lines)} procedures can be published"
        return "\n".join([*lines, f"{last}; {len(self.problems)} problems in {files} files." if files else f"{last}."])

    def as_json(self) -> str:
        """Return the same as JSON, for programs."""
        passed = [
            {
                "code": line.code,
                "file": line.file,
                "name": line.name,
                "variants": line.variants,
                "steps": line.steps,
                "hours": _plain(line.fit.hours),
                "limit_hours": _plain(line.fit.limit),
            }
            for line in self.lines
        ]
        problems = [
            {"file": p.file, "line": p.line, "path": p.path, "message": p.message, "mend": p.mend}
            for p in self.problems
        ]
        return json.dumps({"ok": self.ok, "procedures": passed, "problems": problems}, ensure_ascii=False, indent=1)


def check_folder(folder: Path, offices: Offices, result_templates: frozenset[str] | None = None) -> Report:
    """Prove every procedure under a folder. Without `result_templates`, results are not looked for."""
    templates, problems = load_templates(folder)
    loaded, broken = load_procedures(folder, templates)
    problems += broken
    for shared in templates.values():
        problems += check_template(shared)
    lines: list[Line] = []
    seen: dict[str, Document] = {}
    opening = check_children(loaded)
    for one in loaded:
        found = [
            *check_procedure(one, offices, templates, result_templates),
            *_same_code(one, seen),
            *(problem for problem in opening if one.source and problem.file == one.source.file),
        ]
        problems += found
        if not found:
            lines.append(_line(one))
    return Report(tuple(lines), tuple(sorted(problems)))


def check_template(shared: Shared) -> tuple[Problem, ...]:
    """Prove a shared workflow with every optional way open."""
    document, workflow = shared.document, fill(shared.template, sample(shared.template))
    findings = (document.problem(f.where, f.message, f.mend) for f in verify(workflow))
    return (*findings, *check_labels(document, workflow))


def check_procedure(
    loaded: Loaded,
    offices: Offices,
    templates: Templates | None = None,
    result_templates: frozenset[str] | None = None,
) -> tuple[Problem, ...]:
    """Return everything that keeps a procedure from being published, from the top of its file down.

    What is wrong with a shared workflow itself is told of its own file, not of every procedure that uses it.
    """
    document = loaded.source or NOWHERE
    definition = loaded.definition
    problems = [
        *check_form(document, definition),
        *check_rules(document, definition),
        *check_labels(document, definition),
        *check_competence(document, definition, offices),
        *check_consult(document, definition),
        *check_time(document, loaded),
        *_workflows(document, loaded, offices, templates or {}),
    ]
    if result_templates is not None and definition.result.template not in result_templates:
        mend = f"Write one of {', '.join(sorted(result_templates))}, or add the template."
        message = f"There is no document template '{definition.result.template}'."
        problems.append(document.problem(("result", "template"), message, mend))
    return tuple(sorted(set(problems)))


def _workflows(document: Document, loaded: Loaded, offices: Offices, templates: Templates) -> Iterator[Problem]:
    use = loaded.definition.workflow
    around: Where = ("workflow", "uses") if isinstance(use, WorkflowUse) else ("workflow",)
    told: tuple[Finding, ...] = ()
    if isinstance(use, WorkflowUse) and use.uses in templates:
        template = templates[use.uses].template
        told = verify(fill(template, sample(template)))
    for workflow in loaded.workflows.values():
        for finding in verify(workflow):
            if finding not in told:
                where = around if isinstance(use, WorkflowUse) else (*around, *finding.where)
                yield document.problem(where, finding.message, finding.mend)
        yield from check_places(document, loaded.definition, workflow, offices, around)
        yield from check_intake(document, loaded.definition, workflow, around)
        yield from check_branches(document, loaded.definition, workflow)


def _same_code(loaded: Loaded, seen: dict[str, Document]) -> Iterator[Problem]:
    """The same code may stand in two files only for times that do not meet; the file's name begins with the code."""
    document, code = loaded.source or NOWHERE, loaded.definition.code
    if not document.file.rsplit("/", 1)[-1].startswith(code):
        yield document.problem(("code",), f"The file does not bear the code {code}.", f"Name it {code}.yaml.")
    stamp = f"{code} {loaded.definition.in_force.from_}"
    if stamp in seen:
        mend = f"Change the code or the date; the other is {seen[stamp].file}."
        yield document.problem(("code",), f"Two files say how {code} is from the same day.", mend)
    seen.setdefault(stamp, document)


def _line(loaded: Loaded) -> Line:
    tightest = min(fits(loaded), key=lambda fit: fit.room)
    steps = max(len(workflow.steps) for workflow in loaded.workflows.values())
    definition = loaded.definition
    file = (loaded.source or NOWHERE).file
    return Line(file, definition.code, definition.name.vi, len(loaded.workflows), steps, tightest)


def _plain(hours: Decimal) -> str:
    text = f"{hours:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
