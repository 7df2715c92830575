"""A Python program as text and tree, and what names in it stand for."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sweepctl.model.params import Value
from sweepctl.model.script import Kind


class Unknown:
    """Stands for what is decided while the program runs."""


UNKNOWN = Unknown()
_TYPES: Mapping[str, Kind] = {
    "int": Kind.WHOLE, "INT": Kind.WHOLE, "IntRange": Kind.WHOLE, "PositiveInt": Kind.WHOLE,
    "float": Kind.REAL, "FLOAT": Kind.REAL, "FloatRange": Kind.REAL, "PositiveFloat": Kind.REAL,
    "str": Kind.TEXT, "STRING": Kind.TEXT, "Path": Kind.TEXT, "PathLike": Kind.TEXT, "File": Kind.TEXT,
    "list": Kind.SEVERAL, "List": Kind.SEVERAL, "tuple": Kind.SEVERAL, "Tuple": Kind.SEVERAL,
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A module that was parsed; `path` is where other files of the program are beside."""

    path: Path
    tree: ast.Module

    @classmethod
    def of(cls, path: Path, text: str) -> Source | None:
        """None where the text is no Python."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the program's own odd escapes are not this tool's to report
                return cls(path, ast.parse(text))
        except (SyntaxError, ValueError, RecursionError):
            return None

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node."""
        return list(ast.walk(self.tree))

    @cached_property
    def parents(self) -> Mapping[ast.AST, ast.AST]:
        """What each node stands in."""
        return {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}

    @cached_property
    def imports(self) -> Mapping[str, str]:
        """What each imported name is in full."""
        found: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for one in node.names:
                    found[(one.asname or one.name).split(".")[0]] = one.name if one.asname else one.name.split(".")[0]
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        return found

    @cached_property
    def constants(self) -> Mapping[str, Value]:
        """Names that the module gives one literal value."""
        found: dict[str, list[ast.expr | None]] = {}
        for node in self.nodes:
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        found.setdefault(target.id, []).append(node.value)
            elif isinstance(node, ast.AnnAssign | ast.AugAssign) and isinstance(node.target, ast.Name):
                found.setdefault(node.target.id, []).append(node.value if isinstance(node, ast.AnnAssign) else None)
        values = {name: plain(given[0]) for name, given in found.items() if len(given) == 1 and given[0] is not None}
        return {name: value for name, value in values.items() if not isinstance(value, Unknown)}

    @cached_property
    def classes(self) -> Mapping[str, ast.ClassDef]:
        """The classes of the module."""
        return {node.name: node for node in self.nodes if isinstance(node, ast.ClassDef)}

    def calls(self) -> Iterator[ast.Call]:
        """Every call, in the order of the text."""
        found = [node for node in self.nodes if isinstance(node, ast.Call)]
        yield from sorted(found, key=lambda node: (node.lineno, node.col_offset))

    def dotted(self, node: ast.AST | None) -> str:
        """`flags.DEFINE_float` with its imports followed: `absl.flags.DEFINE_float`; empty for anything else."""
        match node:
            case ast.Name(id=name):
                return self.imports.get(name, name)
            case ast.Attribute(value=value, attr=attr):
                return f"{self.dotted(value)}.{attr}"
            case ast.Call(func=func):
                return self.dotted(func)
        return ""

    def value(self, node: ast.AST | None) -> Value | Unknown:
        """What an expression is: a literal, or a constant of the module."""
        if node is None:
            return None
        if isinstance(node, ast.Name) and node.id in self.constants:
            return self.constants[node.id]
        return plain(node)

    def assigned(self, name: str) -> ast.expr:
        """The expression that a name is given last in the text, an empty name where it is given none."""
        found: ast.expr = ast.Name(id="", ctx=ast.Load())
        for node in self.nodes:
            is_named = isinstance(node, ast.Assign) and any(getattr(one, "id", None) == name for one in node.targets)
            if isinstance(node, ast.Assign) and is_named:
                found = node.value
        return found

    def listed(self, node: ast.AST | None) -> tuple[Value, ...]:
        """The items of a literal list, or the values of an enumeration; empty where they are not known."""
        enumeration = self.classes.get(node.id) if isinstance(node, ast.Name) else None
        if enumeration is not None:
            bodies = [one.value for one in enumeration.body if isinstance(one, ast.Assign)]
            values = [self.value(one) for one in bodies]
            return tuple(one for one in values if not isinstance(one, Unknown))
        found = self.value(node)
        return tuple(found) if isinstance(found, list) else ()


def plain(node: ast.AST) -> Value | Unknown:
    """A literal as data; tuples and sets are lists."""
    try:
        return _listed(ast.literal_eval(node))
    except (ValueError, TypeError, SyntaxError, RecursionError):
        return UNKNOWN


def _listed(value: object) -> Value | Unknown:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list() | tuple() | set():
            items = [_listed(one) for one in value]
            return [one for one in items if not isinstance(one, Unknown)]
    return UNKNOWN


def known(value: Value | Unknown) -> Value:
    """None for what is not known."""
    return None if isinstance(value, Unknown) else value


def kind_by_name(name: str) -> Kind | None:
    """The kind that the name of a type stands for."""
    last = name.rpartition(".")[2]
    return Kind.BOOLEAN if "bool" in last.lower() else _TYPES.get(last)


def kind_by_value(value: Value) -> Kind:
    """The kind that a default shows."""
    match value:
        case bool():
            return Kind.BOOLEAN
        case int():
            return Kind.WHOLE
        case float():
            return Kind.REAL
        case str():
            return Kind.TEXT
        case list() | dict():
            return Kind.SEVERAL
    return Kind.OTHER


def keywords(call: ast.Call) -> dict[str, ast.expr]:
    """The named arguments."""
    return {one.arg: one.value for one in call.keywords if one.arg is not None}
