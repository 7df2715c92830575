"""The contract of an engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sweepctl.model.params import Params
from sweepctl.model.seed import derived_seed
from sweepctl.space.space import Space

if TYPE_CHECKING:
    # It loads Optuna, which listing the engines does without.
    from sweepctl.samplers.mirror import Mirror


@dataclass(frozen=True)
class Ask:
    """All that an engine may look at for one point; `mirror` has the history, `attempt` counts rejected points."""

    space: Space
    mirror: Mirror
    key: str
    index: int
    attempt: int = 0

    @property
    def seed(self) -> int:
        """A seed for this point alone."""
        return derived_seed(self.key, self.index, self.attempt)


# A module of this folder has it as `point`: a pure function of the ask, in any process.
Engine: TypeAlias = Callable[[Ask], Params]
