"""Trials as charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite

from sweepctl.model.chart import Chart, Layer, Mark, Scale
from sweepctl.model.params import Value, text_key
from sweepctl.model.spec import Objective
from sweepctl.model.status import Sweep
from sweepctl.model.trial import Trial, TrialState
from sweepctl.space.axis import Choice, Interval
from sweepctl.space.finite import Finite
from sweepctl.space.space import Absent, Space

# From this ratio on values are told apart by their size.
_WIDE = 100.0
# So many values of a parameter have a tick each, and so many categories a column.
_FEW, _MOST = 12, 1000
_GOOD = frozenset({TrialState.FINISHED, TrialState.STOPPED})


def history(sweep: Sweep, objective: Objective, trials: Sequence[Trial]) -> Chart:
    """Every trial's value by its number, and the best so far, which is that of finished and stopped trials."""
    valued = [(one, one.value) for one in trials if one.value is not None]
    ended = [(float(one.number), value) for one, value in valued if one.state in _GOOD]
    others = [(float(one.number), value) for one, value in valued if one.state not in _GOOD]
    layers = [
        Layer("trials", Mark.DOTS, ended),
        Layer("running or failed", Mark.DOTS, others),
        Layer("best so far", Mark.STEPS, list(_best_so_far(ended, objective, trials))),
    ]
    missing = len(trials) - len(valued)
    notes = [f"{missing} trial{'s have' if missing > 1 else ' has'} no finite {objective.name}"] if missing else []
    return Chart(
        sweep,
        f"{objective.name} of {_counted(len(trials), 'trial')} ({objective.goal})",
        Scale("trial", whole=True),
        Scale(objective.name, log=_is_wide(value for _, value in valued)),
        [layer for layer in layers if layer.points],
        notes if trials else ["there is no trial yet"],
    )


def _best_so_far(
    points: Sequence[tuple[float, float]], objective: Objective, trials: Sequence[Trial]
) -> Iterator[tuple[float, float]]:
    """Where the best value changes, and where the last trial is."""
    best: float | None = None
    for number, value in points:
        if best is None or objective.goal.better(value, best):
            best = value
            yield number, value
    if best is not None and len(trials) > 1:
        yield float(trials[-1].number), best


def front(sweep: Sweep, trials: Sequence[Trial], best: Sequence[Trial]) -> Chart:
    """Two objectives of every trial against each other, with the Pareto front."""
    first, second = sweep.spec.objectives[:2]
    leading = {one.number for one in best}

    def points(are_leading: bool) -> list[tuple[float, float]]:
        found = [
            (x, y)
            for one in trials
            if (one.number in leading) is are_leading
            and (x := one.values.get(first.name)) is not None
            and (y := one.values.get(second.name)) is not None
        ]
        return sorted(found)

    layers = [Layer("trials", Mark.DOTS, points(False)), Layer("Pareto front", Mark.LINE, points(True))]
    several = len(sweep.spec.objectives) > 2
    every = [point for layer in layers for point in layer.points]
    return Chart(
        sweep,
        f"{first.name} ({first.goal}) and {second.name} ({second.goal}) of {_counted(len(trials), 'trial')}",
        Scale(first.name, log=_is_wide(x for x, _ in every)),
        Scale(second.name, log=_is_wide(y for _, y in every)),
        [layer for layer in layers if layer.points],
        ["the first two objectives are shown"] if several else [],
    )


Curves = Mapping[int, Sequence[tuple[int, float | None, float]]]


