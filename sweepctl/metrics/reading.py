"""What one line says: some metric values and, often, the step they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from sweepctl.model.point import Rank

# Whether it is from the metric's source, whether the name is exact, the rank; of one metric only the highest counts.
Standing: TypeAlias = tuple[bool, bool, Rank]

EPOCH = "epoch"
STEP = "step"


@dataclass(frozen=True)
class Step:
    """Where the script says it is: `kind` is "epoch" or "step" (iterations, episodes and rounds are steps).

    `within` is the epoch of a step, where one was said: step 40 of epoch 1 is not step 40 of epoch 2.
    """

    kind: str
    value: float
    within: Step | None = None


@dataclass(frozen=True)
class Reading:
    """The values of one line, which may be NaN or infinite; no values with a step says that the script moved on.

    `step_is_sticky`: the step was said on an earlier line, or in passing, as in `best: 0.9 (epoch 12)`. `is_passing`:
    the line is a frame that was rewritten. `folded` are the objectives among the values whose names the script
    spells otherwise. `format` is the registry's name of what read it (`record` for the metrics file), `section` the
    part of the script that a line says it is from (`Val: loss=0.3`), in the line's own word. `from_source`: it was
    read where the sweep file says that the metric is, not from the output.
    """

    values: Mapping[str, float]
    step: Step | None = None
    rank: Rank = Rank.GUESSED
    step_is_sticky: bool = False
    is_passing: bool = False
    folded: frozenset[str] = frozenset()
    format: str = field(default="", compare=False)
    section: str | None = field(default=None, compare=False)
    from_source: bool = False

    def standing(self, name: str) -> Standing:
        """How much it counts for the metric of this name."""
        return self.from_source, name not in self.folded, self.rank
