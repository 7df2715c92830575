"""One JSON document, as every verb prints it and every notification has it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from sweepctl.model.harmless import escaped

SCHEMA = 1


def document(**parts: Any) -> str:
    """One document with the schema number first; see `plain` for its numbers."""
    return escaped(json.dumps({"schema": SCHEMA, **plain(parts)}, ensure_ascii=False, allow_nan=False))


def plain(value: Any) -> Any:
    """The same data with `"nan"`, `"inf"` and `"-inf"` for the numbers that JSON does not have."""
    match value:
        case float() if not math.isfinite(value):
            return repr(value)
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case str():
            return value
        case Sequence():
            return [plain(item) for item in value]
        case _:
            return value
