"""`vietnam_day(moment)` in SQL: the calendar day in Vietnam (+07, no summer time) of a stored UTC moment."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Text


class vietnam_day(GenericFunction[str]):  # noqa: N801  spelled as it is called in SQL
    type = Text()
    name = "vietnam_day"
    inherit_cache = True


@compiles(vietnam_day, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '+7 hours')"


@compiles(vietnam_day, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"to_char({moment} AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD')"
