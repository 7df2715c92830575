"""Sweeps and trials as the store would give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sweepctl.model.outcome import Ending
from sweepctl.model.spec import Condition, Method, Objective, Parameter, SweepSpec
from sweepctl.model.status import Sweep, SweepState
from sweepctl.model.trial import Trial, TrialState

LR = Parameter(("lr",), "log_uniform_values", {"min": 1e-5, "max": 1e-1})
WIDTH = Parameter(("width",), "categorical", {"values": [16, 32, 64]})
OPT = Parameter(("optimizer", "name"), "categorical", {"values": ["adam", "sgd"]})
MOMENTUM = Parameter(
    ("optimizer", "momentum"), "uniform", {"min": 0.0, "max": 0.9}, (Condition("optimizer.name", ("sgd",)),)
)


def sweep(*parameters: Parameter, objectives: Sequence[Objective] = (Objective("loss"),), **keys: Any) -> Sweep:
    """A sweep over some parameters."""
    spec = SweepSpec(Method.RANDOM, parameters or (LR, WIDTH, OPT, MOMENTUM), tuple(objectives), **keys)
    return Sweep("abcdefgh", "made", SweepState.RUNNING, 0.0, "/nowhere", None, 1, 1, 1, spec)


def trial(number: int, value: float | None, params: Mapping[str, Any], **keys: Any) -> Trial:
    """A finished trial, unless keys say otherwise."""
    known = {
        "state": TrialState.FINISHED,
        "ending": Ending.FINISHED,
        "started": 1e9 + number,
        "ended": 1e9 + number + 5,
    }
    return Trial(**{**known, "number": number, "attempt": 1, "params": params, "value": value, **keys})
