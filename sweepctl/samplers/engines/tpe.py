"""Optuna's TPE: multivariate, running trials count as bad points (constant liar: D. Ginsbourger et al., 2010)."""

from __future__ import annotations

from functools import partial

from optuna.samplers import TPESampler

from sweepctl.model.params import Params
from sweepctl.samplers.engines.base import Ask


def point(ask: Ask) -> Params:
    """The registry's door. In a conditional space one joint model for each set of parameters that occur together."""
    return ask.mirror.ask(
        partial(
            TPESampler,
            multivariate=True,
            group=ask.space.is_conditional,
            constant_liar=True,
            n_startup_trials=0,
            seed=ask.seed,
        )
    )
