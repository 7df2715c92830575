"""The limits that a help text names: `0 to 2`, `between 0 and 1`, `in [0, 1]`, `at least 1`, click's `[1<=x<=6]`."""

from __future__ import annotations

import re
from dataclasses import replace

from sweepctl.model.checks import is_number
from sweepctl.model.script import Kind, Setting

_NUMBER = r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?(?!\w|\.\d)"
_LOW, _HIGH = rf"(?P<low>{_NUMBER})", rf"(?P<high>{_NUMBER})"
# Where a clause ends with a number, it is no count of something else: `at least 2 hours`, `0 to 10 percent`.
_END = r"(?=\s*(?:$|[(\[;|)\]]|[.,](?!\d)|(?:and|or|inclusive|exclusive|default)\b))"
_START = r"(?<![\w.])(?<!\d[:,-])"
_PAIRS = [
    re.compile(pattern + _END, re.IGNORECASE)
    for pattern in (
        rf"\bbetween\s+{_LOW}\s+and\s+{_HIGH}",
        rf"{_START}{_LOW}\s+to\s+{_HIGH}",
        rf"{_START}{_LOW}\s*<=?\s*[a-z_]\w*\s*<=?\s*{_HIGH}",
        # `[0, 1]` is a range only where it is called one: it may be a list.
        rf"\b(?:in|from|range)\s*:?\s*[\[(]\s*{_LOW}\s*(?:,|\.\.+|-|–)\s*{_HIGH}\s*[\])]",
        rf"\b(?:in|from|range)\s*:?\s*{_LOW}\s*(?:\.\.+|-|–)\s*{_HIGH}",
    )
]
# A sign is a limit where a clause starts with it, and else compares something: `CUDA >= 11.2`, `scores > 5 count`.
_SAYS = r"(?:^|[(\[,;.:]|\bbe|\band|\bor)\s*(?:x\s*)?"
_LOWEST = re.compile(rf"(?:\bat least|\bminimum:?|\bno less than|{_SAYS}>=?)\s*{_LOW}{_END}", re.IGNORECASE)
_HIGHEST = re.compile(rf"(?:\bat most|\bmaximum:?|\bno more than|{_SAYS}<=?)\s*{_HIGH}{_END}", re.IGNORECASE)
_NUMBERS = {Kind.WHOLE, Kind.REAL, Kind.UNKNOWN}


def bounded(setting: Setting, said: object) -> Setting:
    """The setting within the limits that its help names, where the program declares none of its own.

    Words are only a hint: limits that its default lies outside of, or that are no range, are those of something else.
    """
    declares = setting.choices or setting.low is not None or setting.high is not None
    if not isinstance(said, str) or setting.kind not in _NUMBERS or declares:
        return setting
    low, high = _limits(said)
    default = setting.default if is_number(setting.default) else None
    values = [one for one in (low, default, high) if one is not None]
    if values != sorted(values) or low == high:
        return setting
    return replace(setting, low=low, high=high)


def _limits(said: str) -> tuple[float | None, float | None]:
    for pattern in _PAIRS:
        if found := pattern.search(said):
            return _number(found["low"]), _number(found["high"])
    low, high = _LOWEST.search(said), _HIGHEST.search(said)
    return _number(low["low"]) if low else None, _number(high["high"]) if high else None


def _number(text: str) -> float:
    return int(text) if re.fullmatch(r"[-+]?\d+", text) else float(text)
