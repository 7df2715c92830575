"""The contract of an estimator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from sweepctl.analysis.sample import Sample
from sweepctl.samplers.gaussian.encoding import Floats


@dataclass(frozen=True)
class Found:
    """A share for each column of a sample, not negative; `explained` is how well unseen trials are predicted (R²)."""

    shares: Floats
    explained: float | None = None

    @property
    def normalised(self) -> Floats:
        """The shares with sum 1, or all alike where none has any."""
        total = float(self.shares.sum())
        even: Floats = np.full(len(self.shares), 1 / max(1, len(self.shares)))
        return self.shares / total if total > 0 else even


# A sample of at least two trials and a seed; the same seed gives the same.
Estimate: TypeAlias = Callable[[Sample, int], Found]
