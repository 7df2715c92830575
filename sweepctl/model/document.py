"""One JSON document, as every verb prints it and every notification has it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from sweepctl.model.harmless import escaped

SCHEMA = 1


def document(**parts: Any) -> str:
    """One document with the schema number first; numbers that JSON does not have become text."""
    return escaped(json.dumps({"schema": SCHEMA, **_plain(parts)}, ensure_ascii=False, allow_nan=False))


def _plain(value: Any) -> Any:
    match value:
        case float() if not math.isfinite(value):
            return repr(value)
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case str():
            return value
        case Sequence():
            return [_plain(item) for item in value]
        case _:
            return value
