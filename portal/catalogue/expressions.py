"""The language of conditions, checks and fee rules: a small, typed part of Python's expressions.

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
from typing import Any, Literal

MAX_NODES = 60

Type = Literal["bool", "number", "text", "choice", "choices", "date", "person", "address", "list", "unknown"]


class ExpressionError(Exception):
    """The expression cannot be read, or its types do not fit. The message says which part and what to write."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a name before there are answers: its type, and for choices the options."""

    type: Type
    options: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression that was read; `evaluate` may be called with any answers."""

    source: str
    tree: ast.expr = field(repr=False, hash=False, compare=False)

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
        raise ExpressionError(f"{source!r} is too long; split it into two rules")
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
        raise ExpressionError(f".{node.attr} is unknown; write one of {', '.join(sorted(PARTS))}")
    if isinstance(node, ast.Constant) and not isinstance(node.value, bool | int | str):
        raise ExpressionError(f"{node.value!r} is neither a whole number, a text, True nor False")
    if isinstance(node, ast.Call):
        known = isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS
        if not known or node.keywords or len(node.args) != 1:
            raise ExpressionError(f"only {', '.join(sorted(FUNCTIONS))} may be called, each with one value")


def _age(born: Any, today: date) -> int | None:
    if not isinstance(born, date):
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _count(items: Any, today: date) -> int:
    return len(items) if isinstance(items, list | tuple | set | frozenset) else 0


def _days_since(day: Any, today: date) -> int | None:
    return (today - day).days if isinstance(day, date) else None


FUNCTIONS: dict[str, Callable[[Any, date], Any]] = {"age": _age, "count": _count, "days_since": _days_since}
PARTS: dict[str, Type] = {
    "name": "text",
    "identifier": "text",
    "birth_date": "date",
    "sex": "text",
    "residence": "address",
    "unit": "text",
    "line": "text",
}

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


def check_types(source: str, names: Mapping[str, Known], *, wanted: Type | None = None) -> Type:
    """Return the type of an expression over these names. Raises `ExpressionError` where types do not fit."""
    found = _type(compile_expression(source).tree, names)
    if wanted is not None and found.type not in (wanted, "unknown"):
        raise ExpressionError(f"{source!r} gives a {found.type}, but a {wanted} is needed here")
    return found.type


def _type(node: ast.expr, names: Mapping[str, Known]) -> Known:  # noqa: PLR0911, PLR0912  one arm for each node
    match node:
        case ast.Constant(value=bool()):
            return Known("bool")
        case ast.Constant(value=int()):
            return Known("number")
        case ast.Constant(value=str(value)):
            return Known("text", frozenset({value}))
        case ast.Name(id="today"):
            return Known("date")
        case ast.Name(id=name):
            if name not in names:
                raise ExpressionError(f"{name!r} is not a question of this form")
            return names[name]
        case ast.Attribute(value=inner, attr=part):
            whole = _type(inner, names).type
            if whole not in ("person", "address", "unknown"):
                raise ExpressionError(f".{part} goes with a person or an address, not with a {whole}")
            return Known(PARTS[part])
        case ast.BoolOp(values=parts):
            for inner in parts:
                _type(inner, names)
            return Known("bool")
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            _type(inner, names)
            return Known("bool")
        case ast.UnaryOp(operand=inner) | ast.BinOp(left=inner):
            for operand in (inner, *([node.right] if isinstance(node, ast.BinOp) else [])):
                if _type(operand, names).type != "number":
                    raise ExpressionError(f"only numbers can be added, subtracted and multiplied: {ast.unparse(node)}")
            return Known("number")
        case ast.Compare():
            return _type_comparison(node, names)
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return _type_call(name, _type(argument, names))
        case ast.Tuple(elts=items):
            texts = [_type(item, names) for item in items]
            return Known("list", frozenset().union(*(t.options for t in texts)))
    raise ExpressionError(f"{ast.unparse(node)} has no type")


def _type_call(name: str, argument: Known) -> Known:
    wanted = {"count": ("list", "choices")}.get(name, ("date",))
    if argument.type not in (*wanted, "unknown"):
        raise ExpressionError(f"{name}(…) takes a {wanted[0]}, not a {argument.type}")
    return Known("number")


_TEXTS = ("text", "choice", "unknown")


def _type_comparison(node: ast.Compare, names: Mapping[str, Known]) -> Known:
    sides = [_type(side, names) for side in (node.left, *node.comparators)]
    for op, left, right in zip(node.ops, sides, sides[1:], strict=False):
        words = ast.unparse(node)
        if isinstance(op, ast.In | ast.NotIn):
            if right.type not in ("choices", "list", "unknown"):
                raise ExpressionError(f"'in' needs several choices or a list on its right: {words}")
            _same_options(left, right, words)
        elif left.type in _TEXTS and right.type in _TEXTS:
            _same_options(left, right, words)
        elif left.type != right.type:
            raise ExpressionError(f"a {left.type} cannot be compared with a {right.type}: {words}")
    return Known("bool")


def _same_options(left: Known, right: Known, words: str) -> None:
    """A literal compared with a choice has to be one of its options: a typing error there is never true."""
    for one, other in ((left, right), (right, left)):
        if one.type in ("choice", "choices") and other.type in ("text", "list"):
            for literal in other.options - one.options:
                raise ExpressionError(f"{literal!r} is none of the options {', '.join(sorted(one.options))}: {words}")
