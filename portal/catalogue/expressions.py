"""The language of conditions, checks and fee rules: a small part of Python's expressions, typed before it is used.

    status == 'divorced' and age(child.birth_date) < 18

Names are the form's questions; a person has `.name .identifier .birth_date .sex .residence`, an address `.unit`.
Anything unanswered is unknown: a comparison with it is false. There are no calls but the functions below, no loops, no
floats.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

MAX_NODES = 60


class ExpressionError(Exception):
    """The expression cannot be read, or its types do not fit. The message says which part, `mend` what to write."""

    def __init__(self, message: str, mend: str = "Write it as in  status == 'divorced' and copies > 1.") -> None:
        super().__init__(message)
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression that was read; `evaluate` may be called with any answers."""

    source: str
    tree: ast.expr = field(repr=False, hash=False, compare=False)

    @property
    def names(self) -> frozenset[str]:
        """The questions it speaks of."""
        calls = {id(node.func) for node in ast.walk(self.tree) if isinstance(node, ast.Call)}
        named = (node for node in ast.walk(self.tree) if isinstance(node, ast.Name) and id(node) not in calls)
        return frozenset(node.id for node in named)

    def evaluate(self, values: Mapping[str, Any], today: date) -> Any:
        """Return the value for these answers. Never raises for missing ones."""
        return _evaluate(self.tree, values, today)

    def holds(self, values: Mapping[str, Any], today: date) -> bool:
        return bool(self.evaluate(values, today))


@lru_cache(maxsize=4096)
def compile_expression(source: str) -> Compiled:
    """Read an expression. Raises `ExpressionError` for anything outside the language."""
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"cannot read {source!r}") from error
    nodes = list(ast.walk(tree))
    if len(nodes) > MAX_NODES:
        raise ExpressionError(f"{source!r} is too long", "Split it into two rules.")
    for node in nodes:
        _allow(node)
    return Compiled(source, tree)


_ALLOWED = (
    ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub,
    ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn,
    ast.BinOp, ast.Add, ast.Sub, ast.Mult,
    ast.Name, ast.Load, ast.Attribute, ast.Constant, ast.Call, ast.Tuple,
)  # fmt: skip


def _allow(node: ast.AST) -> None:
    if not isinstance(node, _ALLOWED):
        raise ExpressionError(f"{type(node).__name__} is not part of the language of conditions")
    if isinstance(node, ast.Attribute) and node.attr not in PARTS:
        raise ExpressionError(f".{node.attr} is unknown", f"Write one of {', '.join(sorted(PARTS))}.")
    if isinstance(node, ast.Constant) and not isinstance(node.value, bool | int | str):
        raise ExpressionError(f"{node.value!r} is neither a whole number, a text, True nor False")
    if isinstance(node, ast.Call):
        known = isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS
        if not known or node.keywords or len(node.args) != 1:
            mend = f"Write one of {', '.join(sorted(FUNCTIONS))}, each with one value: age(child.birth_date)."
            raise ExpressionError(f"{ast.unparse(node)} is a call that is not known", mend)


def _age(born: Any, today: date) -> int | None:
    if not isinstance(born, date):
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _count(items: Any, today: date) -> int:
    return len(items) if isinstance(items, list | tuple | set | frozenset) else 0


def _days_since(day: Any, today: date) -> int | None:
    return (today - day).days if isinstance(day, date) else None


FUNCTIONS: dict[str, Callable[[Any, date], Any]] = {"age": _age, "count": _count, "days_since": _days_since}
PARTS = frozenset({"name", "identifier", "birth_date", "sex", "residence", "phone", "email", "unit", "line"})

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}
_CALCULATE: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}


def _evaluate(node: ast.expr, values: Mapping[str, Any], today: date) -> Any:  # noqa: PLR0911  one arm for each node
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return today if name == "today" else values.get(name)
        case ast.Attribute(value=inner, attr=part):
            whole = _evaluate(inner, values, today)
            return whole.get(part) if isinstance(whole, Mapping) else None
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_evaluate(part, values, today) for part in parts)
        case ast.BoolOp(values=parts):
            return any(_evaluate(part, values, today) for part in parts)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return not _evaluate(inner, values, today)
        case ast.UnaryOp(operand=inner):
            number = _evaluate(inner, values, today)
            return -number if isinstance(number, int | Decimal) else None
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _evaluate(left, values, today), _evaluate(right, values, today)
            numbers = isinstance(a, int | Decimal) and isinstance(b, int | Decimal)
            return _CALCULATE[type(op)](a, b) if numbers else None
        case ast.Compare():
            return _compare(node, values, today)
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return FUNCTIONS[name](_evaluate(argument, values, today), today)
        case ast.Tuple(elts=items):
            return tuple(_evaluate(item, values, today) for item in items)
    raise ExpressionError(f"{type(node).__name__} cannot be evaluated")


def _compare(node: ast.Compare, values: Mapping[str, Any], today: date) -> bool:
    left = _evaluate(node.left, values, today)
    for op, other in zip(node.ops, node.comparators, strict=True):
        right = _evaluate(other, values, today)
        if left is None or right is None:
            return False
        try:
            if not _COMPARE[type(op)](left, right):
                return False
        except TypeError:
            return False
        left = right
    return True
