"""What an unquoted text in YAML stands for.

As PyYAML's safe loader reads it (YAML 1.1: `yes` is true, `010` is 8), but floats follow YAML 1.2 (`1e-4` is a number),
and dates and base-60 numbers stay texts. A number too large for a float is refused, not made infinite.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_BOOLEANS: Mapping[str, bool] = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
# Whole numbers up to this many bits are floats too.
_MOST_BITS = 1023


def _bool(text: str) -> bool:
    return _BOOLEANS[text.lower()]


def _int(text: str) -> int:
    digits = text.replace("_", "").lower()
    base = {"0b": 2, "0x": 16}.get(digits.lstrip("+-")[:2], 8 if re.fullmatch(r"[-+]?0.+", digits) else 10)
    number = int(digits, base)
    if number.bit_length() > _MOST_BITS:
        raise OverflowError
    return number


def _float(text: str) -> float:
    digits = text.replace("_", "").lower()
    if digits.lstrip("+-") in {".inf", ".nan"}:
        return float(digits.replace(".", ""))
    if not re.fullmatch(r"[-+.\de]+", digits):
        raise ValueError
    number = float(digits)
    if math.isinf(number):
        raise OverflowError
    return number


@dataclass(frozen=True)
class Kind:
    """One kind of scalar: which unquoted texts are of it, how those begin, and what they become."""

    pattern: str
    first: str
    read: Callable[[str], object]


_DIGITS = "-+0123456789"
KINDS: Mapping[str, Kind] = {
    "bool": Kind("|".join(f"{word}|{word.title()}|{word.upper()}" for word in _BOOLEANS), "yYnNtTfFoO", _bool),
    "int": Kind(r"[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)", _DIGITS, _int),
    "float": Kind(
        r"[-+]?(?:(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*[eE][-+]?[0-9]+)"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        f"{_DIGITS}.",
        _float,
    ),
    "null": Kind(r"~|null|Null|NULL|", "~nN", lambda text: None),
    # Only a key `<<` merges; anywhere else it is a text.
    "merge": Kind(r"<<", "<", str),
    "str": Kind(r"(?!)", "", str),
}
