"""A page of thirty questions: the whole GET, against a bare macro that draws the same ones; and reading its answers.

The floor is Jinja alone: one macro over a list of dictionaries, no application, no translations, no database.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from jinja2 import Environment
from werkzeug.datastructures import MultiDict

from benchmarks.report import Report, median, percentile, report_for
from benchmarks.stage import ENGINES, PROCEDURE, stage
from portal.catalogue.definition import FormField, Page, ProcedureDefinition
from portal.catalogue.fields import Reader
from portal.catalogue.loader import load_folder
from portal.catalogue.pinned import Loaded
from portal.catalogue.versions import Published, publish
from portal.clock import local
from portal.web.forms.page_form import FormClasses
from portal.workflow.definition import Label
from tests.stories import write_draft
from tests.world import ROOT, World

FIELDS = 30
ROUNDS = 150
MILLI = 1_000
CODE = "9.999999"
KINDS = ("text", "text", "code", "number", "date", "choice", "yes_no", "long_text", "declaration", "text")
OPTIONS = {f"o{number}": f"Lựa chọn {number}" for number in range(20)}
TYPED = {
    "text": "Nguyễn Thị Thu Hương",
    "code": "051201234567",
    "number": "42",
    "date": "23/11/2026",
    "choice": "o3",
    "yes_no": "yes",
    "long_text": "Tổ dân phố 5\nphường Cẩm Thành",
    "declaration": "yes",
}
BARE = """{% macro field(d, value, error) %}
<div class="group{% if error %} error{% endif %}">
<label class="l" for="{{ d.name }}">{{ d.label }}</label><p>{{ d.help }}</p>{% if error %}<p>{{ error }}</p>{% endif %}
{%- if d.kind in ("choice", "yes_no") %}{% for code, text in d.options %}
<label><input type="radio" name="{{ d.name }}" value="{{ code }}"{% if code == value %} checked{% endif %}>{{ text }}
</label>{% endfor %}
{%- elif d.kind == "long_text" %}<textarea class="i" id="{{ d.name }}" name="{{ d.name }}">{{ value }}</textarea>
{%- elif d.kind == "declaration" %}<input type="checkbox" id="{{ d.name }}" name="{{ d.name }}" value="yes">
{%- else %}<input class="i" id="{{ d.name }}" name="{{ d.name }}" value="{{ value }}" required>{% endif %}
</div>{% endmacro %}
{%- for d in fields %}{{ field(d, values[d.name], "") }}{% endfor %}"""


def main(arguments: Sequence[str] | None = None) -> None:
    report = report_for(arguments, "What a page of thirty questions costs the processor.")
    for engine in ENGINES:
        with stage(engine) as world:
            _measure(report, f"form.{engine}", _works(world))
    report.finish()


def _measure(report: Report, name: str, works: dict[str, Callable[[], object]]) -> None:
    took: dict[str, list[float]] = {work: [] for work in works}
    for number in range(ROUNDS):
        for work, do in works.items():
            begin = time.process_time()
            do()
            if number > 2:
                took[work].append(time.process_time() - begin)
    for work, seconds in took.items():
        report.add(f"{name}.{work}", median(seconds) * MILLI, "ms of the processor")
        report.add(f"{name}.{work}.p95", percentile(seconds, 95) * MILLI, "ms of the processor")
    report.ratio(f"{name}.get.over_floor", median(took["get"]), median(took["floor"]))


def _works(world: World) -> dict[str, Callable[[], object]]:
    published, draft = _draft(world)
    page, reader = published.definition.form[0], Reader(places=world.house.directory, today=local(world.clock()).date())
    form, typed = FormClasses().of(published.id, page), MultiDict(_typed())
    browser, address = world.client(world.citizen()), f"/apply/{draft}/{page.page}"
    if not form(typed).read(published.definition, {}, reader)[1] or browser.get(address).status_code != 200:
        raise LookupError("the form does not work")
    template, fields = Environment(autoescape=True).from_string(BARE), _bare_fields()
    return {
        "floor": lambda: template.render(fields=fields, values=_typed()),
        "get": lambda: browser.get(address),
        "validate": lambda: form(typed).read(published.definition, {}, reader),
    }


def _draft(world: World) -> tuple[Published, str]:
    """Publish the procedure, and begin an application for it with every question answered."""
    house = world.house
    with house.database.transaction() as work:
        version, _ = publish(work, _procedure(), by="benchmarks", now=world.clock())
        published = house.versions.get(work, version)
    return published, write_draft(world, world.citizen(), _answers(published.definition, world), CODE)


def _procedure() -> Loaded:
    loaded = next(one for one in load_folder(ROOT / "procedures")[0] if one.definition.code == PROCEDURE)
    page = Page(page="all", title=_label("Ba mươi câu hỏi"), fields=tuple(map(_field, range(FIELDS))))
    changes = {"code": CODE, "form": (page,), "dossier": (), "fees": (), "variants": {}}
    return replace(loaded, definition=loaded.definition.model_copy(update=changes))


def _field(number: int) -> FormField:
    kind = _kind(number)
    return FormField(
        name=f"f{number:02}",
        type="text" if kind == "code" else kind,
        label=_label(f"Câu hỏi số {number}"),
        help=_label("Ghi như trên giấy tờ."),
        options={code: _label(text) for code, text in OPTIONS.items()} if kind == "choice" else {},
        format="personal_id" if kind == "code" else None,
    )


def _answers(definition: ProcedureDefinition, world: World) -> dict[str, Any]:
    page, reader = definition.form[0], Reader(places=world.house.directory, today=local(world.clock()).date())
    answers, in_order = FormClasses().of("", page)(MultiDict(_typed())).read(definition, {}, reader)
    return answers if in_order else {}


def _kind(number: int) -> Any:
    return KINDS[number % len(KINDS)]


def _typed() -> dict[str, str]:
    return {f"f{number:02}": TYPED[_kind(number)] for number in range(FIELDS)}


def _bare_fields() -> list[dict[str, Any]]:
    options = {"choice": list(OPTIONS.items()), "yes_no": [("yes", "Có"), ("no", "Không")]}
    return [
        {
            "name": f"f{number:02}",
            "kind": _kind(number),
            "label": f"Câu hỏi số {number}",
            "help": "Ghi như trên giấy tờ.",
            "options": options.get(_kind(number), []),
        }
        for number in range(FIELDS)
    ]


def _label(text: str) -> Label:
    return Label(vi=text, en=text)


if __name__ == "__main__":
    main()
