"""Model-based search: a random start, then Optuna's multivariate TPE over a mirror of our history.

TPE: J. Bergstra et al., NeurIPS 2011; the multivariate form and its defaults: S. Watanabe, arXiv:2304.11127.
Running trials count as bad points (constant liar: D. Ginsbourger et al., 2010). Failed trials count as the worst
value seen, as W&B's `impute: worst` does, so that a crashing region is left.
"""

from __future__ import annotations

from functools import partial

from optuna.samplers import TPESampler

from sweepctl.model.draw import History, Standing
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.params import Params
from sweepctl.model.seed import derived_seed
from sweepctl.samplers.base import Setup, Wants
from sweepctl.samplers.mirror import Mirror
from sweepctl.samplers.random import RandomSampler

STARTUP = 10
_REASKS = 8


class BayesSampler:
    """Random until `STARTUP` trials have a value, then TPE; never repeats a point of a finite space."""

    wants = Wants.OBSERVATIONS

    def __init__(self, setup: Setup) -> None:
        assert setup.objective is not None
        self._key = f"{setup.seed}/{setup.version}"
        self._random = RandomSampler(setup.space, self._key)
        self._mirror = Mirror(setup.space, setup.objective.goal)

    @property
    def size(self) -> int | None:
        return self._random.size

    def draw(self, index: int, history: History) -> Params:
        valued = sum(one.standing is Standing.VALUED for one in history.observations)
        if valued < STARTUP:
            return self._random.unseen(index, history.seen)
        self._mirror.follow(history.observations)
        for attempt in range(_REASKS):
            build = partial(_tpe, derived_seed(self._key, index, attempt))
            point = self._mirror.ask(build)
            if self.size is None or fingerprint(point) not in history.seen:
                return point
        return self._random.unseen(index, history.seen)

    def index_of(self, params: Params) -> int | None:
        return None


def _tpe(seed: int) -> TPESampler:
    return TPESampler(multivariate=True, constant_liar=True, n_startup_trials=0, seed=seed)


def build(setup: Setup) -> BayesSampler:
    """The registry's door."""
    return BayesSampler(setup)
