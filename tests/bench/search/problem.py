"""What a problem of the benchmark is: a sweep's parameters, and what a trial with given values would report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sweepctl.model.params import Params, Value
from sweepctl.model.spec import Condition, Parameter


class Crashed(Exception):
    """The trial fails at these values."""


@dataclass(frozen=True)
class Problem:
    """Always minimised. `score` sees params and an own random stream's seed; `truth` is the score without noise."""

    name: str
    family: str
    parameters: tuple[Parameter, ...]
    score: Callable[[Params, int], float]
    truth: Callable[[Params], float]
    best: float = 0.0
    is_noisy: bool = False

    def wandb(self) -> dict[str, Any]:
        """The parameters as W&B's sweep config writes them, which knows no conditions."""
        return {p.name: {"distribution": p.distribution, **p.options} for p in self.parameters}


def problem(
    name: str,
    family: str,
    space: Mapping[str, Mapping[str, Value]],
    function: Callable[[Params], float],
    best: float = 0.0,
    noise: Callable[[int], float] | None = None,
) -> Problem:
    """A problem from a mapping of W&B parameter blocks; `best` is the best score known."""

    def score(params: Params, seed: int) -> float:
        return function(params) + (noise(seed) if noise else 0.0)

    return Problem(name, family, parameters(space), score, function, best, noise is not None)


def parameters(space: Mapping[str, Mapping[str, Value]]) -> tuple[Parameter, ...]:
    """As a spec has them."""
    return tuple(map(_parameter, space, space.values()))


def _parameter(name: str, block: Mapping[str, Value]) -> Parameter:
    options = {key: value for key, value in block.items() if key not in {"distribution", "when"}}
    conditions = block.get("when", {})
    assert isinstance(conditions, dict)
    gates = tuple(
        Condition(gate, tuple(values) if isinstance(values, list) else (values,)) for gate, values in conditions.items()
    )
    return Parameter((name,), str(block["distribution"]), options, gates)


def when(block: Mapping[str, Value], **conditions: Value) -> dict[str, Value]:
    """A parameter that is there only where others have these values."""
    return {**block, "when": dict(conditions)}


def real(low: float, high: float) -> dict[str, Value]:
    """A uniform parameter."""
    return {"distribution": "uniform", "min": low, "max": high}


def log(low: float, high: float) -> dict[str, Value]:
    """A parameter that is even on a log scale."""
    return {"distribution": "log_uniform_values", "min": low, "max": high}


def whole(low: int, high: int) -> dict[str, Value]:
    """Whole numbers, both bounds included."""
    return {"distribution": "int_uniform", "min": low, "max": high}


def among(*values: Value) -> dict[str, Value]:
    """One of a list."""
    return {"distribution": "categorical", "values": list(values)}


def number(params: Params, name: str) -> float:
    """A numeric parameter as a float."""
    value = params[name]
    assert isinstance(value, int | float)
    return float(value)


def numbers(params: Params, prefix: str, count: int) -> list[float]:
    """`prefix0` … `prefix{count-1}`."""
    return [number(params, f"{prefix}{i}") for i in range(count)]
