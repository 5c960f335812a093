"""`listed(codes)` in SQL: the members of a list that is sent as one value, however long it is.

A province has two thousand units and offices; as values of their own they would cost more than the query.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Text


class members_of_list(GenericFunction[str]):  # noqa: N801  spelled as it is called in SQL
    type = Text()
    name = "members_of_list"
    inherit_cache = True


def listed(codes: Iterable[str]) -> Select[tuple[str]]:
    """Return the subquery of some codes, for `column.in_(...)`."""
    found = members_of_list(literal(json.dumps(sorted(codes)))).table_valued("value")
    return select(found.c.value)


@compiles(members_of_list, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(members_of_list, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"jsonb_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS jsonb))"
