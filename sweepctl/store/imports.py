"""Trials of elsewhere, added as ended ones."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sweepctl.errors import IllegalTransitionError
from sweepctl.model.draw import Source
from sweepctl.model.outcome import Outcome
from sweepctl.model.params import Value, text_key
from sweepctl.model.point import Batch, Point, Series
from sweepctl.model.status import SweepState
from sweepctl.model.trial import Execution
from sweepctl.store import points
from sweepctl.store.database import Database
from sweepctl.store.endings import THIS, add_execution, key
from sweepctl.store.events import record
from sweepctl.store.sweeps import get_sweep
from sweepctl.store.trials import Given, draw_of, insert_trial, next_number, store_point

_KIND = "imported"


@dataclass(frozen=True)
class Ended:
    """A trial that was run elsewhere: its point, its end, its value of each metric, and the curve of one of them."""

    given: Given
    outcome: Outcome
    values: Mapping[str, float] = field(default_factory=dict)
    curve: tuple[str, Sequence[tuple[int, float | None, float]]] | None = None
    started: float | None = None
    ended: float | None = None

    @property
    def key(self) -> str:
        """Equal for two trials with the same point, end and values."""
        what: list[Value] = [dict(self.given.params), str(self.outcome.ending), dict(sorted(self.values.items()))]
        return hashlib.sha256(text_key(what).encode()).hexdigest()[:16]


def add_ended(database: Database, sweep: str, trials: Sequence[Ended]) -> tuple[list[int], int]:
    """Add trials in one transaction, all or none; their numbers, and how many an earlier import had brought already.

    Raises NotFoundError, IllegalTransitionError for a cancelled sweep.
    """
    numbers, known = [], 0
    with database.transaction():
        current = get_sweep(database, sweep)
        if current.state is SweepState.CANCELLED:
            raise IllegalTransitionError(f"cannot add to sweep {sweep}: it is cancelled", "create a new sweep")
        there = _imported_keys(database, sweep)
        for one in trials:
            if there[one.key] > 0:
                there[one.key] -= 1
                known += 1
            else:
                numbers.append(_add(database, sweep, current.space, one))
    return numbers, known


def _imported_keys(database: Database, sweep: str) -> Counter[str]:
    rows = database.rows("SELECT detail FROM events WHERE sweep = ? AND kind = ?", (sweep, _KIND))
    return Counter(json.loads(row["detail"])["key"] for row in rows)


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
    points.write(database, execution, _batch(one))
    record(database, sweep, number, _KIND, key=one.key)
    return number


def _batch(one: Ended) -> Batch:
    """The value stands for the whole history, whatever way a sweep sums one up."""
    metric, curve = one.curve or ("", ())
    drawn = [Point(metric, n, step, value) for n, step, value in curve]
    single = [Point(name, 1, None, value) for name, value in one.values.items() if name != metric or not curve]
    return Batch(
        [*drawn, *single], [_series(name, value, curve if name == metric else ()) for name, value in one.values.items()]
    )


def _series(name: str, value: float, curve: Sequence[tuple[int, float | None, float]]) -> Series:
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
