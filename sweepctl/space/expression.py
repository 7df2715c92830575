"""Arithmetic over parameters, such as `layers * width <= 4096`: parsed by Python's grammar, never evaluated by it."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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
    tree: ast.expr
    names: frozenset[str]

    def holds(self, params: Params) -> bool:
        """Whether a point satisfies it. One that lacks a parameter, or has no number where one is needed, does."""
        try:
            return bool(_value(self.tree, params))
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
    return Expression(text, tree, frozenset(names))


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


def _value(node: ast.expr, params: Params) -> Any:
    match node:
        case ast.Constant(value):
            return value
        case ast.Name() | ast.Attribute():
            return _look_up(_dotted(node), params)
        case ast.BinOp(left, op, right):
            return _binary(type(op), _value(left, params), _value(right, params))
        case ast.UnaryOp(op, operand):
            return _UNARY[type(op)](_value(operand, params))
        case ast.BoolOp(ast.And(), values):
            return all(_value(value, params) for value in values)
        case ast.BoolOp(_, values):
            return any(_value(value, params) for value in values)
        case ast.Compare(left, ops, comparators):
            chain = [_value(value, params) for value in (left, *comparators)]
            return all(_COMPARE[type(op)](a, b) for op, a, b in zip(ops, chain, chain[1:], strict=False))
        case ast.Call(ast.Name(function), args):
            return _FUNCTIONS[function](*(_value(argument, params) for argument in args))
        case ast.List(elements) | ast.Tuple(elements):
            return [_value(element, params) for element in elements]
    raise TypeError(ast.unparse(node))


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
