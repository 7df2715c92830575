"""What a problem of the benchmark is: a sweep's parameters, and what a trial with given values would report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sweepctl.model.params import Params, Value
from sweepctl.model.spec import Parameter


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
        """The parameters as W&B's sweep config writes them."""
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
    return tuple(
        Parameter((key,), str(block["distribution"]), {k: v for k, v in block.items() if k != "distribution"})
        for key, block in space.items()
    )


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
