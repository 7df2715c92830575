"""As much of JSON Schema (draft 2020-12) as our schema uses; an unknown keyword is a fault of the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
_WORDS = {"$schema", "$defs", "title", "description", "deprecated", "format"}


def _is(value: Any, kind: str) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind in {"number", "integer"}:
        return is_number and (kind == "number" or float(value).is_integer())
    return isinstance(value, _TYPES[kind])


def _same(one: Any, other: Any) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def faults(value: Any, schema: Any, root: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The dotted place and the keyword of everything that is not as the schema wants it."""
    if schema is True or schema is False:
        if not schema:
            yield path, "false"
        return
    for word, wanted in schema.items():
        if word in _WORDS or word in {"then", "additionalProperties"}:
            continue
        yield from _keyword(word, wanted, value, schema, root, path)
    if "additionalProperties" in schema and isinstance(value, dict):
        for key in value.keys() - schema.get("properties", {}).keys():
            inner = f"{path}.{key}".lstrip(".")
            yield from faults(value[key], schema["additionalProperties"], root, inner)


def _keyword(word: str, wanted: Any, value: Any, schema: Any, root: Any, path: str) -> Iterator[tuple[str, str]]:
    is_number = _is(value, "number")
    match word:
        case "$ref":
            yield from faults(value, root["$defs"][wanted.removeprefix("#/$defs/")], root, path)
        case "properties" if isinstance(value, dict):
            for key in wanted.keys() & value.keys():
                yield from faults(value[key], wanted[key], root, f"{path}.{key}".lstrip("."))
        case "propertyNames" if isinstance(value, dict):
            for key in value:
                yield from faults(key, wanted, root, path)
        case "items" if isinstance(value, list):
            for place, item in enumerate(value):
                yield from faults(item, wanted, root, f"{path}.{place}")
        case "anyOf":
            found = [list(faults(value, one, root, path)) for one in wanted]
            if all(found):
                yield from min(found, key=len) if path == "" else [(path, "anyOf")]
        case "allOf":
            for one in wanted:
                yield from faults(value, one, root, path)
        case "if":
            if not any(faults(value, wanted, root, path)):
                yield from faults(value, schema["then"], root, path)
        case _ if not _holds(word, wanted, value, is_number):
            yield path, word


def _holds(word: str, wanted: Any, value: Any, is_number: bool) -> bool:
    match word:
        case "type":
            return any(_is(value, kind) for kind in ([wanted] if isinstance(wanted, str) else wanted))
        case "enum":
            return any(_same(value, one) for one in wanted)
        case "const":
            return _same(value, wanted)
        case "required":
            return not isinstance(value, dict) or set(wanted) <= value.keys()
        case "minimum":
            return not is_number or value >= wanted
        case "maximum":
            return not is_number or value <= wanted
        case "exclusiveMinimum":
            return not is_number or value > wanted
        case "minLength":
            return not isinstance(value, str) or len(value) >= wanted
        case "minItems":
            return not isinstance(value, list) or len(value) >= wanted
        case "minProperties":
            return not isinstance(value, dict) or len(value) >= wanted
        case "pattern":
            return not isinstance(value, str) or re.search(wanted, value) is not None
        case "properties" | "propertyNames" | "items":
            return True
    raise AssertionError(f"the schema uses `{word}`, which is not known here")
