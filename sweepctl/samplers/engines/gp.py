"""The Gaussian process of `samplers.gaussian`."""

from __future__ import annotations

from functools import partial

from sweepctl.model.params import Params
from sweepctl.samplers.engines.base import Ask
from sweepctl.samplers.gaussian.sampler import GaussianSampler


def point(ask: Ask) -> Params:
    """The registry's door."""
    return ask.mirror.ask(partial(GaussianSampler, seed=ask.seed, branches=ask.mirror.branches))
