"""Which parameters matter, and how sure that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from sweepctl.analysis.estimators import ESTIMATORS, chosen, open_estimator
from sweepctl.analysis.estimators.base import Estimate
from sweepctl.analysis.question import Question
from sweepctl.analysis.sample import Sample, sample_of
from sweepctl.model.importance import Importances, Level, Method, Weight
from sweepctl.model.params import Value, text_key
from sweepctl.model.trial import Trial, TrialState
from sweepctl.samplers.gaussian.encoding import Floats
from sweepctl.space.axis import Choice
from sweepctl.space.space import Absent, Leaf, Space

_SAMPLES = 12
_LEAST = 2
_FEW = 10
# The smallest half-sample that a model is fitted to.
_SMALLEST = 6
_POORLY = 0.3
_MOSTLY = 0.8


def importances(asked: Question) -> Importances:
    """Every parameter's share. Raises UsageError where the method is not installed."""
    space = Space.of(asked.sweep.spec.parameters)
    losses = [asked.objective.goal.sign * one.value for one in asked.trials if one.value is not None]
    sample, outside = sample_of(space, [one.params for one in asked.trials], losses)
    method = chosen(asked.method)
    constants = [leaf.name for place, leaf in enumerate(space.leaves) if place not in sample.places]
    known = Importances(asked.sweep, asked.objective.name, method, ESTIMATORS[method].summary, len(sample), ())
    if len(sample) < _LEAST or not sample.places:
        doubt = "too few trials with a value" if len(sample) < _LEAST else "no parameter varies"
        return replace(known, constants=constants, doubts=[doubt])
    estimate = open_estimator(method)
    found = estimate(sample, 0)
    shares = found.normalised
    halves = _half_samples(estimate, sample)
    spreads = _spreads(halves, len(sample))
    order = np.argsort(-shares, kind="stable")
    lead = int((halves.argmax(1) == order[0]).sum()) if len(halves) else 0
    weights = [
        replace(_related(space, sample.places[j], asked), importance=float(shares[j]), spread=spreads[j]) for j in order
    ]
    told = replace(
        known, weights=weights, explained=found.explained, lead=lead, samples=len(halves), constants=constants
    )
    return replace(told, doubts=list(_doubts(told, asked, len(outside))))


def _half_samples(estimate: Estimate, sample: Sample) -> Floats:
    """The shares by random halves of the trials: shape (samples, parameters); none where there are too few."""
    count = len(sample)
    size = max(count // 2, min(_SMALLEST, count - 1))
    if size < _SMALLEST:
        return np.empty((0, len(sample.places)))
    rng = np.random.default_rng(0)
    parts = (sample.part(rng.choice(count, size, replace=False)) for _ in range(_SAMPLES))
    return np.array([estimate(part, seed).normalised for seed, part in enumerate(parts, 1)])


def _spreads(halves: Floats, count: int) -> list[float | None]:
    """Standard errors by the delete-d jackknife: for halves the spread between them (Shao, Wu, Ann. Stat. 17, 1989)."""
    if not len(halves):
        return [None] * halves.shape[1]
    size = max(count // 2, min(_SMALLEST, count - 1))
    errors: list[float | None] = (halves.std(0) * np.sqrt(size / (count - size))).tolist()
    return errors


def _doubts(told: Importances, asked: Question, outside: int) -> Iterator[str]:
    """Why the ranking may be wrong."""
    if told.trials < _FEW:
        yield f"only {told.trials} trials: this is a guess"
    if told.method is Method.PED_ANOVA:
        yield "PED-ANOVA often ranks wrongly; --method gp tells more"
    elif told.explained is not None and told.explained < _POORLY:
        share = f"{max(0.0, told.explained):.0%}"
        yield f"the model explains only {share} of the variation of trials that it has not seen"
    if told.samples and told.lead < _MOSTLY * told.samples:
        first = told.weights[0].name
        yield f"`{first}` is first in only {told.lead} of {told.samples} half-samples of the trials"
    stopped = sum(one.state is TrialState.STOPPED for one in asked.trials)
    if stopped * 2 > len(asked.trials):
        yield f"{stopped} of {len(asked.trials)} trials were stopped early, so their values are not final"
    if outside:
        are = "trials lie outside of the space and are" if outside > 1 else "trial lies outside of the space and is"
        yield f"{outside} {are} left out"


def _related(space: Space, place: int, asked: Question) -> Weight:
    """How a parameter goes with the objective as it is, better or not."""
    leaf = space.leaves[place]
    pairs = list(_pairs(space, place, asked.trials))
    values = np.array([value for _, value in pairs], float)
    if isinstance(leaf.distribution.axis, Choice) and not _is_numeric(leaf):
        levels = _levels(pairs)
        return Weight(leaf.name, 0.0, eta=_eta(levels, values), levels=levels)
    numbers = np.array([value for value, _ in pairs], float)
    return Weight(
        leaf.name, 0.0, pearson=correlation(numbers, values), spearman=correlation(ranks(numbers), ranks(values))
    )


def _is_numeric(leaf: Leaf) -> bool:
    """Whether all the categories are numbers, which W&B correlates too."""
    support = leaf.distribution.support
    assert support is not None
    return all(
        isinstance(one := support.at(place), int | float) and not isinstance(one, bool)
        for place in range(support.count)
    )


def _pairs(space: Space, place: int, trials: Sequence[Trial]) -> Iterator[tuple[Value, float]]:
    for one in trials:
        values = space.flat(one.params)
        if values is None or one.value is None:
            continue
        value = values[place]
        if not isinstance(value, Absent) and space.leaves[place].distribution.encode(value) is not None:
            yield value, one.value


def _levels(pairs: Sequence[tuple[Value, float]]) -> list[Level]:
    """The values by their mean objective, in the order in which they were met."""
    groups: defaultdict[str, list[tuple[Value, float]]] = defaultdict(list)
    for value, objective in pairs:
        groups[text_key(value)].append((value, objective))
    return [
        Level(group[0][0], float(np.mean([objective for _, objective in group])), len(group))
        for group in groups.values()
    ]


def _eta(levels: Sequence[Level], values: Floats) -> float | None:
    """Between-group over total sum of squares; None where all values are alike."""
    scale = float(np.abs(values).max()) if len(values) else 0.0
    scaled = values / scale if scale else values
    total = float(((scaled - scaled.mean()) ** 2).sum()) if len(values) > 1 else 0.0
    if not total:
        return None
    between = sum(level.count * (level.mean / scale - float(scaled.mean())) ** 2 for level in levels)
    return min(1.0, between / total)


def correlation(first: Floats, second: Floats) -> float | None:
    """Pearson's; None below three pairs, or where one side does not vary."""
    if len(first) < 3:
        return None
    a, b = _centred(first), _centred(second)
    norm = float(np.sqrt((a @ a) * (b @ b)))
    return float(np.clip(a @ b / norm, -1.0, 1.0)) if norm else None


def _centred(numbers: Floats) -> Floats:
    """Mean 0 and at most 1, so that no square overflows."""
    largest = float(np.abs(numbers).max())
    scaled = numbers / largest if largest else numbers
    result: Floats = scaled - scaled.mean()
    return result


def ranks(numbers: Floats) -> Floats:
    """From 1; equals share the mean of theirs, so that the correlation of ranks is Spearman's."""
    _, place, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    result: Floats = (last - (counts - 1) / 2)[place]
    return result
