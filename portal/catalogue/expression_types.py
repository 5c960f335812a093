"""Whether an expression can mean anything over a form: each name known, each comparison between like and like."""

import ast
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from portal.catalogue.expressions import ExpressionError, compile_expression

Type = Literal["bool", "number", "text", "choice", "choices", "date", "person", "address", "place", "list"]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a name before there are answers: its type, the options of a choice, the parts of a person."""

    type: Type
    options: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


_PARTS: dict[str, Type] = {
    "name": "text",
    "identifier": "text",
    "birth_date": "date",
    "sex": "text",
    "residence": "address",
    "unit": "text",
    "line": "text",
    "phone": "text",
    "email": "text",
}

_PERSON_PARTS = ("name", "identifier", "birth_date", "sex", "residence", "phone", "email")

_WORDS: dict[Type, str] = {
    "bool": "yes-or-no",
    "number": "number",
    "text": "text",
    "choice": "choice",
    "choices": "list of choices",
    "date": "date",
    "person": "person",
    "address": "address",
    "place": "place",
    "list": "list",
}
_MENDS: dict[Type, str] = {  # for the types that a definition asks for
    "bool": "Write a comparison, as in  copies > 1 , or the name of a yes-or-no question.",
    "number": "Write a number, or the name of a question of the type number.",
    "address": "Write a question of the type address, or a person's residence: subject.residence.",
}


def check_types(source: str, names: Mapping[str, Known], *, wanted: tuple[Type, ...] = ()) -> Type:
    """Return the type of an expression over these names.

    Raises `ExpressionError` where types do not fit each other, or the whole is none of the types `wanted`.
    """
    found = _type(compile_expression(source).tree, names)
    if wanted and found.type not in wanted:
        raise ExpressionError(f"{source!r} is a {_WORDS[found.type]}, not a {_WORDS[wanted[0]]}", _MENDS[wanted[0]])
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
            return names[name] if name in names else _unknown(name, names)
        case ast.Attribute(value=inner, attr=part):
            return _type_part(_type(inner, names), part, ast.unparse(node))
        case ast.BoolOp(values=parts):
            return _type_truths(parts, names)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return _type_truths([inner], names)
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


def _unknown(name: str, names: Mapping[str, Known]) -> Known:
    if name in ("true", "false"):
        raise ExpressionError(f"{name!r} is no question", "Write the question alone, or  not  before it.")
    near = difflib.get_close_matches(name, names, n=1)
    mend = (
        f"Write {near[0]!r}." if near else f"Write one of {', '.join(sorted(names)) or 'nothing: none is asked yet'}."
    )
    raise ExpressionError(f"{name!r} is not a question asked by then", mend)


def _type_truths(parts: Sequence[ast.expr], names: Mapping[str, Known]) -> Known:
    for part in parts:
        found = _type(part, names).type
        if found != "bool":
            mend = f"Compare it with something: {ast.unparse(part)} == …"
            raise ExpressionError(f"{ast.unparse(part)!r} is a {_WORDS[found]}, neither true nor false", mend)
    return Known("bool")


def _type_part(whole: Known, part: str, words: str) -> Known:
    wanted = {"person": _PERSON_PARTS, "address": ("unit", "line")}.get(whole.type, ())
    if part not in wanted:
        mend = f"Write one of {', '.join(wanted)}." if wanted else f"Take .{part} away."
        raise ExpressionError(f"a {_WORDS[whole.type]} has no .{part}: {words}", mend)
    if whole.type == "person" and part != "name" and part not in whole.parts:
        raise ExpressionError(f".{part} is not asked of this person: {words}", f"Add {part} to the question's parts.")
    return Known(_PARTS[part])


def _type_call(name: str, argument: Known) -> Known:
    wanted: tuple[Type, ...] = ("list", "choices") if name == "count" else ("date",)
    if argument.type not in wanted:
        mend = f"Give it a {_WORDS[wanted[0]]}."
        raise ExpressionError(f"{name}(…) takes a {_WORDS[wanted[0]]}, not a {_WORDS[argument.type]}", mend)
    return Known("number")


_TEXTS = ("text", "choice", "place")
_ORDERED = ("number", "date")


def _type_comparison(node: ast.Compare, names: Mapping[str, Known]) -> Known:
    sides = [_type(side, names) for side in (node.left, *node.comparators)]
    for op, left, right in zip(node.ops, sides, sides[1:], strict=False):
        _compare(op, left, right, ast.unparse(node))
    return Known("bool")


def _compare(op: ast.cmpop, left: Known, right: Known, words: str) -> None:
    one, other = _WORDS[left.type], _WORDS[right.type]
    if isinstance(op, ast.In | ast.NotIn):
        if right.type not in ("choices", "list"):
            mend = "Write several options in brackets: status in ('divorced', 'widowed')."
            raise ExpressionError(f"'in' needs a list on its right: {words}", mend)
        _same_options(left, right, words)
    elif not (left.type in _TEXTS and right.type in _TEXTS) and left.type != right.type:
        raise ExpressionError(f"a {one} cannot be compared with a {other}: {words}", f"Compare a {one} with a {one}.")
    elif not isinstance(op, ast.Eq | ast.NotEq) and left.type not in _ORDERED:
        raise ExpressionError(f"a {one} is neither more nor less than another: {words}", "Write == or != instead.")
    else:
        _same_options(left, right, words)


def _same_options(left: Known, right: Known, words: str) -> None:
    """A literal compared with a choice has to be one of its options: a typing error there is never true."""
    for one, other in ((left, right), (right, left)):
        if one.type in ("choice", "choices") and other.type in ("text", "list"):
            for literal in sorted(other.options - one.options):
                mend = f"Write one of {', '.join(sorted(one.options))}."
                raise ExpressionError(f"{literal!r} is none of the options: {words}", mend)
