"""Trials of elsewhere, added as ended ones, and measured anew where the sweep looks for another metric."""

from __future__ import annotations

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from sweepctl.errors import IllegalTransitionError
from sweepctl.model.draw import Source
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.params import Value, text_key
from sweepctl.model.point import Batch, Point, Series
from sweepctl.model.spec import Objective
from sweepctl.model.status import SweepState
from sweepctl.model.trial import Execution
from sweepctl.store import points
from sweepctl.store.database import Database
from sweepctl.store.endings import THIS, add_execution, correct, key
from sweepctl.store.events import record
from sweepctl.store.sweeps import get_sweep
from sweepctl.store.trials import Given, draw_of, insert_trial, next_number, store_point

_KIND = "imported"
# Once one is run here, its own output counts.
_IMPORTED = """
    SELECT e.trial, e.ending, v.detail FROM executions e
    JOIN events v ON v.sweep = e.sweep AND v.trial = e.trial AND v.kind = ?
    WHERE e.sweep = ? AND e.latest = 1 AND e.attempt = 1 AND e.state = 'ended' ORDER BY e.trial
"""
_MEASURED = Outcome(Ending.FINISHED, why="what was imported has the metric that the sweep looks for now")
_MEASURABLE = frozenset({Ending.FINISHED, Ending.STOPPED, Ending.NO_METRIC})

# (n, step, value)
Curve = Sequence[tuple[int, float | None, float]]


@dataclass(frozen=True)
class Ended:
    """A trial that was run elsewhere: its point, its end, its value of each metric, and the curve of one of them.

    `numbers` are all that may be values of other metrics, kept for the day that the sweep looks for one of those.
    """

    given: Given
    outcome: Outcome
    values: Mapping[str, float] = field(default_factory=dict)
    curve: tuple[str, Curve] | None = None
    started: float | None = None
    ended: float | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        """Two trials are the same if one of these is: of point, end and values, or, whatever metric counts, numbers."""
        ending = self.outcome.ending
        by_values = _hashed({**self.given.params}, str(ending), {**self.values})
        if not self.numbers:
            return [by_values]
        # Whether one that ended well has the metric depends on the metric.
        its_own = Ending.FINISHED if ending is Ending.NO_METRIC else ending
        return [by_values, _hashed({**self.given.params}, str(its_own), "numbers", {**self.numbers})]


def _hashed(*what: Value) -> str:
    return hashlib.sha256(text_key(list(what)).encode()).hexdigest()[:16]


def add_ended(database: Database, sweep: str, trials: Sequence[Ended]) -> tuple[list[int], int]:
    """Add trials in one transaction, all or none; their numbers, and how many an earlier import had brought already.

    Raises NotFoundError, IllegalTransitionError for a cancelled sweep.
    """
    numbers, known = [], 0
    with database.transaction():
        current = get_sweep(database, sweep)
        if current.state is SweepState.CANCELLED:
            raise IllegalTransitionError(f"cannot add to sweep {sweep}: it is cancelled", "create a new sweep")
        there, taken = _imported(database, sweep), set[int]()
        for one in trials:
            same = next((trial for key in one.keys if (trial := _untaken(there[key], taken)) is not None), None)
            if same is not None:
                taken.add(same)
                known += 1
            else:
                numbers.append(_add(database, sweep, current.space, one))
    return numbers, known


def _imported(database: Database, sweep: str) -> Mapping[str, list[int]]:
    """The imported trials by each of their keys, empty for a key that none has."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row in database.rows("SELECT trial, detail FROM events WHERE sweep = ? AND kind = ?", (sweep, _KIND)):
        detail = json.loads(row["detail"])
        for one in [detail["key"], *detail.get("keys", ())]:
            found[one].append(row["trial"])
    return found


def _untaken(trials: list[int], taken: Container[int]) -> int | None:
    """One of the trials that no other has been found to be; those that were are dropped."""
    while trials and trials[-1] in taken:
        trials.pop()
    return trials[-1] if trials else None


def _add(database: Database, sweep: str, version: int, one: Ended) -> int:
    number = next_number(database, sweep)
    insert_trial(database, sweep, number, version, draw_of(database, sweep, version, one.given), Source.IMPORTED)
    execution = Execution(sweep, number, 0, 1)
    add_execution(database, execution, "ended", None)
    store_point(database, execution, one.given.params, 0, parts=1)
    outcome = one.outcome
    database.change(
        f"UPDATE executions SET started = ?, ended = ?, ending = ?, code = ?, why = ? WHERE {THIS}",
        (one.started, one.ended or time.time(), outcome.ending, outcome.code, outcome.why, *key(execution)),
    )
    points.write(database, execution, _batch(one.values, one.curve))
    record(database, sweep, number, _KIND, key=one.keys[0], keys=one.keys[1:], numbers=dict(one.numbers))
    return number


def measure(database: Database, sweep: str, objectives: Sequence[Objective]) -> tuple[list[int], list[int]]:
    """Look for these metrics in what was imported; the trials that have them now and had not, and those that lack one.

    What was stored of a metric before, such as its curve, stays.
    """
    metrics, found, lacking = [one.name for one in objectives], [], []
    with database.transaction():
        known = _measured(database, sweep)
        for row in database.rows(_IMPORTED, (_KIND, sweep)):
            execution = Execution(sweep, row["trial"], 0, 1)
            numbers = json.loads(row["detail"]).get("numbers", {})
            new = {name: numbers[name] for name in metrics if name in numbers and (row["trial"], name) not in known}
            points.write(database, execution, _batch(new))
            is_whole = all(name in new or (row["trial"], name) in known for name in metrics)
            if is_whole and row["ending"] == Ending.NO_METRIC:
                correct(database, execution, _MEASURED)
                found.append(execution.trial)
            elif not is_whole and row["ending"] in _MEASURABLE:
                lacking.append(execution.trial)
    return found, lacking


def _measured(database: Database, sweep: str) -> set[tuple[int, str]]:
    """Of which trial which metric is stored of the first attempt."""
    rows = database.rows("SELECT trial, metric FROM series WHERE sweep = ? AND attempt = 1", (sweep,))
    return {(row["trial"], row["metric"]) for row in rows}


def _batch(values: Mapping[str, float], drawn: tuple[str, Curve] | None = None) -> Batch:
    """The value stands for the whole history, whatever way a sweep sums one up."""
    metric, curve = drawn or ("", ())
    points = [Point(metric, n, step, value) for n, step, value in curve]
    single = [Point(name, 1, None, value) for name, value in values.items() if name != metric or not curve]
    return Batch(
        [*points, *single], [_series(name, value, curve if name == metric else ()) for name, value in values.items()]
    )


def _series(name: str, value: float, curve: Curve) -> Series:
    count = len(curve) or 1
    first, last = (curve[0][2], curve[-1][2]) if curve else (value, value)
    n, step = next(((n, step) for n, step, at in curve if at == value), (count, None))
    return Series(
        name,
        count=count,
        first=first,
        last=last,
        final=value,
        last_step=curve[-1][1] if curve else None,
        low=value,
        low_n=n,
        low_step=step,
        high=value,
        high_n=n,
        high_step=step,
        total=value * count,
    )
