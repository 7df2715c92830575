"""Ranges around what did well: the best quarter of earlier trials, widened a little."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sweepctl.model.checks import is_number
from sweepctl.model.goal import Goal
from sweepctl.model.params import Params, Value, canonical, text_key
from sweepctl.spec.sketching.ranges import Block

# The share of the trials that did well, and how much of their span is added on either side.
_SHARE, _MARGIN = 0.25, 0.25
_FEWEST = 4
_SHOWN = 3
# Positive numbers that span so many times their least are searched on a log scale.
_MANY_TIMES = 50.0


@dataclass(frozen=True)
class Known:
    """A trial of earlier: its parameters by dotted name, and its value."""

    params: Params
    value: float


def best_first(trials: Sequence[Known], goal: Goal) -> list[Known]:
    """The trials that did well, the best first: a quarter of all, or the few that there are."""
    ordered = sorted(trials, key=lambda one: -one.value if goal is Goal.MAXIMIZE else one.value)
    return ordered[: max(_FEWEST, math.ceil(_SHARE * len(ordered)))]


def initial(best: Sequence[Known], names: Sequence[str]) -> list[dict[str, Value]]:
    """The best points, to start with."""
    return [{name: one.params[name] for name in names if name in one.params} for one in best[:_SHOWN]]


def block_of(values: Sequence[Value]) -> Block:
    """The keys of a parameter that has these values, where nothing else is known of it."""
    numbers = [one for one in values if is_number(one)]
    distinct = list({text_key(one): canonical(one) for one in values}.values())
    if len(distinct) == 1:
        return {"value": distinct[0]}
    if len(numbers) < len(values):
        return {"values": distinct}
    low, high = min(numbers), max(numbers)
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    if all(isinstance(one, int) for one in numbers):
        return {"min": low, "max": high}
    is_wide = low > 0 and high / low >= _MANY_TIMES
    block: Block = {"min": float(low), "max": float(high)}
    return {"distribution": "log_uniform_values", **block} if is_wide else block


def narrowed(block: Block, values: Sequence[Value]) -> Block:
    """The range around the values that did well; what is neither a list nor between limits stays as it is."""
    if "values" in block and not {"distribution", "probabilities"} & block.keys():
        return _chosen(block, values)
    numbers = [float(one) for one in values if isinstance(one, int | float) and not isinstance(one, bool)]
    low, high = block.get("min"), block.get("max")
    if not numbers or not isinstance(low, int | float) or not isinstance(high, int | float):
        return block
    if "log" in str(block.get("distribution")):
        return {**block, **_by_factor(numbers)} if str(block["distribution"]).endswith("_values") else block
    found = _by_distance(numbers, float(low), float(high))
    is_whole = isinstance(low, int) and isinstance(high, int) and all(one.is_integer() for one in numbers)
    if is_whole:
        floor, ceiling = math.floor(found["min"]), math.ceil(found["max"])
        return {**block, "min": floor, "max": max(ceiling, floor + 1)}
    return {**block, **found}


def _chosen(block: Block, values: Sequence[Value]) -> Block:
    """The values that did well; of numbers also those between and beside them."""
    listed = block["values"]
    assert isinstance(listed, list)
    places = [place for place, one in enumerate(listed) if text_key(one) in set(map(text_key, values))]
    if not places:
        return block
    if all(is_number(one) for one in listed) and listed == sorted(listed):  # type: ignore[type-var]
        return {"values": listed[max(0, places[0] - 1) : places[-1] + 2]}
    kept = [listed[place] for place in places]
    return {"values": kept} if len(kept) > 1 else {"value": kept[0]}


def _digits(value: float) -> float:
    return float(f"{value:.3g}")


def _by_factor(numbers: Sequence[float]) -> Block:
    low, high = min(numbers), max(numbers)
    factor = max((high / low) ** _MARGIN, 1.5)
    return {"min": _digits(low / factor), "max": _digits(high * factor)}


def _by_distance(numbers: Sequence[float], low: float, high: float) -> dict[str, float]:
    """Widened, but not beyond zero or one where the range was not."""
    margin = max(_MARGIN * (max(numbers) - min(numbers)), 0.05 * (high - low))
    least, most = min(numbers) - margin, max(numbers) + margin
    least = max(least, 0.0) if low >= 0 else least
    most = min(most, max(high, max(numbers))) if high <= 1 else most
    return {"min": _digits(least), "max": _digits(most)}
