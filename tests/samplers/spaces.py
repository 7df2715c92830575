"""Spaces on which every sampler is tried, and a trial history to go with a draw."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sweepctl.model.draw import History, Observation, Standing
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.params import Params, Value
from sweepctl.model.spec import Condition, Goal, Method, Objective, Parameter, SweepSpec
from sweepctl.samplers.base import Sampler


@dataclass(frozen=True)
class Case:
    """A space, how many points random search and grid search find there (None: endless, 0: a grid refuses it)."""

    parameters: Sequence[Parameter]
    points: int | None
    grid_points: int = 0

    def spec(self, method: Method, goal: Goal = Goal.MINIMIZE) -> SweepSpec:
        """A sweep over the space; it is what a store gives back."""
        spec = SweepSpec(method, tuple(self.parameters), (Objective("loss", goal),))
        return SweepSpec.from_json(json.loads(json.dumps(spec.to_json())))


def parameter(path: str, kind: str, **options: Value) -> Parameter:
    """A parameter at a path with slashes."""
    return Parameter(tuple(path.split("/")), kind, options)


def where(one: Parameter, /, **conditions: Value) -> Parameter:
    """The parameter, only where others have one of these values."""
    gates = tuple(Condition(name, tuple(values)) for name, values in conditions.items() if isinstance(values, list))
    return replace(one, when=gates)


CASES: Mapping[str, Case] = {
    "mixed": Case(
        [
            parameter("lr", "log_uniform_values", min=1e-5, max=0.1),
            parameter("width", "int_uniform", min=8, max=64),
            parameter("kind", "categorical", values=["a", "b", None]),
            parameter("drop", "q_uniform", min=0, max=0.5, q=0.1),
            parameter("noise", "normal"),
        ],
        None,
    ),
    "even": Case(
        [
            parameter("a", "categorical", values=[1, "1", True]),
            parameter("b", "int_uniform", min=0, max=4),
            parameter("c", "constant", value="x"),
        ],
        15,
        15,
    ),
    "uneven": Case(
        [
            parameter(
                "w", "categorical_w_probabilities", values=["often", "seldom", "never"], probabilities=[0.95, 0.05, 0]
            ),
            parameter("q", "q_log_uniform_values", min=1, max=8, q=1),
        ],
        16,
    ),
    "repeated": Case(
        [parameter("v", "categorical", values=[2, 1, 2.0, 3]), parameter("q", "q_uniform", min=0, max=3)], 12, 12
    ),
    "constant": Case([parameter("c", "constant", value={"deep": [1.0]})], 1, 1),
    "nested": Case(
        [
            parameter("opt/lr", "uniform", min=0, max=1),
            parameter("opt/deep/x", "categorical", values=["p", "q"]),
            parameter("opt.lr", "int_uniform", min=1, max=3),
        ],
        None,
    ),
    "conditional": Case(
        [
            parameter("kind", "categorical", values=["sgd", "adam", None]),
            parameter("lr", "log_uniform_values", min=1e-5, max=0.1),
            where(parameter("momentum", "uniform", min=0, max=0.99), kind=["sgd"]),
            where(parameter("warm", "categorical", values=[True, False]), kind=["adam", None]),
            where(parameter("length", "int_uniform", min=1, max=20), warm=[True]),
            where(parameter("salt", "int_uniform", min=0, max=10**30), kind=["adam"]),
        ],
        None,
    ),
    # Gates that leave no choice, one that never opens, and one that is a whole number.
    "gated": Case(
        [
            parameter("kind", "categorical", values=["a", "b"]),
            parameter("mode", "constant", value="on"),
            parameter("one", "int_uniform", min=3, max=3),
            where(parameter("x", "int_uniform", min=0, max=2), kind=["a"], one=[3]),
            where(parameter("y", "categorical", values=[1, 2]), mode=["on"]),
            where(parameter("never", "int_uniform", min=0, max=1), mode=["off"]),
            where(parameter("z", "int_uniform", min=1, max=2), x=[1, 2]),
            where(parameter("beyond", "int_uniform", min=0, max=1), never=[0]),
        ],
        12,
        12,
    ),
    "huge": Case([parameter(f"p{i}", "int_uniform", min=0, max=9) for i in range(30)], 10**30, 10**30),
    "wide": Case(
        [parameter("seed", "int_uniform", min=0, max=10**30), parameter("x", "q_uniform", min=0, max=1e30)],
        (10**30 + 1) ** 2,
        (10**30 + 1) ** 2,
    ),
}


def observed(points: Sequence[Params]) -> History:
    """A history of these points: of five trials one failed and one has no value yet, the others have one each."""
    standings = (Standing.VALUED, Standing.VALUED, Standing.FAILED, Standing.VALUED, Standing.RUNNING)
    observations = []
    for number, point in enumerate(points):
        standing = standings[number % 5]
        value = (number * 7919 % 101) / 101 if standing is Standing.VALUED else None
        observations.append(Observation(number + 1, point, standing, value))
    return History(tuple(observations), frozenset(map(fingerprint, points)))


def drawn(sampler: Sampler, count: int) -> list[Params]:
    """Points 0 … count-1, each drawn with those before it in its history."""
    points: list[Params] = []
    for index in range(count):
        points.append(sampler.draw(index, observed(points)))
    return points


def drawn_afresh(opened: Callable[[], Sampler], points: Sequence[Params]) -> list[Params]:
    """The same draws, each by a sampler of its own: what another agent would have drawn in the same place."""
    return [opened().draw(index, observed(points[:index])) for index in range(len(points))]
