"""What a Python program's argparse parser accepts, read without running it.

Reading is all or nothing: where anything about the flags is decided while the program runs, nothing is said.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

_GROUPS = {"add_argument_group", "add_mutually_exclusive_group"}
_PARSES = {"parse_args", "parse_intermixed_args"}
_HARMLESS = {"error", "exit", "format_help", "format_usage", "get_default", "print_help", "print_usage", "set_defaults"}
_HARMLESS |= {"description", "epilog", "prog", "usage", "register"}
_FOREIGN = {"HfArgumentParser", "LightningCLI", "add_argparse_args", "from_argparse_args", "parse_known_args"}
_SETTINGS = {"prog", "usage", "description", "epilog", "formatter_class", "argument_default", "exit_on_error"}
_SETTINGS |= {"fromfile_prefix_chars", "conflict_handler", "suggest_on_error", "color", "add_help", "allow_abbrev"}
_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.Module)


@dataclass(frozen=True)
class Flag:
    """One optional argument; `type` is a name or the expression's source, `choices` only where they are literal."""

    options: tuple[str, ...]
    dest: str
    action: str | None
    type: str | None
    choices: tuple[object, ...] | None
    nargs: int | str | None
    line: int


@dataclass(frozen=True)
class Flags:
    """All optional arguments of a program's one parser, by option string, `--help` included."""

    flags: Mapping[str, Flag]
    allow_abbrev: bool = True

    def meant(self, option: str) -> dict[str, Flag]:
        """The declared options that argparse takes `option` for; more than one when it is ambiguous."""
        if option in self.flags:
            return {option: self.flags[option]}
        return {name: flag for name, flag in self.flags.items() if self.allow_abbrev and name.startswith(option)}


_Name: TypeAlias = tuple[ast.AST, str]


class _OpaqueError(Exception):
    """The flags cannot be known without running the program."""


