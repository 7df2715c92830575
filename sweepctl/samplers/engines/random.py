"""No model: what `method: random` does, here so that models can be compared with it."""

from __future__ import annotations

from sweepctl.model.params import Params
from sweepctl.samplers.engines.base import Ask
from sweepctl.samplers.random import RandomSampler


def point(ask: Ask) -> Params:
    """The registry's door."""
    return RandomSampler(ask.space, f"{ask.key}/{ask.attempt}" if ask.attempt else ask.key).unseen(
        ask.index, frozenset()
    )