def curves(sweep: Sweep, metric: str, found: Curves, unit: str | None) -> Chart:
    """One metric of some trials over the script's own steps, or over the count where a script tells none."""
    layers, counted = [], False
    for number, points in found.items():
        steps = [step for _, step, _ in points if step is not None]
        counted |= len(steps) < len(points)
        pairs = [(float(n) if len(steps) < len(points) or step is None else step, value) for n, step, value in points]
        pairs = [pair for pair in pairs if isfinite(pair[1])]
        if pairs:
            layers.append(Layer(str(number), Mark.LINE, pairs))
    missing = [str(number) for number, points in found.items() if not points]
    of = f"trial{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
    return Chart(
        sweep,
        f"{metric} of {_counted(len(layers), 'trial')}",
        Scale("value" if counted else unit or "step", whole=True),
        Scale(metric, log=_is_wide(value for layer in layers for _, value in layer.points)),
        layers,
        [f"no {metric} of {of}"] if missing else [],
    )


def parameter(sweep: Sweep, objective: Objective, trials: Sequence[Trial], name: str) -> Chart:
    """One parameter against the objective; on the scale on which it is drawn, a category in a column of its own."""
    space = Space.of(sweep.spec.parameters)
    place = next(place for place, leaf in enumerate(space.leaves) if leaf.name == name)
    pairs = [
        (value, one.value)
        for one in trials
        if (value := _value(space, place, one)) is not None and one.value is not None
    ]
    numbers = [(float(x), y) for x, y in pairs if isinstance(x, int | float) and not isinstance(x, bool)]
    axis = space.leaves[place].distribution.axis
    is_ordered = len(numbers) == len(pairs)
    support = space.leaves[place].distribution.support
    whole = is_ordered and all(x.is_integer() for x, _ in numbers)
    if is_ordered:
        is_log = isinstance(axis, Interval) and axis.log
        listed = _listed(support)
        # Lists of numbers such as 16, 32, 64 are even on a logarithmic scale.
        is_log = is_log or (len(listed) > 2 and _is_wide(iter(listed), 4.0) and isinstance(axis, Choice))
        is_log = is_log and all(x > 0 for x, _ in numbers)
        x, points = Scale(name, log=is_log, whole=whole, at=listed), numbers
    else:
        x, points = _by_category(name, support, pairs)
    best = min(points, key=lambda point: objective.goal.sign * point[1], default=None)
    layers = [Layer("trials", Mark.DOTS, points), Layer("best", Mark.DOTS, [best] if best else [])]
    missing = len(trials) - len(pairs)
    return Chart(
        sweep,
        f"{objective.name} by {name}, {_counted(len(pairs), 'trial')} ({objective.goal})",
        x,
        Scale(objective.name, log=_is_wide(y for _, y in points)),
        [layer for layer in layers if layer.points],
        [f"{missing} trial{'s' if missing > 1 else ''} without {name} or without a value"] if missing else [],
    )


def _listed(support: Finite | None) -> list[float]:
    """The few numbers that there are, none where there are more."""
    if support is None or support.count > _FEW:
        return []
    values = [support.at(place) for place in range(support.count)]
    return sorted(float(value) for value in values if isinstance(value, int | float) and not isinstance(value, bool))


def _value(space: Space, place: int, one: Trial) -> Value:
    values = space.flat(one.params)
    value = values[place] if values is not None else None
    return None if isinstance(value, Absent) else value


def _by_category(
    name: str, support: Finite | None, pairs: Sequence[tuple[Value, float]]
) -> tuple[Scale, list[tuple[float, float]]]:
    """In the order of the sweep file, strangers behind."""
    known = [support.at(place) for place in range(support.count)] if support and support.count <= _MOST else []
    named: dict[str, Value] = {text_key(value): value for value in (*known, *(value for value, _ in pairs))}
    places = {key: float(place) for place, key in enumerate(named)}
    labels = [value if isinstance(value, str) else text_key(value) for value in named.values()]
    return Scale(name, categories=labels), [(places[text_key(value)], y) for value, y in pairs]


def _counted(many: int, noun: str) -> str:
    return f"{many:,} {noun}{'' if many == 1 else 's'}"


def _is_wide(values: Iterator[float], ratio: float = _WIDE) -> bool:
    """Whether positive values differ by more than a ratio."""
    found = list(values)
    return bool(found) and min(found) > 0 and max(found) / min(found) >= ratio
