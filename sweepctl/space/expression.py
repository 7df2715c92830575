"""Arithmetic over parameters, such as `layers * width <= 4096`: parsed by Python's grammar, never evaluated by it."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sweepctl.model.params import Params, Value

_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_COMPARE: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.In: lambda item, group: item in group,
    ast.NotIn: lambda item, group: item not in group,
}
_UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "ceil": math.ceil,
    "exp": math.exp,
    "floor": math.floor,
    "log": math.log,
    "log2": math.log2,
    "log10": math.log10,
    "max": max,
    "min": min,
    "round": round,
    "sqrt": math.sqrt,
}
_LONGEST = 1_000
_LARGEST_POWER = 1_000


class ExpressionError(ValueError):
    """The text is not an expression of the small language, in a sentence."""


@dataclass(frozen=True)
class Expression:
    """A condition over parameters; `names` are those it needs, dotted where nested."""

    text: str
    names: frozenset[str]
    reckon: Callable[[Params], Any] = field(compare=False, repr=False)

    def holds(self, params: Params) -> bool:
        """Whether a point satisfies it. One that lacks a parameter, or has no number where one is needed, does."""
        try:
            return bool(self.reckon(params))
        except (_AbsentError, TypeError, ArithmeticError, ValueError):
            return True


class _AbsentError(Exception):
    """The point does not have the parameter."""


def parse(text: str) -> Expression:
    """Read an expression. Raises ExpressionError with what is not allowed."""
    if len(text) > _LONGEST:
        raise ExpressionError(f"is longer than {_LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError("is not an expression") from None
    names: set[str] = set()
    _check(tree, names)
    if not names:
        raise ExpressionError("names no parameter")
    return Expression(text, frozenset(names), _compiled(tree))


def _check(node: ast.expr, names: set[str]) -> None:
    """Raises ExpressionError for anything outside the small language; collects the names."""
    match node:
        case ast.Constant(value=bool() | int() | float() | str() | None):
            return
        case ast.Name() | ast.Attribute():
            names.add(_dotted(node))
        case ast.BinOp(left, op, right) if type(op) in _BINARY:
            _check(left, names)
            _check(right, names)
        case ast.UnaryOp(op, operand) if type(op) in _UNARY:
            _check(operand, names)
        case ast.BoolOp(_, values):
            for value in values:
                _check(value, names)
        case ast.Compare(left, ops, comparators) if all(type(op) in _COMPARE for op in ops):
            for value in (left, *comparators):
                _check(value, names)
        case ast.Call(ast.Name(function), args, []) if function in _FUNCTIONS:
            for argument in args:
                _check(argument, names)
        case ast.List(elements) | ast.Tuple(elements):
            for element in elements:
                _check(element, names)
        case _:
            allowed = f"numbers, texts, parameters, arithmetic, comparisons, and, or, not, {', '.join(_FUNCTIONS)}"
            raise ExpressionError(f"`{ast.unparse(node)}` is not allowed; there are {allowed}")


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(value, name):
            return f"{_dotted(value)}.{name}"
    raise ExpressionError(f"`{ast.unparse(node)}` is not the name of a parameter")


_Reckon: TypeAlias = Callable[[Params], Any]


def _compiled(node: ast.expr) -> _Reckon:
    """The tree as nested functions, which are several times faster than walking it for every point."""
    match node:
        case ast.Constant(value):
            return lambda params: value
        case ast.Name() | ast.Attribute():
            name = _dotted(node)
            return lambda params: _look_up(name, params)
        case ast.BinOp(left, op, right):
            a, b, kind = _compiled(left), _compiled(right), type(op)
            return lambda params: _binary(kind, a(params), b(params))
        case ast.UnaryOp(op, operand):
            sign, inner = _UNARY[type(op)], _compiled(operand)
            return lambda params: sign(inner(params))
        case ast.BoolOp(op, values):
            every, parts = all if isinstance(op, ast.And) else any, list(map(_compiled, values))
            return lambda params: every(part(params) for part in parts)
        case ast.Compare(left, ops, comparators):
            return _comparison([_compiled(one) for one in (left, *comparators)], [_COMPARE[type(op)] for op in ops])
        case ast.Call(ast.Name(function), args):
            call, arguments = _FUNCTIONS[function], list(map(_compiled, args))
            return lambda params: call(*(argument(params) for argument in arguments))
        case ast.List(elements) | ast.Tuple(elements):
            items = list(map(_compiled, elements))
            return lambda params: [item(params) for item in items]
    raise TypeError(ast.unparse(node))


def _comparison(sides: Sequence[_Reckon], signs: Sequence[Callable[[Any, Any], bool]]) -> _Reckon:
    if len(signs) == 1:
        (left, right), sign = sides, signs[0]
        return lambda params: sign(left(params), right(params))

    def chain(params: Params) -> bool:
        found = [side(params) for side in sides]
        return all(sign(a, b) for sign, a, b in zip(signs, found, found[1:], strict=False))

    return chain


def _binary(kind: type[ast.operator], left: Any, right: Any) -> Any:
    """Arithmetic that stays small: no text repeated a billion times, no power that fills the memory."""
    if not all(isinstance(side, int | float) for side in (left, right)):
        raise TypeError("arithmetic is for numbers")
    if kind is ast.Pow and (abs(right) > _LARGEST_POWER or abs(left) > 1e9):
        return float(left) ** float(right)
    return _BINARY[kind](left, right)


def _look_up(name: str, params: Params) -> Value:
    """A parameter by name, or by its dotted path where it is nested."""
    if name in params:
        return params[name]
    for position, letter in enumerate(name):
        inner = params.get(name[:position]) if letter == "." else None
        if isinstance(inner, dict):
            return _look_up(name[position + 1 :], inner)
    raise _AbsentError(name)
