"""One door (R-TX-1): which code writes which tables of a case is known, and nobody else does."""

import ast
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from portal.cases import desk_models, meeting_models, models

PORTAL = Path(__file__).parents[2] / "portal"
WRITES = frozenset({"insert", "insert_new", "update", "delete"})
# What a case is. Drafts, papers and views are kept beside it, by the rooms of portal.cases that are named after them.
STATE = frozenset(
    {"Case", "CaseEvent", "CaseUnit", "CaseWord", "CaseContent", "CaseFile", "CaseReferral", "Task", "CommandKey"}
)
BESIDE = frozenset({"Draft", "DraftFile", "CaseDocument", "CaseView", "Original"})
# What an office keeps about its own work.
DESK = frozenset({"CaseNote", "Label", "CaseLabel", "CasePlace", "TaskTick", "SavedFilter", "DeskColumns"})

# Meetings with applicants: they follow from the events, as the tables of a case do.
MEETINGS = frozenset({"CaseAppointment", "MeetingFile"})


def written() -> Iterator[tuple[str, str]]:
    """Yield (module, table) for every statement of SQLAlchemy that writes a table of cases."""
    for file in sorted(PORTAL.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRITES and node.args:
                place = 1 if node.func.id == "insert_new" else 0  # it is told the connection first
                table = ast.unparse(node.args[place]).removesuffix(".__table__")
                if table in STATE | BESIDE | DESK | MEETINGS:
                    yield str(file.relative_to(PORTAL)), table


def test_these_are_all_tables_of_cases() -> None:
    assert tables_of(models) == STATE | BESIDE
    assert tables_of(desk_models) == DESK
    assert tables_of(meeting_models) == MEETINGS


def tables_of(module: ModuleType) -> set[str]:
    own = (value for value in vars(module).values() if getattr(value, "__module__", "") == module.__name__)
    return {value.__name__ for value in own if hasattr(value, "__tablename__")}


def test_only_the_store_writes_what_a_case_is() -> None:
    assert {(module, table) for module, table in written() if table in STATE and module != "cases/store.py"} == {
        ("cases/housekeeping.py", "CommandKey")  # keys that nobody can send again are forgotten
    }


def test_meetings_are_written_beside_the_events_that_tell_them() -> None:
    assert {module for module, table in written() if table in MEETINGS} == {"cases/appointments.py"}


def test_what_lies_beside_a_case_is_written_by_cases_alone() -> None:
    assert {module for module, _ in written() if not module.startswith("cases/")} == set()


def test_nobody_writes_past_the_models() -> None:
    """SQL as text could name any table: two modules write by it, and both only count."""
    found = {
        str(file.relative_to(PORTAL))
        for file in PORTAL.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.lower().startswith(("insert into ", "update ", "delete from "))
    }

    assert found == {"people/attempts.py", "documents/registers.py"}
