"""Trials as they come into being; all of it inside the caller's transaction."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from sweepctl.model.draw import Source
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.params import Params
from sweepctl.model.trial import Execution
from sweepctl.store.database import Database
from sweepctl.store.endings import add_execution
from sweepctl.store.events import record
from sweepctl.store.progress import is_drawn

_LAST_INDEX = 2**63 - 1


@dataclass(frozen=True)
class Given:
    """A point that somebody chose; `index` is the sampler's draw that it stands for, None where no draw is fixed.

    `is_point` says that it is one of a finite space, of which one less is then left to draw.
    """

    params: Params
    index: int | None = None
    is_point: bool = False

    @property
    def fixed(self) -> int | None:
        """The index, as far as a column holds it; no sweep gets beyond that."""
        return self.index if self.index is not None and self.index <= _LAST_INDEX else None


def next_number(database: Database, sweep: str) -> int:
    """The number of the next new trial."""
    row = database.row("SELECT max(number) AS top FROM trials WHERE sweep = ?", (sweep,))
    return 1 if row is None or row["top"] is None else int(row["top"]) + 1


def insert_trial(database: Database, sweep: str, number: int, version: int, index: int | None, source: Source) -> None:
    """Store a trial whose point is not known yet."""
    database.change(
        "INSERT INTO trials (sweep, number, version, draw_index, source, created) VALUES (?, ?, ?, ?, ?, ?)",
        (sweep, number, version, index, source, time.time()),
    )


def store_point(database: Database, execution: Execution, params: Params, history_size: int, parts: int) -> None:
    """Store the point of a trial, and queue its other parts, which may be claimed from now on."""
    database.change(
        "UPDATE trials SET params = ?, fingerprint = ?, history_size = ? WHERE sweep = ? AND number = ?",
        (json.dumps(dict(params)), fingerprint(params), history_size, execution.sweep, execution.trial),
    )
    for part in range(1, parts):
        add_execution(database, Execution(execution.sweep, execution.trial, part, 1), "queued", None)


def insert_given(
    database: Database, sweep: str, version: int, given: Given, parts: int, like: int | None = None
) -> int:
    """Queue a given point, made from that of trial `like` if there is one, as the next trial; its number."""
    number = next_number(database, sweep)
    index = draw_of(database, sweep, version, given)
    insert_trial(database, sweep, number, version, index, Source.GIVEN)
    first = Execution(sweep, number, 0, 1)
    add_execution(database, first, "queued", None)
    store_point(database, first, given.params, 0, parts)
    record(database, sweep, number, "given", **({} if like is None else {"like": like}))
    return number


def draw_of(database: Database, sweep: str, version: int, given: Given) -> int | None:
    """The free draw that a given point takes: the one it stands for, else the last one of a finite space."""
    if given.fixed is not None:
        return None if is_drawn(database, sweep, version, given.fixed) else given.fixed
    row = database.row("SELECT size FROM specs WHERE sweep = ? AND version = ?", (sweep, version))
    if not given.is_point or row is None or row["size"] is None:
        return None
    backwards = reversed(range(min(int(row["size"]), _LAST_INDEX + 1)))
    return next((index for index in backwards if not is_drawn(database, sweep, version, index)), None)
