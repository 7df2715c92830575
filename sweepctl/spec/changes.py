"""`--set KEY=VALUE`: a sweep file read as if it said something else.

A key is a dotted path of the file (`early_terminate.min_iter`, `parameters.lr.max`), or a parameter by its name, dotted
where nested. A parameter is given as in `spec.inline`, anything else as YAML; null removes it.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import takewhile

from sweepctl.errors import UsageError
from sweepctl.model.params import Value
from sweepctl.spec.assignments import read_scalar
from sweepctl.spec.document import Node, Place, read_document
from sweepctl.spec.findings import did_you_mean
from sweepctl.spec.inline import read_range, split_assignment
from sweepctl.spec.space_schema import PARAMETER_KEYS, names_in
from sweepctl.spec.yaml_text import block_yaml

# Of what is not in the file.
_NOWHERE = Place(0, 0)
_BLOCK = "parameters"
_NULLS = frozenset({"null", "~"})


def changed(root: Node, changes: Sequence[str], keys: Collection[str]) -> Node:
    """The file with every change; `keys` are those of its top level. Raises UsageError."""
    for change in changes:
        name, text = split_assignment(change)
        route = _route(root, name, keys)
        # One below a `parameters` is a parameter, and may be given in short.
        is_parameter = len(route) > 1 and route[-2] == _BLOCK
        if is_parameter and text.strip() in _NULLS:
            root = _without(root, route, name)
        else:
            root = _with(root, route, dict(read_range(change)) if is_parameter else read_scalar(text), name)
    return root


def changed_text(data: bytes, file: str, changes: Sequence[str], keys: Collection[str]) -> str:
    """The changed file as YAML, with a head that says what it is made from."""
    return _written(f"{_head(file, data)}\n", data, changes, keys)


def revised_text(text: str, file: str | None, changes: Sequence[str], keys: Collection[str]) -> str:
    """The text of a sweep, changed; what it is made from it goes on saying.

    `file` is the name of the sweep file that the sweep was made of, None where there was none.
    """
    lines = text.splitlines(keepends=True)
    top = "".join(takewhile(lambda line: line.startswith("#"), lines))
    is_told = file is None or top.startswith(f"# {file} (sha256 ")
    return _written(top if is_told else f"{_head(file or '', text.encode())}\n", text.encode(), changes, keys)


def _written(head: str, data: bytes, changes: Sequence[str], keys: Collection[str]) -> str:
    options = " ".join(f"--set {change!r}" for change in changes)
    plain = changed(read_document(data).root, changes, keys).plain
    assert isinstance(plain, dict)
    return f"{head}# {options}\n{block_yaml(plain)}"


def is_made_from(verbatim: str, text: str, file: str) -> bool:
    """Whether a sweep with this text was made from a file with that one."""
    return verbatim == text or verbatim.partition("\n")[0] == _head(file, text.encode())


def _head(file: str, data: bytes) -> str:
    digest = hashlib.sha256(data.removeprefix(codecs.BOM_UTF8)).hexdigest()
    return f"# {file} (sha256 {digest[:16]}) with"


def _route(root: Node, name: str, keys: Collection[str]) -> tuple[str, ...]:
    """The keys that lead to what a name means."""
    parts = name.split(".")
    if parts[0] in root.entries or parts[0] == _BLOCK:
        return _walk(root, parts)
    if parts[0] in keys:
        return tuple(parts)
    block = root.entries.get(_BLOCK)
    known = names_in(block) if block is not None else set()
    if block is not None and any(name == one or name.startswith(f"{one}.") for one in known):
        return (_BLOCK, *_walk(block, parts, inside=True))
    hint = did_you_mean(name, [*keys, *known]) or f"`--set {_BLOCK}.{name}=…` adds a parameter"
    raise UsageError(f"`{name}` is neither a key nor a parameter of the sweep file", hint)


def _walk(node: Node, parts: Sequence[str], inside: bool = False) -> tuple[str, ...]:
    """The way from a mapping; `inside` says that its keys are names of parameters, which may have dots."""
    if not parts:
        return ()
    for many in range(len(parts), 0, -1):
        key = ".".join(parts[:many])
        if key in node.entries:
            return (key, *_walk(node.entries[key], parts[many:], key == _BLOCK and not inside))
    if not inside and _BLOCK in node.entries and parts[0] not in PARAMETER_KEYS:
        return (_BLOCK, *_walk(node.entries[_BLOCK], parts, inside=True))
    if inside or parts[0] == _BLOCK:
        head, rest = ([], list(parts)) if inside else ([_BLOCK], list(parts[1:]))
        is_key = len(rest) > 1 and rest[-1] in PARAMETER_KEYS
        name, last = (".".join(rest[:-1]), rest[-1:]) if is_key else (".".join(rest), [])
        return (*head, *([name] if name else []), *last)
    return tuple(parts)


def _with(node: Node, route: Sequence[str], value: Value, name: str) -> Node:
    """The node with one value below it changed."""
    if not route:
        new = _node(value)
        kept = {"when": node.entries["when"]} if "when" in node.entries and "when" not in new.entries else {}
        keys = {"when": node.keys["when"]} if kept else {}
        return replace(new, content={**new.entries, **kept}, keys={**new.keys, **keys}) if kept else new
    if node.content is not None and node.mapping is None:
        raise UsageError(f"`{name}` leads into what is no mapping", "set the whole of it")
    key, *rest = route
    inner = _with(node.entries.get(key, Node(_NOWHERE, None)), rest, value, name)
    return Node(node.place, {**node.entries, key: inner}, {**node.keys, key: node.keys.get(key, Node(_NOWHERE, key))})


def _without(node: Node, route: Sequence[str], name: str) -> Node:
    """The node without what the route leads to."""
    key, *rest = route
    if key not in node.entries:
        hint = "a constant of null is `{value: null}`"
        raise UsageError(f"`{name}` is no parameter of the sweep file, and cannot be removed", hint)
    if rest:
        return replace(node, content={**node.entries, key: _without(node.entries[key], rest, name)})
    left = {one: value for one, value in node.entries.items() if one != key}
    return Node(node.place, left, {one: node.keys[one] for one in left})


def _node(value: Value) -> Node:
    """Plain data as nodes."""
    if isinstance(value, dict):
        return Node(_NOWHERE, {k: _node(v) for k, v in value.items()}, {k: Node(_NOWHERE, k) for k in value})
    return Node(_NOWHERE, [_node(one) for one in value] if isinstance(value, list) else value)
