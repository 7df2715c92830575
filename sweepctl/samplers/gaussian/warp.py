"""The objective as the model sees it: the good half as it is, the bad tail compressed, standardised.

Losses have long bad tails (a diverged rate, an imputed failure), and a stationary process fitted to them spends its
variance there. Warping the output is E. Snelson et al.: Warped Gaussian Processes, NeurIPS 2003; doing it to the bad
half only follows the half-rank warp of X. Song et al.: The Vizier Gaussian Process Bandit Algorithm, arXiv:2408.11527.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sweepctl.samplers.gaussian.encoding import Floats

# The tail begins this many good halves (median - best) beyond the median, and grows by this share of a logarithm.
_REACH = 2.0
_TAIL = 0.1


@dataclass(frozen=True)
class Warp:
    """Increasing; the identity below `knee`, logarithmic above; then `(· - shift) / scale`."""

    knee: float
    span: float
    shift: float
    scale: float

    @classmethod
    def of(cls, losses: Floats) -> Warp:
        """The warp for finite losses; a constant objective becomes zeros."""
        best, median = float(losses.min()), float(np.median(losses))
        half = median - best
        knee, span = (median + _REACH * half, (1 + _REACH) * half) if half > 0 else (float(losses.max()), 1.0)
        bent = _bent(losses, knee, span)
        scale = float(bent.std())
        return cls(knee, span, float(bent.mean()), scale if scale > 0 else 1.0)

    def __call__(self, losses: Floats) -> Floats:
        """The warped losses: mean 0 and variance 1 over those that the warp was made from."""
        return (_bent(losses, self.knee, self.span) - self.shift) / self.scale

    def slope(self, losses: Floats) -> Floats:
        """The derivative, which carries a variance of the losses over (delta method)."""
        beyond = np.maximum(losses - self.knee, 0.0) / self.span
        return np.where(losses > self.knee, _TAIL / (1 + beyond), 1.0) / self.scale


def _bent(losses: Floats, knee: float, span: float) -> Floats:
    beyond = np.maximum(losses - knee, 0.0) / span
    return np.where(losses > knee, knee + _TAIL * span * np.log1p(beyond), losses)
