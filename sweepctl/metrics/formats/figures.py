"""Numbers and steps in text and in parsed objects, shared by the formats."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from sweepctl.metrics.reading import EPOCH, STEP, Step

NUMBER = r"[-+]?+(?:(?:\d++(?>(?:\.\d*+)?)|\.\d++)(?>(?:[eE][-+]?+\d++)?)|(?i:nan|inf(?>(?:inity)?))(?![A-Za-z]))"

# Words for where a script is, best first: of several in one object the first is taken.
_STEP_NAMES = ("step", "global_step", "_step", "iteration", "iter", "episode", "round", "generation")
STEP_KINDS: Mapping[str, str] = {EPOCH: EPOCH, **dict.fromkeys(_STEP_NAMES, STEP)}

_WHOLE_NUMBER = re.compile(rf"\s*+({NUMBER})\s*+", re.ASCII)
_DEEPEST = 16
_MOST_VALUES = 1_000


def number(value: object) -> float | None:
    """A metric's value: a number, a numeric string or a list of one of them; booleans are none."""
    if isinstance(value, str):
        return float(value) if _WHOLE_NUMBER.fullmatch(value) else None
    if isinstance(value, list | tuple) and len(value) == 1 and not isinstance(value[0], list | tuple):
        return number(value[0])
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def figures(data: Mapping[object, object]) -> dict[str, float]:
    """The metrics of a parsed object: nested names are joined with `.`, the step's names are left out."""
    found: dict[str, float] = {}
    _collect(data, "", _DEEPEST, found)
    return found


def _collect(data: Mapping[object, object], prefix: str, depth: int, found: dict[str, float]) -> None:
    for key, value in data.items():
        if not isinstance(key, str) or (not prefix and key in STEP_KINDS) or len(found) >= _MOST_VALUES:
            continue
        if isinstance(value, dict):
            if depth:
                _collect(value, f"{prefix}{key}.", depth - 1, found)
        elif (figure := number(value)) is not None:
            found[prefix + key] = figure


def step_in(data: Mapping[object, object]) -> Step | None:
    """The step that a parsed object carries, with its epoch."""
    epoch = finite(data.get(EPOCH))
    step = next((value for name in _STEP_NAMES if (value := finite(data.get(name))) is not None), None)
    return join(epoch, step)


def join(epoch: float | None, step: float | None) -> Step | None:
    """One step from what a line says of both kinds."""
    outer = None if epoch is None else Step(EPOCH, epoch)
    return outer if step is None else Step(STEP, step, outer)


def finite(value: object) -> float | None:
    """A number that can be a step."""
    figure = number(value)
    return figure if figure is not None and math.isfinite(figure) else None
