"""The metrics that a program prints or logs, read from its source.

What a `print` would say is made up, with numbers where values go, and given to the reader of metrics: the names found
here are those that it will find in a trial's output.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from sweepctl.metrics.names import fold
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.vocabulary import SECTIONS, is_metric
from sweepctl.model.point import Line, Stream
from sweepctl.model.script import Printed
from sweepctl.spec.programs.source import Source, keywords

_PRINTS = {"print", "write", "info", "debug", "warning", "echo", "secho", "log", "success", "tqdm.write"}
# Calls whose first argument is a dict of metrics, that name one, or whose keywords are metrics.
_OF_DICT = {"log", "log_dict", "log_metrics", "report", "dumps"}
_OF_NAME = {"log", "log_metric"}
_OF_KEYWORDS = {"report"}
_MOST_DEPTH = 3
_COUNTERS = re.compile(
    r"epoch|step|iter|batch|idx|index|count|num|total|^[ijkn]$|round|fold|episode|len\b|size", re.IGNORECASE
)
_EPOCHS = re.compile(r"epoch|step|iter|round|generation|episode|\brange\(|trange\(", re.IGNORECASE)
_NOT_EPOCHS = re.compile(r"fold|split|seed|repeat|class", re.IGNORECASE)
_PERCENT = re.compile(r"%[-+ #0]*[\d*]*(?:\.[\d*]+)?([diufFeEgGs])")
_BRACES = re.compile(r"\{[^{}]*?(:[^{}]*)?\}")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_VALUE, _COUNT = "0.5123", "3"
# Frameworks that print metrics of their own.
_FIT_SAYS = ("validation_data", "validation_split")


def read_printed(source: Source) -> list[Printed]:
    """Each metric once, in the order in which they are first said."""
    found: dict[str, Printed] = {}
    for call in source.calls():
        names = list(dict.fromkeys(_names(source, call)))
        loops = bool(names) and (_is_repeated(source, call) or source.dotted(call).endswith(".fit"))
        for name in names:
            before = found.get(name)
            if before is None or (loops and not before.in_loop):
                found[name] = Printed(name, loops, call.lineno)
    return list(found.values())


def read_printed_text(text: str) -> list[Printed]:
    """The metrics in the formats of a program that is not Python: quoted texts with a `%.4f` or the like in them."""
    found: dict[str, Printed] = {}
    for row, line in enumerate(text.splitlines(), 1):
        for quoted in _QUOTED.findall(line):
            said = quoted.replace("\\n", "\n").replace('\\"', '"')
            for name in _said(_filled(said)) if _PERCENT.search(said) else ():
                found.setdefault(name, Printed(name, False, row))
    return list(found.values())


def _names(source: Source, call: ast.Call) -> Iterator[str]:
    what = source.dotted(call).rpartition(".")[2] or (call.func.attr if isinstance(call.func, ast.Attribute) else "")
    first = call.args[0] if call.args else None
    if what in _OF_DICT:
        yield from _keys(source, first)
    if what in _OF_NAME and isinstance(call.func, ast.Attribute) and isinstance(source.value(first), str):
        name = str(source.value(first))
        if len(call.args) > 1 and is_metric(name):
            yield name
            return
    if what in _OF_KEYWORDS:
        yield from (name for name in keywords(call) if is_metric(name))
    if what in _PRINTS:
        yield from _said(_text(source, call.args, what))
    if what == "fit" and any(name in keywords(call) for name in _FIT_SAYS):
        yield "val_loss"


def _keys(source: Source, node: ast.AST | None) -> Iterator[str]:
    """The keys of a dict that are metrics; a name is followed to the dict that it was given."""
    if isinstance(node, ast.Name):
        node = source.assigned(node.id)
    if isinstance(node, ast.Dict):
        names = (source.value(key) for key in node.keys if key is not None)
        yield from (name for name in names if isinstance(name, str) and is_metric(name))
    elif isinstance(node, ast.Call) and source.dotted(node) == "dict":
        yield from (name for name in keywords(node) if is_metric(name))


def _said(text: str) -> Iterator[str]:
    """The metrics that are read of a text; one of a part of the script is called after it: `val_loss`."""
    reader = Reader()
    for row, line in enumerate(text.splitlines(), 1):
        for reading in reader.read(Line(line, Stream.OUT, row, 0.0)):
            section = SECTIONS.get((reading.section or "").lower())
            for name in reading.values:
                is_bare = fold(name).split("_")[0] not in SECTIONS
                if is_metric(name) and SECTIONS.get(fold(name).split("_")[0]) != "best":
                    yield f"{section}_{name}" if section and is_bare else name


def _is_repeated(source: Source, node: ast.AST, depth: int = 0) -> bool:
    """Whether it stands in a loop over epochs or the like, or in a function that is called in one."""
    while node in source.parents:
        node = source.parents[node]
        if isinstance(node, ast.For | ast.AsyncFor):
            head = f"{ast.unparse(node.target)} {ast.unparse(node.iter)}"
            if _EPOCHS.search(head) and not _NOT_EPOCHS.search(head):
                return True
        elif isinstance(node, ast.While):
            return True
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            calls = (one for one in source.calls() if source.dotted(one).rpartition(".")[2] == node.name)
            is_hook = node.name.endswith(("_step", "_epoch_end")) and isinstance(source.parents[node], ast.ClassDef)
            return is_hook or (depth < _MOST_DEPTH and any(_is_repeated(source, one, depth + 1) for one in calls))
    return False


def _text(source: Source, args: Sequence[ast.expr], what: str) -> str:
    """The line of a call: `print` puts blanks between its arguments, loggers fill the first with the others."""
    if not args:
        return ""
    first = _spelled(source, args[0])
    if len(args) > 1 and _PERCENT.search(first) and what not in {"print", "echo"}:
        return _filled(first)
    return " ".join([first, *(_spelled(source, one) for one in args[1:])])


def _filled(text: str) -> str:
    return _PERCENT.sub(lambda match: _COUNT if match[1] in "diu" else _VALUE, text)


def _spelled(source: Source, node: ast.AST, depth: int = 0) -> str:
    """An expression as it would be printed, with numbers in place of what is not known."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_spelled(source, one, depth) for one in parts)
        case ast.FormattedValue(value=value, format_spec=None):
            return _spelled(source, value, depth)
        case ast.FormattedValue(value=value, format_spec=spec):
            form = _spelled(source, spec, depth) if spec else ""
            return _COUNT if form.endswith("d") else f"{_VALUE}" + ("%" if form.endswith("%") else "")
        case ast.BinOp(left=left, op=ast.Mod()) if isinstance(left, ast.Constant | ast.JoinedStr):
            return _filled(_spelled(source, left, depth))
        case ast.BinOp(left=left, op=ast.Add(), right=right) if _is_text(left) or _is_text(right):
            return _spelled(source, left, depth) + _spelled(source, right, depth)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            return _BRACES.sub(lambda match: _COUNT if (match[1] or "").endswith("d") else _VALUE, text)
        case ast.Call(func=ast.Name(id="str"), args=[inner]):
            return _spelled(source, inner, depth)
        case ast.Name(id=name) if depth < 4 and _is_text(given := source.assigned(name)):
            return _spelled(source, given, depth + 1)
        case ast.Dict():
            return _spelled_dict(source, node, depth)
        case ast.Call(func=func, args=[inner, *_]) if source.dotted(func) == "json.dumps":
            return _spelled(source, source.assigned(inner.id) if isinstance(inner, ast.Name) else inner, depth)
    return _COUNT if _COUNTERS.search(ast.unparse(node)) else _VALUE


def _spelled_dict(source: Source, node: ast.Dict, depth: int) -> str:
    pairs = [
        (source.value(key), _spelled(source, value, depth + 1))
        for key, value in zip(node.keys, node.values, strict=True)
        if key
    ]
    return "{" + ", ".join(f'"{key}": {value}' for key, value in pairs if isinstance(key, str)) + "}"


def _is_text(node: ast.AST | None) -> bool:
    match node:
        case ast.JoinedStr() | ast.Constant(value=str()):
            return True
        case ast.BinOp(left=left, op=ast.Mod() | ast.Add(), right=right):
            return _is_text(left) or _is_text(right)
        case ast.Call(func=ast.Attribute(value=value, attr="format")):
            return _is_text(value)
    return False
