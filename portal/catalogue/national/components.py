"""The papers of a dossier: name, form file and counts, run together, in groups with a heading each."""

import re
from collections.abc import Iterator

from portal.catalogue.entry_facts import Component
from portal.catalogue.national.letters import CAPITALS, SMALL

HEADER = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
# A count closes a paper; "01 bản chính" and "1 bản chính (nếu có)" inside a name do not.
_COUNT = re.compile(r"(?<!\d)(?P<figures>\d+) bản chính(?:,(?P<copies>\d+) bản sao)?(?![\s.,;:)\]/])")
_PROSE = re.compile(r"0\d+")
_YEAR_AND_COUNT = re.compile(r"\d{4}(\d)")
# A file name begins where a capital touches what is before it; "09.QLT" inside a name is not such a place.
_FORM = re.compile(
    rf"(?<=[{SMALL};)])(?=[{CAPITALS}])|(?<=[{SMALL})]\.)(?=[{CAPITALS}])|(?<=[;)])(?=\d)"
    rf"|(?<=[{CAPITALS}\d])(?=[{CAPITALS}][{SMALL}])|(?<=[{CAPITALS}]\.)(?=[{CAPITALS}][{SMALL}])"
)
_MARK = re.compile(r"^[-+•*–]\s+")  # of a list in the source; the page makes its own
_FILE_END = re.compile(r"\.(?:docx?|pdf|xlsx?|rtf|zip|rar|odt|jpe?g|png)", re.IGNORECASE)


def read_components(text: str) -> list[Component]:
    """Return the papers in the order of the source, or none when `text` is not such a table."""
    heading, *tables = text.split(HEADER)
    found: list[Component] = []
    for table in tables:
        end = 0
        for paper, end in _papers(table, _group(heading)):  # noqa: B007  the last end is where the next heading begins
            found.append(paper)
        heading = table[end:]
    return found


def _papers(table: str, group: str) -> Iterator[tuple[Component, int]]:
    start = 0
    for match in _COUNT.finditer(table):
        figures = match["figures"]
        name = table[start : match.start()]
        if _PROSE.fullmatch(figures) and name.endswith((" ", "(", "\n")):
            continue
        start = match.end()
        yield _paper(name, figures, match["copies"], group), start


def _paper(name: str, figures: str, copies: str | None, group: str) -> Component:
    year = _YEAR_AND_COUNT.fullmatch(figures)
    if len(figures) == 1:
        originals = int(figures)
    elif year and name.endswith("/"):
        name, originals = name + figures[:4], int(year[1])
    else:  # "Mẫu số 131": form 13 and one original, or form 1 and thirty-one?
        return Component(name=_tidy(name + figures), group=group)
    name, form = _split_form(_tidy(name))
    return Component(name=name, originals=originals, copies=int(copies or 0), group=group, form=form)


def _split_form(name: str) -> tuple[str, str]:
    """Part the files of the forms from the name before them, when there is exactly one place where they can begin."""
    file_end = _FILE_END.search(name)
    if file_end is None:
        return name, ""
    places = [match.start() for match in _FORM.finditer(name, 1, file_end.start())]
    if len(places) != 1:
        return name, ""
    return _tidy(name[: places[0]]), name[places[0] :].strip()


def _group(heading: str) -> str:
    return heading.strip().strip("-").strip().rstrip(":").strip()


def _tidy(name: str) -> str:
    return _MARK.sub("", name.strip().strip(";").strip())