def read_flags(source: str) -> Flags | None:
    """The flags of the program's only parser; None when it has none or when they cannot be known for sure."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the program's own odd escapes are not this tool's to report
            tree = ast.parse(source)
        return _Reading(tree).flags()
    except (SyntaxError, ValueError, RecursionError, _OpaqueError):
        return None


class _Reading:
    """Follows the one parser of a module through names, groups and the functions that return it."""

    def __init__(self, tree: ast.Module) -> None:
        self._nodes = list(ast.walk(tree))
        self._parents = {child: node for node in self._nodes for child in ast.iter_child_nodes(node)}
        self._imports = {alias: full for node in self._nodes for alias, full in _imported(node)}
        stored = [n for n in self._nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        self._bound = {(self._scope(node), node.id) for node in stored}
        self._bound |= {(self._scope(node), node.arg) for node in self._nodes if isinstance(node, ast.arg)}
        self._names: set[_Name] = set()
        self._makers: set[str] = set()

    def flags(self) -> Flags:
        """All flags of the parser, or `_OpaqueError`."""
        settings = _settings(self._parser())
        before = -1
        while before != len(self._names) + len(self._makers):
            before = len(self._names) + len(self._makers)
            for node in self._nodes:
                if self._is_parser(node):
                    self._follow(node)
        shared = {name for node in self._nodes if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
        parses = any(self._is_method(node, _PARSES) for node in self._nodes)
        if not parses or shared & {name for _, name in self._names}:
            raise _OpaqueError
        found = [flag for node in self._nodes if isinstance(node, ast.Attribute) for flag in self._declared(node)]
        if settings.get("add_help", True):
            found.append(Flag(("-h", "--help"), "help", "help", None, None, None, 0))
        pairs = [(option, flag) for flag in found for option in _spellings(flag)]
        if len({option for option, _ in pairs}) != len(pairs):
            raise _OpaqueError
        return Flags(dict(pairs), bool(settings.get("allow_abbrev", True)))

    def _parser(self) -> ast.Call:
        made = [node for node in self._nodes if isinstance(node, ast.Call) and self._is_made(node)]
        foreign = any(_last_name(node) in _FOREIGN for node in self._nodes)
        bases = [base for node in self._nodes if isinstance(node, ast.ClassDef) for base in node.bases]
        if len(made) != 1 or foreign or any(self._dotted(base).endswith("ArgumentParser") for base in bases):
            raise _OpaqueError
        return made[0]

    def _dotted(self, node: ast.AST) -> str:
        match node:
            case ast.Name(id=name):
                return self._imports.get(name, name)
            case ast.Attribute(value=value, attr=attr):
                return f"{self._dotted(value)}.{attr}"
        return ""

    def _is_made(self, node: ast.Call) -> bool:
        return self._dotted(node.func) == "argparse.ArgumentParser"

    def _is_method(self, node: ast.AST, names: set[str]) -> bool:
        return isinstance(node, ast.Attribute) and node.attr in names and self._is_parser(node.value)

    def _is_parser(self, node: ast.AST) -> bool:
        """Whether the expression is, as far as known by now, the parser or one of its groups."""
        match node:
            case ast.Name(ctx=ast.Load()):
                return self._lookup(node) in self._names
            case ast.Call(func=ast.Name(id=name)) if name in self._makers:
                return True
            case ast.Call(func=func):
                return self._is_made(node) or self._is_method(func, _GROUPS)
        return False

    def _follow(self, node: ast.AST) -> None:
        """Note where the parser goes next; anywhere it cannot be followed is opaque."""
        match parent := self._parents[node]:
            case ast.Expr():
                return
            case ast.Attribute(attr=attr) if attr in _GROUPS | _PARSES | _HARMLESS | {"add_argument"}:
                return
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                self._names.add((self._scope(parent), name))
            case ast.Return() if isinstance(function := self._scope(parent), ast.FunctionDef):
                self._makers.add(function.name)
            case _:
                raise _OpaqueError

    def _declared(self, node: ast.Attribute) -> Iterator[Flag]:
        if node.attr != "add_argument":
            return
        call = self._parents[node]
        looped = any(isinstance(outer, _LOOPS) for outer in self._outwards(node))
        if not isinstance(call, ast.Call) or call.func is not node or looped or not self._is_parser(node.value):
            raise _OpaqueError
        if (flag := _flag(call)).options:
            yield flag

    def _outwards(self, node: ast.AST) -> Iterator[ast.AST]:
        while node in self._parents:
            node = self._parents[node]
            yield node

    def _scopes(self, node: ast.AST) -> Iterator[ast.AST]:
        return (outer for outer in self._outwards(node) if isinstance(outer, _SCOPES))

    def _scope(self, node: ast.AST) -> ast.AST:
        return next(self._scopes(node), node)

    def _lookup(self, node: ast.Name) -> _Name | None:
        return next(((scope, node.id) for scope in self._scopes(node) if (scope, node.id) in self._bound), None)


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Import(names=names):
            yield from ((alias.asname, alias.name) for alias in names if alias.asname)
        case ast.ImportFrom(module=module, names=names):
            yield from ((alias.asname or alias.name, f"{module}.{alias.name}") for alias in names)


def _last_name(node: ast.AST) -> str | None:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None


class _Unknown:
    """Stands for what is not a literal."""


def _literal(node: ast.AST) -> object:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return _Unknown


def _settings(call: ast.Call) -> dict[str, object]:
    """The literal keywords of `ArgumentParser(...)`; opaque where a keyword could change which flags there are."""
    if any(keyword.arg not in _SETTINGS for keyword in call.keywords):
        raise _OpaqueError
    settings = {str(keyword.arg): _literal(keyword.value) for keyword in call.keywords}
    if _Unknown in (settings.get("add_help"), settings.get("allow_abbrev")):
        raise _OpaqueError
    return settings


def _flag(call: ast.Call) -> Flag:
    """One `add_argument(...)`; its options are empty for a positional argument."""
    words = [_literal(word) for word in call.args]
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if None in given or not all(isinstance(word, str) for word in words):
        raise _OpaqueError
    options = tuple(str(word) for word in words if str(word).startswith("-"))
    dest = _literal(given["dest"]) if "dest" in given else _dest(options)
    nargs = _literal(given["nargs"]) if "nargs" in given else None
    choices = _literal(given["choices"]) if "choices" in given else None
    return Flag(
        options=options,
        dest=dest if isinstance(dest, str) else "",
        action=_action(given.get("action")),
        type=ast.unparse(given["type"]) if "type" in given else None,
        choices=tuple(choices) if isinstance(choices, list | tuple | set | dict) else None,
        nargs=nargs if isinstance(nargs, int | str | None) else ast.unparse(given["nargs"]),
        line=call.lineno,
    )


def _dest(options: tuple[str, ...]) -> str:
    long = [option for option in options if option.startswith("--")]
    return (long or options or ("",))[0].lstrip("-").replace("-", "_")


def flag_of(call: ast.Call) -> Flag | None:
    """What one `add_argument(...)` declares, whatever becomes of its parser; None where that is not literal."""
    try:
        return _flag(call)
    except _OpaqueError:
        return None


def _action(node: ast.AST | None) -> str | None:
    match node:
        case None:
            return None
        case ast.Constant(value=str(action)):
            return action
    return "BooleanOptionalAction" if _last_name(node) == "BooleanOptionalAction" else ast.unparse(node)


def _spellings(flag: Flag) -> tuple[str, ...]:
    """The option strings argparse makes of a flag; `BooleanOptionalAction` has a `--no-` for each."""
    negated = [f"--no-{option[2:]}" for option in flag.options if option.startswith("--")]
    return (*flag.options, *negated) if flag.action == "BooleanOptionalAction" else flag.options
