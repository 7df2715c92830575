"""The contract of a sampler."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from sweepctl.model.draw import History
from sweepctl.model.params import Params
from sweepctl.model.spec import Objective, Search
from sweepctl.space.space import Space


class Wants(Enum):
    """How much of the history a sampler looks at, so that nothing is loaded in vain."""

    NOTHING = auto()
    SEEN = auto()
    OBSERVATIONS = auto()


@dataclass(frozen=True)
class Setup:
    """All that a sampler is built from; what is searched for may be several objectives."""

    space: Space
    objectives: Sequence[Objective]
    seed: int
    version: int
    search: Search = field(default_factory=Search)


class Sampler(Protocol):
    """Draws points; the same `index` with the same history gives the same point, in any process."""

    wants: Wants

    @property
    def size(self) -> int | None:
        """How many points there are to draw, None when endless."""
        ...

    def draw(self, index: int, history: History) -> Params:
        """The point number `index`, counted from 0, below `size`; one not in `history.seen` if the space is finite.

        Raises UsageError where the constraints leave nothing to draw.
        """
        ...

    def index_of(self, params: Params) -> int | None:
        """The draw that a given point stands for, so that it is not drawn once more; None where no draw is fixed."""
        ...
