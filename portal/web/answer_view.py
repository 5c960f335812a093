"""Answers read back: one row a question, in the words of the form; numbers that need not be read are masked."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.cases.confirming import SIGNED_SLIP
from portal.catalogue.definition import FormField, ProcedureDefinition
from portal.catalogue.typed import day_as_typed, phone_as_typed
from portal.clock import local
from portal.people.identifiers import mask_personal_id
from portal.units.offices import lower_first
from portal.web.context import house, now
from portal.web.format import money, number
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.names import unit_full_name
from portal.web.rendering import label


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One line of a summary list. See templates/components/summary_list.html."""

    name: str
    value: str
    note: str = ""
    source: str = ""
    digits: bool = False
    page: str = ""
    change_href: str = ""
    change_text: str = ""


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """The answers of one page of the form."""

    code: str
    title: str
    rows: list[AnswerRow]


def answer_pages(
    definition: ProcedureDefinition, answers: Mapping[str, Any], *, mask: bool = False
) -> list[AnswerPage]:
    """Return what was answered, page by page; what was not asked is left out."""
    made = []
    for page in definition.form:
        rows = [row for field in page.fields for row in _rows(field, answers.get(field.name), mask=mask)]
        if rows:
            made.append(AnswerPage(page.page, label(page.title), rows))
    return made


def answer_rows(definition: ProcedureDefinition, answers: Mapping[str, Any], *, mask: bool = False) -> list[AnswerRow]:
    """Return all answers in one list."""
    return [row for page in answer_pages(definition, answers, mask=mask) for row in page.rows]


def question_rows(field: FormField, answers: Mapping[str, Any], *, mask: bool = False) -> list[AnswerRow]:
    """Return the answer to one question; nothing where it was not answered."""
    return _rows(field, answers.get(field.name), mask=mask)


def file_titles(definition: ProcedureDefinition) -> dict[str, str]:
    """Return what a file stands for by what it was attached to: a paper of the dossier, or an answer to prove."""
    asked = {SIGNED_SLIP: _("Phiếu xác nhận có chữ ký")}
    asked |= {name: label(field.label) for name, field in definition.fields.items()}
    return defaultdict(str, asked | {code: label(one.name) for code, one in definition.components.items()})


def _rows(field: FormField, value: Any, *, mask: bool) -> list[AnswerRow]:
    if value is None or value == [] or field.type == "declaration":
        return []
    title = label(field.label)
    if field.type == "person":
        return _person(title, value, mask=mask)
    if field.type == "address":
        return [_address(title, value)]
    if field.type == "group":
        return [row for n, item in enumerate(value, start=1) for row in _group(field, title, n, item, mask=mask)]
    return [AnswerRow(name=title, value=_text(field, value), digits=field.type in ("number", "money", "date", "phone"))]


def _group(field: FormField, title: str, n: int, item: Mapping[str, Any], *, mask: bool) -> list[AnswerRow]:
    rows = [row for inner in field.fields for row in _rows(inner, item.get(inner.name), mask=mask)]
    return [AnswerRow(name=f"{title} {n}: {row.name}", value=row.value, note=row.note) for row in rows]


def _person(title: str, value: Mapping[str, Any], *, mask: bool) -> list[AnswerRow]:
    sexes = {"male": _("Nam"), "female": _("Nữ")}
    parts = [
        (_("Số định danh"), mask_personal_id(value["identifier"]) if mask else value["identifier"])
        if value.get("identifier")
        else None,
        (_("Ngày sinh"), day_as_typed(value["birth_date"])) if value.get("birth_date") else None,
        (_("Giới tính"), sexes.get(value.get("sex") or "", "")) if value.get("sex") else None,
        (_("Số điện thoại"), phone_as_typed(value["phone"])) if value.get("phone") else None,
        (_("Thư điện tử"), value["email"]) if value.get("email") else None,
    ]
    rows = [AnswerRow(name=title, value=value.get("name") or "")]
    rows += [AnswerRow(name=part[0], value=part[1], digits=True) for part in parts if part is not None]
    if value.get("residence"):
        rows.append(_address(_("Nơi cư trú"), value["residence"]))
    return rows


def _address(title: str, value: Mapping[str, Any]) -> AnswerRow:
    """Show where it is today; the name it had when it was written stands beside it."""
    directory, day = house().directory, local(now()).date()
    unit = value["unit"]
    today = directory.successors(unit, day)
    place = unit_full_name(today[0] if len(today) == 1 else unit)
    note = "" if today == (unit,) else _("trước đây: %(name)s", name=unit_full_name(unit))
    line = value.get("line") or ""
    if line:
        place = f"{line}, {place if language() == 'en' else lower_first(place)}"
    return AnswerRow(name=title, value=place, note=note)


def _text(field: FormField, value: Any) -> str:
    match field.type:
        case "yes_no" | "declaration":
            return _("Có") if value else _("Không")
        case "date" | "partial_date":
            return day_as_typed(value)
        case "phone":
            return phone_as_typed(value)
        case "choice":
            return label(field.options[value]) if value in field.options else str(value)
        case "choices":
            return ", ".join(label(field.options[v]) for v in value if v in field.options)
        case "money":
            return money(value, language=language())
        case "number":
            return number(value, language=language())
        case "place":
            return unit_full_name(value)
        case _:
            return str(value)
