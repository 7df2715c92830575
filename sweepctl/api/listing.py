"""Trials filtered, sorted and cut as somebody asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sweepctl.errors import UsageError
from sweepctl.model.listing import Listing
from sweepctl.model.nearest import nearest
from sweepctl.model.params import Value, canonical
from sweepctl.model.spec import Objective, SweepSpec
from sweepctl.model.trial import Trial, TrialState

_FACTS: Mapping[str, Callable[[Trial], Any]] = {
    "number": lambda one: one.number,
    "state": lambda one: list(TrialState).index(one.state),
    "started": lambda one: one.started,
    "time": lambda one: one.seconds(time.time()),
}


def states_of(names: Sequence[str]) -> frozenset[TrialState]:
    """The states that are named, several also with commas between. Raises UsageError."""
    named = [name.strip() for text in names for name in text.split(",")]
    return frozenset(TrialState(_known(name, list(TrialState), "state")) for name in named)


def arranged(trials: Sequence[Trial], listing: Listing, spec: SweepSpec) -> list[Trial]:
    """The trials that a listing asks for, each of which has `seen` filled. Raises UsageError for unknown names."""
    names = _names(trials, spec)
    for column in listing.columns:
        _known(column, names, "parameter or metric")
    kept = [one for one in trials if not listing.states or one.state in listing.states]
    if listing.sort is not None:
        sort = _known(listing.sort, [*_FACTS, "value", *names], "parameter or metric")
        kept = _sorted(kept, sort, listing.is_reversed, spec.objective)
    elif listing.is_reversed:
        kept.reverse()
    return kept if listing.limit is None else kept[: listing.limit]


def _names(trials: Sequence[Trial], spec: SweepSpec) -> list[str]:
    """Every parameter and metric."""
    found = [objective.name for objective in spec.objectives]
    found += [name for one in trials for name in one.params]
    return list(dict.fromkeys([*found, *(name for one in trials for name in one.seen)]))


def _known(name: str, names: Sequence[str], what: str) -> str:
    if name in names:
        return name
    near = nearest(name, names)
    hint = f"did you mean `{near}`?" if near else f"there are {', '.join(names)}"
    raise UsageError(f"there is no {what} `{name}`", hint)


def _sorted(trials: Sequence[Trial], name: str, is_reversed: bool, objective: Objective | None) -> list[Trial]:
    """Those that lack it come last, whichever way."""
    of = _key(name, objective)
    having = [one for one in trials if of(one) is not None]
    lacking = [one for one in trials if of(one) is None]
    return [*sorted(having, key=lambda one: _comparable(of(one)), reverse=is_reversed), *lacking]


def _key(name: str, objective: Objective | None) -> Callable[[Trial], Any]:
    if name in _FACTS:
        return _FACTS[name]
    if objective is not None and name in {"value", objective.name}:
        sign = objective.goal.sign
        return lambda one: None if one.value is None else sign * one.value
    return lambda one: one.params[name] if name in one.params else one.seen[name][1] if name in one.seen else None


def _comparable(value: Value) -> tuple[int, Any]:
    """Numbers before everything else, which goes by its text."""
    plain = canonical(value)
    return (0, plain) if isinstance(plain, int | float) else (1, str(plain))
