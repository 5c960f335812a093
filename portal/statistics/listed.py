"""`listed(column, codes)` in SQL: the column's value is one of these codes, which are sent as one value.

A province has two thousand units and offices; as values of their own they would cost more than the query.
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Text, TypeDecorator, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import NullType


class CodeList(TypeDecorator[list[str]]):
    """Codes as one text: JSON for SQLite, the text of an array for PostgreSQL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str:
        codes = [json.dumps(code, ensure_ascii=False) for code in value or ()]
        return f"{{{','.join(codes)}}}" if dialect.name == "postgresql" else f"[{','.join(codes)}]"


class is_listed(GenericFunction[Any]):  # noqa: N801  spelled as it is called in SQL
    type = NullType()  # as Boolean it would be compared with 1 on SQLite, and no index would be used
    name = "is_listed"
    inherit_cache = True


def listed(column: InstrumentedAttribute[str], codes: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of the codes."""
    return is_listed(column, literal(sorted(codes), CodeList()))


@compiles(is_listed, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    column, codes = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({codes}))"  # noqa: S608  both are compiled SQL


@compiles(is_listed, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    column, codes = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} = ANY(CAST({codes} AS text[]))"
