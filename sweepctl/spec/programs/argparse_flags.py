"""argparse: https://docs.python.org/3/library/argparse.html"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sweepctl.model.params import Value
from sweepctl.model.script import Kind, Passing, Script, Setting
from sweepctl.spec.flags import Flag, flag_of, read_flags
from sweepctl.spec.programs.bounds import bounded
from sweepctl.spec.programs.source import Source, keywords, kind_by_name, kind_by_value, known

_SWITCHES = {"store_true", "store_false", "BooleanOptionalAction"}
_VALUED = {None, "store"}


def read(source: Source) -> Script | None:
    """Every flag of its one parser; of several, or of one that cannot be followed, all that there are."""
    calls = [one for one in source.calls() if isinstance(one.func, ast.Attribute) and one.func.attr == "add_argument"]
    is_ours = any(name.split(".")[0] == "argparse" for name in source.imports.values()) or any(
        source.dotted(one.func).endswith("ArgumentParser") for one in source.calls()
    )
    if not calls or not is_ours:
        return None
    strict = read_flags(ast.unparse(source.tree))
    settings: dict[str, Setting] = {}
    positional = []
    for call in calls:
        flag = flag_of(call)
        if flag is None:
            continue
        if not flag.options:
            positional += _positional(call)
        elif strict is None or flag.options[0] in strict.flags:
            settings |= {one.name: one for one in _setting(source, call, flag)}
    has_switch = any(one.kind is Kind.SWITCH for one in settings.values())
    passing = Passing.SWITCHES if has_switch else Passing.FLAGS
    return Script("argparse", tuple(settings.values()), tuple(positional), None, passing)


def _positional(call: ast.Call) -> list[str]:
    """The name of an argument that cannot be left out."""
    given = keywords(call)
    nargs = given.get("nargs")
    is_free = isinstance(nargs, ast.Constant) and nargs.value in {"?", "*"}
    name = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    return [] if is_free or not isinstance(name, str) else [name]


def _setting(source: Source, call: ast.Call, flag: Flag) -> Iterator[Setting]:
    given = keywords(call)
    name = next((one[2:] for one in flag.options if one.startswith("--")), None)
    default = known(source.value(given.get("default")))
    required = source.value(given.get("required")) is True
    if name is None or flag.action not in {*_SWITCHES, *_VALUED}:
        return
    if flag.action in _SWITCHES:
        is_on = flag.action == "BooleanOptionalAction" and default is True
        yield Setting(f"no-{name}" if is_on else name, Kind.SWITCH, False)
        return
    choices = source.listed(given.get("choices")) or _numbers(given.get("choices"))
    kind = Kind.SEVERAL if flag.nargs not in {None, "?", 1} else _kind(flag, default, bool(choices))
    yield bounded(Setting(name, kind, default, choices, required), source.value(given.get("help")))


def _kind(flag: Flag, default: Value, has_choices: bool) -> Kind:
    """Without a `type` every value arrives as a text, whatever the default is."""
    if flag.type is None:
        is_number = isinstance(default, int | float)
        return Kind.OTHER if is_number and not has_choices else Kind.TEXT
    # `type=bool` takes every text for True.
    return Kind.OTHER if flag.type == "bool" else kind_by_name(flag.type) or kind_by_value(default)


def _numbers(node: ast.AST | None) -> tuple[Value, ...]:
    """The numbers of a literal `range(…)`."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "range":
        return ()
    try:
        bounds = [ast.literal_eval(one) for one in node.args]
        found = range(*bounds)
    except (ValueError, TypeError):
        return ()
    return tuple(found) if len(found) <= 20 else ()
