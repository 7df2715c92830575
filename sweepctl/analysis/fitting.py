"""Records of elsewhere as trials of a sweep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import isfinite

from sweepctl.errors import UsageError
from sweepctl.model.checks import is_number
from sweepctl.model.imported import Record, Remark
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.params import Value, canonical, text_key
from sweepctl.model.spec import Objective, SweepSpec
from sweepctl.samplers.places import Places
from sweepctl.space.axis import Choice
from sweepctl.space.space import ABSENT, Absent, Leaf, Space
from sweepctl.spec.assignments import read_scalar
from sweepctl.store.imports import Ended
from sweepctl.store.trials import Given

# How tables call a parameter `lr` and a metric `loss`.
_PARAMETERS = ("{}", "config.{}", "params.{}", "params_{}", "parameters.{}")
_METRICS = ("{}", "summary.{}", "values.{}", "values_{}", "metrics.{}")


class _UnfitError(Exception):
    """A record is no trial of this sweep, in a sentence."""


@dataclass
class Fitting:
    """Fits records to a sweep; what is strange about them is collected."""

    spec: SweepSpec
    seed: int
    version: int
    remarks: list[Remark] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._space = Space.of(self.spec.parameters, self.spec.constraints)
        self._places = Places(self.spec, self.seed, self.version)

    def all(self, records: Sequence[Record]) -> list[Ended]:
        """The records that are trials of the sweep."""
        return list(self._fitting(records))

    def _fitting(self, records: Sequence[Record]) -> Iterator[Ended]:
        for one in records:
            try:
                yield self._ended(one)
            except _UnfitError as error:
                self.remarks.append(Remark(one.place, str(error), is_left_out=True))

    def _ended(self, one: Record) -> Ended:
        if one.ending is None:
            raise _UnfitError("it is not over yet")
        given = self._given(one)
        values = {name: value for name, value in one.metrics.items() if isfinite(value)}
        known = [(objective, _value(one, objective)) for objective in self.spec.objectives]
        values |= {objective.name: value for objective, value in known if value is not None}
        outcome = self._outcome(one, [objective for objective, value in known if value is None])
        first = self.spec.objective
        curve = (first.name, one.points) if first is not None and one.points and first.name in values else None
        return Ended(given, outcome, values, curve, one.started, one.ended, self._numbers(one))

    def _numbers(self, one: Record) -> dict[str, float]:
        """All that may be the value of a metric, under the names of the cells and those that are meant by them."""
        settings = {name for leaf in self._space.leaves for name in _names(_PARAMETERS, leaf.name)}
        read = {name: _number(cell) for name, cell in one.cells.items() if name not in settings}
        found = {**{name: value for name, value in read.items() if value is not None}, **one.metrics}
        meant = {name.removeprefix(form.format("")): value for name, value in found.items() for form in _METRICS}
        return {**meant, **found}

    def _outcome(self, one: Record, missing: Sequence[Objective]) -> Outcome:
        """A run that ended well has its metric; of one whose state nobody tells that is all that is known."""
        assert one.ending is not None
        if missing and one.ending is Ending.FINISHED:
            what = f"no finite {missing[0].name} in what was imported"
            if not one.has_state:
                self.remarks.append(Remark(one.place, what, is_left_out=False))
            return Outcome(Ending.NO_METRIC, why=what)
        return Outcome(one.ending, why=one.reason)

    def _given(self, one: Record) -> Given:
        """The point, with the draw that it stands for in a space that is counted through."""
        values: list[Value | Absent] = [ABSENT] * len(self._space.leaves)
        for place in self._space.order:
            if self._space.exists(place, values):
                values[place] = self._read(one, self._space.leaves[place])
        params = self._space.nested(values)
        if not self._space.accepts(params):
            self.remarks.append(Remark(one.place, "it breaks the constraints; kept all the same", is_left_out=False))
        return Given(params, *self._places.of(params))

    def _read(self, one: Record, leaf: Leaf) -> Value:
        """The value of a parameter. Raises _UnfitError."""
        candidates = [value for name in _names(_PARAMETERS, leaf.name) for value in _readings(one, name)]
        fitting = [value for value in candidates if leaf.distribution.encode(value) is not None]
        if fitting:
            return fitting[0]
        if leaf.distribution.axis is None:
            # Of a constant that the table does not name there is no doubt.
            constant = leaf.distribution.quantile(0.0)
            if not candidates:
                return constant
        elif not candidates:
            raise _UnfitError(f"it has no `{leaf.name}`")
        numbers = [value for value in candidates if is_number(value)]
        is_ordered = leaf.distribution.axis is not None and not isinstance(leaf.distribution.axis, Choice)
        if is_ordered and not numbers:
            raise _UnfitError(f"`{leaf.name}` is {text_key(candidates[0])}, which is no number")
        found = numbers[0] if is_ordered else candidates[0]
        sentence = (
            f"`{leaf.name}` is {text_key(found)}, outside of the space: kept, but the search learns nothing from it"
        )
        self.remarks.append(Remark(one.place, sentence, is_left_out=False))
        return found


def _names(forms: Sequence[str], name: str) -> list[str]:
    return [form.format(name) for form in forms]


def _readings(one: Record, name: str) -> Iterator[Value]:
    """What the cell of this name can mean: a value as in a sweep file, or the text itself; nothing if it is empty."""
    if name not in one.cells:
        return
    cell = one.cells[name]
    if not isinstance(cell, str):
        yield canonical(cell)
        return
    if not cell and one.is_text:
        return
    read: list[Value] = []
    with suppress(UsageError):
        read.append(read_scalar(cell))
    # A table's `1` is a number first; where types are known, `"1"` is the text.
    yield from (*read, cell) if one.is_text else (cell, *read)


def _value(one: Record, objective: Objective) -> float | None:
    """The finite value of an objective."""
    if objective.name in one.metrics:
        return one.metrics[objective.name]
    for name in _names(_METRICS, objective.name):
        value = _number(one.cells.get(name))
        if value is not None:
            return value
    return None


def _number(cell: Value) -> float | None:
    """The finite number that a cell is or says."""
    try:
        value = float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return value if isfinite(value) else None
