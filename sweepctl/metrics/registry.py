"""How a line can say a metric. A new format is one file with a `build(objective)` and one line here, in order tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from sweepctl.metrics.formats.base import Format
from sweepctl.model.registry import Entry
from sweepctl.model.spec import Objective

FORMATS: Mapping[str, Entry] = {
    "tagged": Entry("sweepctl.metrics.formats.tagged", 'sweepctl: {"val_loss": 0.3, "step": 2}, and Syne Tune\'s tag'),
    "pattern": Entry("sweepctl.metrics.formats.pattern", "the regular expression of the objective's `pattern`"),
    "structured": Entry("sweepctl.metrics.formats.structured", "a JSON object or a Python dict at the end of a line"),
    "pairs": Entry("sweepctl.metrics.formats.pairs", "name=value and name: value, several per line"),
    "steps": Entry("sweepctl.metrics.formats.steps", "Epoch 3/10, step=20, [Epoch 3]: the step, no values"),
}


@cache
def open_formats(objective: Objective | None) -> Sequence[Format]:
    """The formats that apply to an objective, in the order tried; they hold no state, so trials share them."""
    built: list[Format | None] = [entry.load().build(objective) for entry in FORMATS.values()]
    return [member for member in built if member is not None]
