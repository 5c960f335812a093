"""Beginning an application for somebody, at a counter or as a helper: whose it is, and which procedure.

What follows are the citizen's own form pages (`intake_form`). What was begun lies in a list, of the office or of the
helper, so that a power cut, a queue or the end of a shift costs nothing.
"""

from typing import Any

from flask import Response, abort, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from portal.cases.assisted import list_helped
from portal.cases.drafts import TakenIn, draft_for
from portal.cases.finding import units_answered_for
from portal.cases.intakes import abandon_intake, begin_intake, is_taken, list_assisted, list_intakes
from portal.cases.searching import search_cases
from portal.catalogue.search import search
from portal.catalogue.versions import Published
from portal.people.accounts import PersonRecord, find_person_by_identifier, load_people, load_person
from portal.people.errors import BadIdentifier, NoSuchPerson
from portal.people.identifiers import personal_id
from portal.people.officers import officer_names
from portal.people.policy import Action
from portal.text import clean
from portal.web.case_words import channel_name
from portal.web.citizen.application import step_url
from portal.web.citizen.prefill import prefilled_answers
from portal.web.context import house, now, principal, today
from portal.web.desk.intake_room import room
from portal.web.desk.people import add_person, new_person, person_line
from portal.web.desk.sitting import AS_HELPER, helping_room, rebound, sitting
from portal.web.identity import keeps_form
from portal.web.language import gettext as _
from portal.web.limits import allow_looking_up
from portal.web.names import unit_full_name
from portal.web.rendering import label, render
from portal.web.routing import page as bound

MOST_PEOPLE = 20
MOST_PROCEDURES = 12


@room.get("/", endpoint="citizen_home")
@bound(Action.TAKE_IN)
def begin() -> ResponseReturnValue:
    """Whose application is it? And what is not finished yet."""
    return _first_page()


@room.post("/", endpoint="find")
@keeps_form
@bound(Action.TAKE_IN)
def find() -> ResponseReturnValue:
    """Find a person: anybody by the number on their card, by name those who had something to do with this office."""
    words = clean(request.form.get("q", ""))[:200]
    if not words:
        return _first_page(error=_("Ghi số định danh hoặc họ tên.")), 422
    allow_looking_up()
    with house().database.read() as look:
        people = _people(look, words)
    return _first_page(words=words, people=people)


@room.get("/people/<uuid:person_id>")
@bound(Action.TAKE_IN)
def person(person_id: Any) -> ResponseReturnValue:
    """Which procedure, by which way, in which office."""
    return _choice(_person(str(person_id)))


@room.post("/people/<uuid:person_id>")
@keeps_form
@bound(Action.TAKE_IN)
def start(person_id: Any) -> ResponseReturnValue:
    """Begin to take in; the form is filled with what is known of the person."""
    found, code = _person(str(person_id)), request.form.get("code", "")
    channel, unit = request.form.get("channel", ""), request.form.get("unit", "")
    with house().database.read() as look:
        published = house().versions.current(look, code, today())
    if channel not in sitting().channels or unit not in sitting().offices:
        return _choice(found, error=_("Chọn cách nộp và nơi tiếp nhận.")), 422
    if published is None or not is_taken(published.definition, channel):
        return _choice(found, error=_("Thủ tục này không nhận theo cách đó. Chọn thủ tục khác hoặc cách khác.")), 422
    with house().database.transaction() as work:
        draft_id = begin_intake(
            work,
            house().sealer,
            principal(),
            TakenIn(channel, unit),
            person_id=found.id,
            published=published,
            answers=prefilled_answers(work, published.definition, found.id),
            now=now(),
        )
    return redirect(step_url(draft_id, published.definition.form[0].page), 303)


