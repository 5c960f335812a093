"""From a record to an entry: every field parsed, and a list of what could not be."""

from dataclasses import dataclass, field
from typing import Any

from portal.catalogue.entry_facts import Component, EntryFacts, Fee, LawReference, TimeLimit
from portal.catalogue.national import components as papers
from portal.catalogue.national.fees import read_fee
from portal.catalogue.national.law import read_law
from portal.catalogue.national.limits import read_limit, states_a_limit
from portal.catalogue.national.lists import (
    AUDIENCES,
    LEVELS,
    LONGEST_ITEM,
    read_codes,
    read_list,
    read_results,
    stated,
)
from portal.catalogue.national.record import NationalRecord
from portal.catalogue.national.table import Row, read_rows
from portal.catalogue.words import life_events_of

_NOTHING = frozenset({"", "Không", "Không có"})
_LISTS = {
    "competent": "co_quan_co_tham_quyen",
    "coordinating": "co_quan_phoi_hop",
    "delegated": "co_quan_duoc_uy_quyen",
}
_TEXTS = {
    "steps": "trinh_tu_thuc_hien",
    "requirements": "yeu_cau_dieu_kien",
    "address": "dia_chi_tiep_nhan",
    "related": "thu_tuc_lien_quan",
    "decision": "so_quyet_dinh",
    "kind": "loai_thu_tuc",
    "ministry": "bo_quan_ly",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of one record that stays as it stands. `kind` is a word for the report."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class NationalEntry:
    """One national record, parsed.

    `states_limit`: its time text (a time cell or the remarks beside it) holds a figure or number word with a unit.
    `limit_read`: it does, and every row of its table that states a limit got a value.
    """

    facts: EntryFacts
    problems: tuple[Problem, ...]
    states_limit: bool
    limit_read: bool


@dataclass(slots=True)
class _Unread:
    """What stays text: the problems for the report, and whole tables for the page."""

    problems: list[Problem] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, text: str) -> None:
        self.problems.append(Problem(kind, text))

    def keep(self, table: str, text: str) -> None:
        """Keep a whole table as it stands, unless the source says that there is nothing in it."""
        text = stated(text)
        if text.strip("- .") not in _NOTHING:
            self.add(f"{table}_unreadable", text)
            self.texts[f"{table}_text"] = text


def parse_record(record: NationalRecord) -> NationalEntry:
    """Parse every field of `record`. Never raises: what cannot be read is kept as text and named in `problems`."""
    unread = _Unread()
    rows = read_rows(record.text("cach_thuc_thuc_hien"))
    if not rows:
        unread.keep("channels", record.text("cach_thuc_thuc_hien"))
    limits, fees = _limits(rows, unread), _fees(rows, unread)
    stating = [limit for row, limit in zip(rows, limits, strict=True) if states_a_limit(row)]
    results = read_results(record.text("ket_qua_xu_ly"))
    name = " ".join(record.text("ten_thu_tuc").split())
    facts = EntryFacts(
        code=record.code,
        name=name,
        field=" ".join(record.text("linh_vuc").split()),
        levels=_codes(record.text("cap_thuc_hien"), LEVELS, "level", unread),
        audiences=_codes(record.text("doi_tuong_thuc_hien"), AUDIENCES, "audience", unread),
        agencies=_agencies(record.text("co_quan_thuc_hien"), unread),
        life_events=life_events_of(name),
        time_limits=limits,
        fees=fees,
        components=_components(record.text("thanh_phan_ho_so"), unread),
        legal_basis=_law(record.text("can_cu_phap_ly"), unread),
        result="; ".join(result["name"] for result in results if result["name"]),
        details=_details(record, results) | unread.texts,
    )
    read = bool(stating) and all(limit.value is not None for limit in stating)
    return NationalEntry(facts, tuple(unread.problems), bool(stating), read)


def _limits(rows: list[Row], unread: _Unread) -> tuple[TimeLimit, ...]:
    limits = tuple(map(read_limit, rows))
    for reason, limit in {limit.reason: limit for limit in limits if limit.reason}.items():
        unread.add(f"time_limit_{reason}", f"{limit.raw} | {limit.text}".strip(" |"))
    return limits


def _fees(rows: list[Row], unread: _Unread) -> tuple[Fee, ...]:
    fees = tuple(map(read_fee, rows))
    for reason, fee in {fee.reason: fee for fee in fees if fee.reason}.items():
        unread.add(f"fee_{reason}", f"{fee.raw} | {fee.note}".strip(" |"))
    return fees


def _components(text: str, unread: _Unread) -> tuple[Component, ...]:
    found = papers.read_components(text)
    if not found:
        unread.keep("components", text.replace(papers.HEADER, ""))
    uncounted = [paper.name for paper in found if paper.originals is None]
    if uncounted:
        unread.add("component_count_glued", uncounted[0][-LONGEST_ITEM:])
    return tuple(found)


def _law(text: str, unread: _Unread) -> tuple[LawReference, ...]:
    found = read_law(text)
    if not found:
        unread.keep("law", text)
    unnumbered = [reference.title for reference in found if not reference.number]
    if unnumbered:
        unread.add("law_number_unreadable", unnumbered[0])
    return tuple(found)


def _agencies(text: str, unread: _Unread) -> tuple[str, ...]:
    found = read_list(text)
    if any("\n" in name or len(name) > LONGEST_ITEM for name in found):
        unread.keep("agencies", text)
        return ()
    return tuple(found)


def _codes(text: str, codes: dict[str, str], what: str, unread: _Unread) -> tuple[str, ...]:
    known, unknown = read_codes(text, codes)
    for item in unknown:
        unread.add(f"{what}_unknown", item)
    if unknown:
        unread.texts[f"{what}s_text"] = text
    return tuple(known)


def _details(record: NationalRecord, results: list[dict[str, str]]) -> dict[str, Any]:
    details: dict[str, Any] = {name: stated(record.text(source)) for name, source in _TEXTS.items()}
    details |= {name: read_list(record.text(source)) for name, source in _LISTS.items()}
    details["results"] = results
    return {name: value for name, value in details.items() if value}
