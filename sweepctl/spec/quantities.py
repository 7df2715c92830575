"""Times and sizes as people write them: `90s`, `2h`, `512MB`, `8GiB`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sweepctl.model.checks import is_number

_SECONDS: Mapping[str, float] = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_BYTES: Mapping[str, int] = {
    "": 1,
    **{f"{letter}{ending}": 1000**power for power, letter in enumerate("kmgt", 1) for ending in ("", "b")},
    **{f"{letter}ib": 1024**power for power, letter in enumerate("kmgt", 1)},
    "b": 1,
}
_QUANTITY = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([a-z]*)", re.IGNORECASE)
TIME_HINT = "a number of seconds, or `90s`, `30m`, `2h`"
SIZE_HINT = "such as `512MB` or `8GiB`"


def seconds_of(value: object) -> float | None:
    """A number of seconds, or a time with a unit of seconds, minutes, hours or days; None for anything else."""
    if is_number(value):
        return float(str(value))
    match = _QUANTITY.fullmatch(value.strip()) if isinstance(value, str) else None
    # Upper case stands for other things: M is a month.
    return float(match[1]) * _SECONDS[match[2]] if match and match[2] in _SECONDS else None


def bytes_of(value: object) -> float | None:
    """A number of bytes, or a size with a decimal (MB) or a binary unit (MiB), in either case; None for others."""
    if is_number(value):
        return float(str(value))
    match = _QUANTITY.fullmatch(value.strip()) if isinstance(value, str) else None
    return float(match[1]) * _BYTES[match[2].lower()] if match and match[2].lower() in _BYTES else None
