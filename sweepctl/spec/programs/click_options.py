"""click: https://click.palletsprojects.com"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sweepctl.model.params import Value
from sweepctl.model.script import Kind, Passing, Script, Setting
from sweepctl.spec.programs.bounds import bounded
from sweepctl.spec.programs.source import Source, Unknown, keywords, kind_by_name, kind_by_value, known

_LIKELY = ("train", "main", "fit", "run")


def read(source: Source) -> Script | None:
    """The options of the command; of several commands that of the one that trains."""
    commands = {name: node for node in functions(source) if (name := _command_name(source, node)) is not None}
    if not commands:
        return None
    name = next((one for one in _LIKELY if one in commands), next(iter(commands)))
    has_group = any(source.dotted(one).endswith((".group", "click.Group")) for one in _decorators(source))
    settings, positional = [], []
    # Decorators are applied from the last to the first, and shown from the first on.
    for one in commands[name].decorator_list:
        if isinstance(one, ast.Call) and source.dotted(one).rpartition(".")[2] == "option":
            settings += list(_option(source, one))
        elif isinstance(one, ast.Call) and source.dotted(one).rpartition(".")[2] == "argument":
            positional += _argument(source, one)
    passing = Passing.SWITCHES if any(one.kind is Kind.SWITCH for one in settings) else Passing.FLAGS
    return Script("click", tuple(settings), tuple(positional), name if has_group else None, passing)


def functions(source: Source) -> list[ast.FunctionDef]:
    """The functions of a module, in the order of the text."""
    found = [node for node in source.nodes if isinstance(node, ast.FunctionDef)]
    return sorted(found, key=lambda node: node.lineno)


def _decorators(source: Source) -> list[ast.expr]:
    return [one for node in functions(source) for one in node.decorator_list]


def _command_name(source: Source, node: ast.FunctionDef) -> str | None:
    """What the command of a function is called, None where it is none of click's."""
    uses_click = any(name.split(".")[0] == "click" for name in source.imports.values())
    for one in node.decorator_list:
        if uses_click and source.dotted(one).rpartition(".")[2] == "command":
            given = source.value(one.args[0]) if isinstance(one, ast.Call) and one.args else None
            return given if isinstance(given, str) else node.name.replace("_", "-")
    return None


def _option(source: Source, call: ast.Call) -> Iterator[Setting]:
    words = [word for one in call.args if isinstance(word := source.value(one), str)]
    given = keywords(call)
    flag = next((word for word in words if word.startswith("--")), None)
    if flag is None:
        return
    default = known(source.value(given.get("default")))
    name, _, off = flag.partition("/")
    name, off = name.strip()[2:], off.strip()[2:]
    is_switch = bool(off) or source.value(given.get("is_flag")) is True
    if is_switch:
        yield Setting(off if off and default is True else name, Kind.SWITCH, False)
        return
    several = source.value(given.get("multiple")) is True or isinstance(source.value(given.get("nargs")), int)
    kind = given.get("type")
    required = source.value(given.get("required")) is True
    low, high = _bounds(source, kind)
    taken = Kind.SEVERAL if several else _kind(source, kind, default)
    setting = Setting(name, taken, default, _choices(source, kind), required, low, high)
    yield bounded(setting, source.value(given.get("help")))


def _kind(source: Source, kind: ast.AST | None, default: Value) -> Kind:
    """Without a type it is what the default is, and a text without a default."""
    if kind is None and default is None:
        return Kind.TEXT
    return kind_by_name(source.dotted(kind)) or (Kind.TEXT if kind else kind_by_value(default))


def _choices(source: Source, kind: ast.AST | None) -> tuple[Value, ...]:
    is_choice = isinstance(kind, ast.Call) and source.dotted(kind).endswith("Choice") and kind.args
    return source.listed(kind.args[0]) if is_choice and isinstance(kind, ast.Call) else ()


def _bounds(source: Source, kind: ast.AST | None) -> tuple[float | None, float | None]:
    """The limits of `IntRange(1, 8)` and `FloatRange(min=0)`."""
    if not isinstance(kind, ast.Call) or not source.dotted(kind).endswith("Range"):
        return None, None
    given = keywords(kind)
    nodes = [
        given.get("min", kind.args[0] if kind.args else None),
        given.get("max", kind.args[1] if len(kind.args) > 1 else None),
    ]
    low, high = (source.value(one) for one in nodes)
    return number(low), number(high)


def number(value: object) -> float | None:
    """A number, None for anything else."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _argument(source: Source, call: ast.Call) -> list[str]:
    given = keywords(call)
    name = source.value(call.args[0]) if call.args else None
    is_free = source.value(given.get("required")) is False or not isinstance(
        source.value(given.get("default")), Unknown | None
    )
    return [name] if isinstance(name, str) and not is_free else []
