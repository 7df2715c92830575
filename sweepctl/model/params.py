"""Parameter values: what a trial is given, in the form in which W&B's wire delivers it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from math import isfinite
from typing import TypeAlias

from sweepctl.model.document import plain

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
Params: TypeAlias = Mapping[str, Value]

# Go's encoding/json, on W&B's server, writes a float without a fraction as an integer below this size.
_INTEGRAL_BELOW = 1e21
# Texts that YAML reads back as the same text without quotes.
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_NOT_TEXT = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})


def canonical(value: Value) -> Value:
    """The value as it arrives after W&B's JSON round trip: `1.0` is `1`, also inside lists and mappings."""
    match value:
        case float() if value.is_integer() and abs(value) < _INTEGRAL_BELOW:
            return int(value)
        case list():
            return [canonical(item) for item in value]
        case dict():
            return {key: canonical(item) for key, item in value.items()}
        case _:
            return value


def text_key(value: Value) -> str:
    """A text equal for two values exactly if they are the same value: `1`, `"1"`, `true` stay apart."""
    return json.dumps(canonical(value), sort_keys=True, ensure_ascii=False)


def params_json(params: Params) -> str:
    """The parameters as one JSON object, nested where the user nested them; `plain` for its numbers."""
    found = {name: canonical(value) for name, value in params.items()}
    return json.dumps(plain(found), ensure_ascii=False, allow_nan=False)


def flat(params: Params) -> dict[str, Value]:
    """Every leaf by its dotted name; a list is a leaf, and so is an empty mapping."""
    found: dict[str, Value] = {}
    for name, value in params.items():
        if isinstance(value, dict) and value:
            found |= {f"{name}.{inner}": leaf for inner, leaf in flat(value).items()}
        else:
            found[name] = value
    return found


def flow_yaml(value: Value) -> str:
    """A value in YAML's flow style, the same value to YAML 1.1 readers too: their floats need a point."""
    match value:
        case float() if not isfinite(value):
            return {"inf": ".inf", "-inf": "-.inf"}.get(repr(value), ".nan")
        case float():
            mantissa, e, exponent = repr(value).partition("e")
            return mantissa + ("" if "." in mantissa else ".0") + e + exponent
        case list():
            return f"[{', '.join(map(flow_yaml, value))}]"
        case dict():
            return f"{{{', '.join(f'{flow_yaml(key)}: {flow_yaml(item)}' for key, item in value.items())}}}"
        case str() if _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT:
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)
