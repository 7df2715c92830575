"""Typer: https://typer.tiangolo.com"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sweepctl.model.params import Value
from sweepctl.model.script import Kind, Passing, Script, Setting
from sweepctl.spec.programs.bounds import bounded
from sweepctl.spec.programs.click_options import functions, number
from sweepctl.spec.programs.source import UNKNOWN, Source, Unknown, keywords, kind_by_name, kind_by_value, known

_LIKELY = ("train", "main", "fit", "run")


def read(source: Source) -> Script | None:
    """The parameters of the function that `typer.run` or `@app.command()` makes a command of."""
    if not any(name.split(".")[0] == "typer" for name in source.imports.values()):
        return None
    by_name = {node.name: node for node in functions(source)}
    run = [
        one.args[0].id
        for one in source.calls()
        if source.dotted(one) == "typer.run" and one.args and isinstance(one.args[0], ast.Name)
    ]
    commands = {name: by_name[name] for name in run if name in by_name}
    for node in functions(source):
        for one in node.decorator_list:
            if source.dotted(one).rpartition(".")[2] == "command":
                given = source.value(one.args[0]) if isinstance(one, ast.Call) and one.args else None
                commands[given if isinstance(given, str) else node.name.replace("_", "-")] = node
    if not commands:
        return None
    name = next((one for one in _LIKELY if one in commands), next(iter(commands)))
    found = list(_parameters(source, commands[name]))
    settings = [one for one in found if isinstance(one, Setting)]
    positional = [one for one in found if isinstance(one, str) and one]
    # One command alone has no name, unless a callback stands beside it.
    has_callback = any(
        source.dotted(one).endswith(".callback") for node in functions(source) for one in node.decorator_list
    )
    passing = Passing.SWITCHES if any(one.kind is Kind.SWITCH for one in settings) else Passing.FLAGS
    is_named = len(commands) > 1 or has_callback
    return Script("typer", tuple(settings), tuple(positional), name if is_named else None, passing)


def _parameters(source: Source, node: ast.FunctionDef) -> Iterator[Setting | str]:
    """A setting for each option, a name for each argument that cannot be left out."""
    arguments = [*node.args.posonlyargs, *node.args.args]
    defaults: list[ast.expr | None] = [None] * (len(arguments) - len(node.args.defaults)) + [*node.args.defaults]
    pairs = [*zip(arguments, defaults, strict=True), *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)]
    for argument, default in pairs:
        annotation = argument.annotation
        details = default if _is_details(source, default) else None
        if isinstance(annotation, ast.Subscript) and source.dotted(annotation.value).endswith("Annotated"):
            inner = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
            details = details or next((one for one in inner[1:] if _is_details(source, one)), None)
            annotation = inner[0]
        if source.dotted(annotation).endswith("Context"):
            continue
        yield _parameter(source, argument.arg, annotation, default, details if isinstance(details, ast.Call) else None)


def _is_details(source: Source, node: ast.AST | None) -> bool:
    return isinstance(node, ast.Call) and source.dotted(node) in {"typer.Option", "typer.Argument"}


def _parameter(
    source: Source, name: str, annotation: ast.AST | None, default: ast.expr | None, details: ast.Call | None
) -> Setting | str:
    is_inside = details is not None and default is details
    given = (details.args[0] if details and details.args and is_inside else None) if is_inside else default
    value = UNKNOWN if given is None or _is_ellipsis(given) else source.value(given)
    is_missing = given is None or _is_ellipsis(given)
    is_argument = source.dotted(details) == "typer.Argument" if details else is_missing
    if is_argument:
        return name if is_missing else ""
    words = [word for one in (details.args if details else ()) if isinstance(word := source.value(one), str)]
    flag = next((word for word in words if word.startswith("--")), f"--{name.replace('_', '-')}")
    on, _, off = flag.partition("/")
    fallback = known(value)
    kind, choices = _kind(source, annotation, fallback)
    if kind is Kind.BOOLEAN:
        negated = off.strip()[2:] or ("" if "/" in flag or flag in words else f"no-{on[2:]}")
        return Setting(negated if negated and fallback is True else on.strip()[2:], Kind.SWITCH, False)
    said = keywords(details) if details else {}
    low, high = (number(source.value(said.get(key))) for key in ("min", "max"))
    setting = Setting(on.strip()[2:], kind, fallback, choices, is_missing, low, high)
    return bounded(setting, source.value(said.get("help")))


def _is_ellipsis(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...


def _kind(source: Source, annotation: ast.AST | None, default: Value) -> tuple[Kind, tuple[Value, ...]]:
    match annotation:
        case ast.BinOp(left=left, op=ast.BitOr()):
            return _kind(source, left, default)
        case ast.Subscript(value=value, slice=inner) if source.dotted(value).endswith("Optional"):
            return _kind(source, inner, default)
        case ast.Subscript(value=value, slice=inner) if source.dotted(value).endswith("Literal"):
            items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return Kind.TEXT, tuple(one for item in items if not isinstance(one := source.value(item), Unknown))
        case ast.Subscript():
            return Kind.SEVERAL, ()
        case ast.Name(id=name) if name in source.classes:
            return Kind.TEXT, source.listed(annotation)
        case None:
            return kind_by_value(default), ()
    return kind_by_name(source.dotted(annotation)) or Kind.OTHER, ()
