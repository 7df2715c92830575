"""What a key's value has to be, as small functions that say so."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeGuard

# What a value has to be ("a number"), where it is not.
Check: TypeAlias = Callable[[object], str | None]


@dataclass(frozen=True)
class Complaint:
    """Something wrong between the keys of one parameter, placed at `key`."""

    key: str
    sentence: str
    hint: str | None = None
    is_error: bool = True


def is_number(value: object) -> TypeGuard[int | float]:
    """A finite int or float; booleans are not numbers."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def anything(value: object) -> str | None:
    """Every value will do."""
    return None


def number(value: object) -> str | None:
    """A finite number."""
    return None if is_number(value) else "a number"


def integer(value: object) -> str | None:
    """A whole number; `2.0` is one."""
    return None if is_number(value) and float(value).is_integer() else "a whole number"


def at_least(least: int) -> Check:
    """A whole number that is not below `least`."""

    def check(value: object) -> str | None:
        whole = integer(value) is None and value >= least  # type: ignore[operator]
        return None if whole else f"a whole number of at least {least}"

    return check


def positive(value: object) -> str | None:
    """A number above zero."""
    return None if is_number(value) and value > 0 else "a number above 0"


def not_negative(value: object) -> str | None:
    """A number not below zero."""
    return None if is_number(value) and value >= 0 else "a number not below 0"


def some_values(value: object) -> str | None:
    """A list with at least one item."""
    return None if isinstance(value, list) and value else "a list with at least one item"


def shares(value: object) -> str | None:
    """A list of numbers not below zero."""
    fine = isinstance(value, list) and value and all(not_negative(share) is None for share in value)
    return None if fine else "a list of numbers not below 0"


def flag(value: object) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else "true or false"


def text(value: object) -> str | None:
    """A text."""
    return None if isinstance(value, str) else "a text"
