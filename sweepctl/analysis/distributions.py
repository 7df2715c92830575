"""Our parameters as Optuna's distributions over the real values, which its tools show as they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution

from sweepctl.model.checks import is_number
from sweepctl.model.params import Value, canonical, text_key
from sweepctl.space.axis import Choice, Interval
from sweepctl.space.distributions.base import Distribution
from sweepctl.space.finite import Lattice

# Where a belief such as a normal one ends for Optuna, which knows bounds only.
_EDGE = 1e-4
# Optuna computes with steps that vanish beside a wider range.
_MOST_STEPS = 2**40


class Translation:
    """One parameter: its distribution, wide enough for all values that trials had, and each value as Optuna takes it.

    Of a parameter that the space no longer has there are only the values. Categories that Optuna cannot tell apart or
    keep (`1` beside `true`, lists, mappings) become JSON texts.
    """

    def __init__(self, distribution: Distribution | None, values: Iterable[Value]) -> None:
        found = {text_key(value): canonical(value) for value in values}
        strange = [value for value in found.values() if not is_number(value)]
        self._choices: Sequence[Value] | None = None
        if distribution is None or not _is_ordered(distribution) or strange:
            known = _choices(distribution) if distribution else []
            self._choices = list({text_key(value): value for value in (*known, *found.values())}.values())
            self._as_text = not _are_told_apart(self._choices)
            choices = [self._category(value) for value in self._choices]
            self.distribution: BaseDistribution = CategoricalDistribution(choices)
        else:
            numbers = [value for value in found.values() if isinstance(value, int | float)]
            self.distribution = _ordered(distribution, numbers)

    def __call__(self, value: Value) -> bool | int | float | str | None:
        """A value that some trial had."""
        if self._choices is not None:
            return self._category(canonical(value))
        assert isinstance(value, int | float)
        return int(value) if isinstance(self.distribution, IntDistribution) else float(value)

    def _category(self, value: Value) -> bool | int | float | str | None:
        if self._as_text or isinstance(value, list | dict):
            return json.dumps(value, sort_keys=True, ensure_ascii=False)
        return value


def _is_ordered(distribution: Distribution) -> bool:
    return distribution.axis is not None and not isinstance(distribution.axis, Choice)


def _choices(distribution: Distribution) -> list[Value]:
    support = distribution.support
    is_listed = not _is_ordered(distribution) and support is not None
    return [support.at(place) for place in range(support.count)] if is_listed and support is not None else []


def _are_told_apart(values: Sequence[Value]) -> bool:
    """Whether no two are equal to Python, as 1 and True are, and none is a text that another one is written as."""
    plain = [value for value in values if not isinstance(value, list | dict)]
    return all(a != b for i, a in enumerate(plain) for b in plain[:i]) and len(plain) == len(values)


def _ordered(distribution: Distribution, numbers: Sequence[int | float]) -> BaseDistribution:
    support = distribution.support
    if isinstance(support, Lattice):
        return _stepped(distribution, support, numbers)
    axis = distribution.axis
    if isinstance(axis, Interval) and (axis.log or (axis.low, axis.high) != (0.0, 1.0) or _is_uniform(distribution)):
        ends = [axis.low, axis.high]
    else:
        ends = [float(distribution.quantile(u)) for u in (_EDGE, 1 - _EDGE)]  # type: ignore[arg-type]
    low, high = min([*ends, *numbers]), max([*ends, *numbers])
    return FloatDistribution(float(low), float(high), log=_is_log(distribution) and low > 0)


def _is_uniform(distribution: Distribution) -> bool:
    return distribution.quantile(0.25) == 0.25


def _is_log(distribution: Distribution) -> bool:
    axis = distribution.axis
    return (isinstance(axis, Interval) and axis.log) or distribution.kind.endswith("log_normal")


def _stepped(distribution: Distribution, lattice: Lattice, numbers: Sequence[int | float]) -> BaseDistribution:
    """Whole numbers or multiples, unless a trial has one between them or the scale is logarithmic."""
    on_lattice = all(lattice.position(value) is not None for value in numbers)
    ends = [lattice.at(0), lattice.at(lattice.count - 1), *numbers]
    low, high = min(ends), max(ends)  # type: ignore[type-var]
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    whole = all(isinstance(value, int) for value in numbers) and lattice.pitch.denominator == 1
    whole = whole and isinstance(low, int) and lattice.count <= _MOST_STEPS
    if whole and not on_lattice:
        return IntDistribution(int(low), int(high))
    if _is_log(distribution) and low > 0:
        is_unit = whole and lattice.pitch == 1
        return IntDistribution(int(low), int(high), log=True) if is_unit else FloatDistribution(low, high, log=True)
    if not on_lattice or lattice.count > _MOST_STEPS:
        return FloatDistribution(float(low), float(high))
    step = float(lattice.pitch)
    return IntDistribution(int(low), int(high), step=int(step)) if whole else FloatDistribution(low, high, step=step)
