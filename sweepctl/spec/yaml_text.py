"""Plain data → YAML as people write it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sweepctl.model.params import Value, flow_yaml

# Names of files, which need no quotes where no comma ends them.
_PATH = re.compile(r"(?:\.{0,2}/)?[A-Za-z_][\w-]*(?:[./][\w-]+)+")


def scalar_yaml(value: Value) -> str:
    """What stands after `key: `."""
    return value if isinstance(value, str) and _PATH.fullmatch(value) and value.isascii() else flow_yaml(value)


def block_yaml(value: Mapping[str, Value]) -> str:
    """A mapping, an entry a line; lists, and what is in them, in brackets."""
    return "".join(f"{line}\n" for line in _lines(value, ""))


def _lines(value: Mapping[str, Value], indent: str) -> Iterator[str]:
    for key, inner in value.items():
        if isinstance(inner, dict) and inner:
            yield f"{indent}{flow_yaml(key)}:"
            yield from _lines(inner, f"{indent}  ")
        elif isinstance(inner, list) and any(isinstance(one, dict) for one in inner):
            yield f"{indent}{flow_yaml(key)}:"
            yield from (f"{indent}  - {flow_yaml(one)}" for one in inner)
        else:
            yield f"{indent}{flow_yaml(key)}: {scalar_yaml(inner)}"
