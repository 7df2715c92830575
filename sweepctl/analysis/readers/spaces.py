"""The space that an Optuna study searched, from the distributions of its trials."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import FrozenTrial

from sweepctl.model.params import Value, canonical, text_key
from sweepctl.model.spec import Condition, Parameter

# A lattice that no distribution of ours has is listed up to so many values.
_LISTED = 1000


class Known:
    """The trials of a study, as far as they say something of its space."""

    def __init__(self, trials: Sequence[FrozenTrial]) -> None:
        self.trials = [one for one in trials if one.params]

    @cached_property
    def names(self) -> list[str]:
        """Every parameter that some trial has."""
        return list(dict.fromkeys(name for one in self.trials for name in one.params))

    def distributions(self, name: str) -> list[BaseDistribution]:
        """Each distribution that it had."""
        return [one.distributions[name] for one in self.trials if name in one.params]

    def without(self, name: str) -> list[FrozenTrial]:
        """The trials that lack it."""
        return [one for one in self.trials if name not in one.params]

    def having(self, name: str) -> list[FrozenTrial]:
        """The trials that have it."""
        return [one for one in self.trials if name in one.params]


def parameters_of(known: Known) -> tuple[list[Parameter], list[str]]:
    """The parameters, those that only some trials have with their condition, and what could not be told."""
    found, notes = [], []
    for name in known.names:
        kind, options = _widest(known.distributions(name))
        missing = known.without(name)
        when = _condition(known, name) if missing else None
        if missing and when is None:
            notes.append(
                f"{len(missing)} trials lack `{name}`, and no other parameter says why; the search draws it always"
            )
        found.append(
            Parameter(
                tuple(name.split(".")) if _is_free(name, known) else (name,), kind, options, (when,) if when else ()
            )
        )
    return found, notes


def _is_free(name: str, known: Known) -> bool:
    """Whether dots may stand for nesting: no part of the name is a parameter too."""
    parts = name.split(".")
    return all(parts) and not any(".".join(parts[:end]) in known.names for end in range(1, len(parts)))


def _condition(known: Known, name: str) -> Condition | None:
    """The choice whose values tell the trials that have it from those that do not."""
    for other in known.names:
        if other == name or not isinstance(known.distributions(other)[0], CategoricalDistribution):
            continue
        if any(other not in one.params for one in known.having(name)):
            continue
        with_it = {text_key(one.params[other]): one.params[other] for one in known.having(name)}
        lacking = {text_key(one.params[other]) for one in known.without(name) if other in one.params}
        if not with_it.keys() & lacking:
            return Condition(other, tuple(map(canonical, with_it.values())))
    return None


def _widest(found: Sequence[BaseDistribution]) -> tuple[str, dict[str, Value]]:
    """Our distribution that covers all that one parameter had, and its options."""
    if isinstance(found[0], CategoricalDistribution):
        choices = [choice for one in found if isinstance(one, CategoricalDistribution) for choice in one.choices]
        return _listed([canonical(choice) for choice in choices])
    ordered = [one for one in found if isinstance(one, FloatDistribution | IntDistribution)]
    low, high = min(one.low for one in ordered), max(one.high for one in ordered)
    last = ordered[-1]
    if low == high:
        return "constant", {"value": canonical(low)}
    if isinstance(last, IntDistribution):
        return _whole(int(low), int(high), last)
    if last.log:
        return "log_uniform_values", {"min": low, "max": high}
    if last.step is None:
        return "uniform", {"min": low, "max": high}
    return _stepped(low, high, last.step)


def _whole(low: int, high: int, last: IntDistribution) -> tuple[str, dict[str, Value]]:
    if last.log:
        return "q_log_uniform_values", {"min": low, "max": high, "q": 1}
    return ("int_uniform", {"min": low, "max": high}) if last.step == 1 else _stepped(low, high, last.step)


def _stepped(low: float, high: float, step: float) -> tuple[str, dict[str, Value]]:
    """Multiples where the first value is one, else a list of all values."""
    count = round((high - low) / step) + 1
    if abs(low / step - round(low / step)) < 1e-9:
        return "q_uniform", {"min": low, "max": high, "q": step}
    if count <= _LISTED:
        return _listed([canonical(low + place * step) for place in range(count)])
    return ("int_uniform" if isinstance(step, int) else "uniform"), {"min": low, "max": high}


def _listed(values: Sequence[Value]) -> tuple[str, dict[str, Value]]:
    distinct = list({text_key(value): value for value in values}.values())
    return ("categorical", {"values": distinct}) if len(distinct) > 1 else ("constant", {"value": distinct[0]})