@room.post("/<uuid:draft_id>/abandon")
@bound(Action.TAKE_IN)
def abandon(draft_id: Any) -> ResponseReturnValue:
    """Take away what was begun: the person went home, or it was begun twice."""
    with house().database.transaction() as work:
        abandon_intake(work, draft_for(work, house().sealer, str(draft_id), principal()))
    answer = redirect(sitting().url("citizen_home"), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'  # of the person nothing stays in the browser either
    return answer


def _first_page(*, words: str = "", people: list[PersonRecord] | None = None, error: str = "") -> Response:
    with house().database.read() as look:
        begun = list_assisted(look, principal()) if sitting().helps else list_intakes(look, principal())
        helped = list_helped(look, principal().id) if sitting().helps else []
        wanted = {row.version_id for row in (*begun, *helped)}
        published = {version_id: house().versions.get(look, version_id) for version_id in wanted}
        names = officer_names(look, {row.helper_id for row in begun})
    return render(
        "desk/intake.html",
        words=words,
        error=error,
        people=None if people is None else [person_line(one) for one in people],
        begun=[_begun_line(row, published[row.version_id], names) for row in begun],
        helped=[(row, label(published[row.version_id].definition.name)) for row in helped],
        sitting=sitting(),
        number=_number_in(words),
    )


def _begun_line(row: Any, published: Published, names: dict[str, str]) -> dict[str, Any]:
    pages = [page.page for page in published.definition.form]
    return {
        "name": row.applicant_name,
        "title": label(published.definition.name),
        "channel": channel_name(row.channel),
        "helper": names.get(row.helper_id, ""),
        "at": row.updated_at,
        "href": step_url(row.id, row.page if row.page in pages else pages[0]),
        "abandon_href": sitting().url("abandon", draft_id=row.id),
    }


def _people(look: Connection, words: str) -> list[PersonRecord]:
    number = _number_in(words)
    if number:
        found = find_person_by_identifier(look, house().sealer, number)
        return [] if found is None else [found]
    units = units_answered_for(principal(), house().directory)
    rows = search_cases(look, words, principal(), house().sealer, units=units)
    people = load_people(look, house().sealer, dict.fromkeys(row.applicant_id for row in rows))
    return list(people.values())[:MOST_PEOPLE]


def _number_in(words: str) -> str:
    try:
        return personal_id(words)
    except BadIdentifier:
        return ""


def _person(person_id: str) -> PersonRecord:
    with house().database.read() as look:
        try:
            return load_person(look, house().sealer, person_id)
        except NoSuchPerson:
            abort(404)


def _choice(found: PersonRecord, *, error: str = "") -> Response:
    """Render the choice of a procedure: those that fit the words, else those that most people come for."""
    words = clean(request.values.get("q", ""))[:200]
    with house().database.read() as look:
        hits = search(house().catalogue.index(look), words, limit=60).hits
        current = house().versions.current_among(look, (hit.code for hit in hits), today())
    ways = sitting().channels
    taken = {code: p for code, p in current.items() if any(is_taken(p.definition, way) for way in ways)}
    listed = [taken[hit.code] for hit in hits if hit.code in taken][:MOST_PROCEDURES]
    return render(
        "desk/intake_person.html",
        person=person_line(found),
        person_id=found.id,
        words=words,
        error=error,
        procedures=[{"value": p.code, "text": label(p.definition.name), "note": p.code} for p in listed],
        channels=[{"value": way, "text": channel_name(way)} for way in ways],
        offices=[{"value": unit, "text": unit_full_name(unit)} for unit in sitting().offices],
        sitting=sitting(),
        chosen=request.form,
    )


# The same for helpers, under their own address and action.
for _method, _address, _name, _view in (
    ("GET", "/", "citizen_home", begin),
    ("POST", "/", "find", find),
    ("GET", "/people/new", "new_person", new_person),
    ("POST", "/people/new", "add_person", add_person),
    ("GET", "/people/<uuid:person_id>", "person", person),
    ("POST", "/people/<uuid:person_id>", "start", start),
    ("POST", "/<uuid:draft_id>/abandon", "abandon", abandon),
):
    helping_room.add_url_rule(_address, _name, rebound(_view, AS_HELPER.action), methods=[_method])
