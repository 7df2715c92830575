"""Executions: claimed and begun. Each function is one transaction.

A trial number is reserved before its point is drawn; `attempt` is the fencing token: a write for an attempt that is
no longer the newest, or no longer its agent's, is refused.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sweepctl.model.claim import Answer, Claim, Idle, Leave
from sweepctl.model.draw import Draw, Source
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.spec import SweepSpec
from sweepctl.model.status import SweepState
from sweepctl.model.trial import Execution
from sweepctl.store import records
from sweepctl.store.database import Database, Row
from sweepctl.store.endings import HELD, THIS, add_execution, key, named, require_held
from sweepctl.store.events import record
from sweepctl.store.progress import count_imported, decided_by_running, done_by_rule, next_index, why_paused
from sweepctl.store.sweeps import get_sweep
from sweepctl.store.trials import insert_trial, next_number, store_point

if TYPE_CHECKING:
    from sweepctl.model.record import Record


@dataclass(frozen=True)
class Budget:
    """What limits a claim besides the sweep's own state: the size of the space and this agent's `--count`.

    `started` are the trials that this agent already started; they may always be taken again. `version` is the one of
    the spec that it knows. Without `takes` it only looks: whether there is work, or a reason to leave.
    """

    size: int | None
    more: bool
    started: Collection[int] = ()
    version: int | None = None
    takes: bool = True


def claim(database: Database, sweep: str, agent: str, budget: Budget) -> Answer:
    """Take a queued execution, else reserve a new trial, else say why not.

    Raises StoreError if a newer sweepctl has changed the schema meanwhile, NotFoundError if the sweep is deleted.
    """
    with database.transaction():
        if _is_gone(database, agent):
            return Leave("it was out of touch for too long")
        current = get_sweep(database, sweep)
        if budget.version not in {None, current.version}:
            return Leave("the sweep was edited", is_edited=True)
        match current.state:
            case SweepState.PAUSED:
                return Idle(_pause(database, sweep))
            case SweepState.STOPPED | SweepState.CANCELLED:
                return Leave(f"the sweep is {current.state}")
        done, decisive = done_by_rule(database, sweep, current.spec), decided_by_running(database, sweep, current.spec)
        if done is not None:
            return Leave(done)
        if decisive is not None:
            return Idle(decisive)
        queued, resting = _queued(database, sweep, budget)
        may_grow = budget.more and _may_grow(database, sweep, current.space, current.spec, budget.size)
        if not budget.takes and (queued is not None or may_grow):
            return Idle("there is work", is_work=True)
        if queued is not None:
            return _take(database, queued, current.space, agent)
        if may_grow:
            return _reserve(database, sweep, current.space, agent)
        if current.spec.parts.count > 1 and _unfolds(database, sweep, budget):
            return Idle("the parts of a trial are about to follow", is_brief=True)
        if resting is not None:
            return Idle(f"trial {resting['trial']} is tried again after a pause")
        return _nothing(database, sweep, agent, budget)


def _pause(database: Database, sweep: str) -> str:
    why = why_paused(database, sweep)
    return f"the sweep paused itself, {why}; `sweepctl resume {sweep}` goes on" if why else "the sweep is paused"


def _is_gone(database: Database, agent: str) -> bool:
    """Whether others took the agent for lost: nobody would notice if it were lost once more."""
    return database.row("SELECT 1 FROM agents WHERE id = ? AND gone IS NOT NULL", (agent,)) is not None


def _queued(database: Database, sweep: str, budget: Budget) -> tuple[Row | None, Row | None]:
    """The first queued execution that the agent may take now, else the first that it may take later."""
    now = time.time()
    # A clock that was set back to before it was queued makes nobody wait.
    rests = "e.not_before > ? AND e.not_before - e.wait <= ?"
    due = _first_queued(database, sweep, budget, f"(e.not_before IS NULL OR NOT ({rests}))", now)
    return due, None if due is not None else _first_queued(database, sweep, budget, rests, now)


def _first_queued(database: Database, sweep: str, budget: Budget, condition: str, now: float) -> Row | None:
    first = " LIMIT 1" if budget.more else ""
    rows = database.rows(
        "SELECT e.*, t.version, t.draw_index, t.params FROM executions e"
        " JOIN trials t ON t.sweep = e.sweep AND t.number = e.trial"
        f" WHERE e.sweep = ? AND e.state = 'queued' AND e.ending IS NULL AND e.latest = 1 AND {condition}"
        f" ORDER BY e.trial, e.part{first}",
        (sweep, now, now),
    )
    return next((row for row in rows if budget.more or row["trial"] in budget.started), None)


def _take(database: Database, row: Row, space: int, agent: str) -> Claim:
    """A point that was never drawn is drawn from the space as it is now."""
    version, index = row["version"], row["draw_index"]
    if row["params"] is None and version != space:
        version, index = space, next_index(database, row["sweep"], space)
        where = "WHERE sweep = ? AND number = ?"
        values = (version, index, row["sweep"], row["trial"])
        database.change(f"UPDATE trials SET version = ?, draw_index = ? {where}", values)
    execution = Execution(row["sweep"], row["trial"], row["part"], row["attempt"])
    database.change(f"UPDATE executions SET state = 'claimed', agent = ? WHERE {THIS}", (agent, *key(execution)))
    record(database, execution.sweep, execution.trial, "claimed", **named(execution), agent=agent)
    return Claim(execution, version, index, json.loads(row["params"]) if row["params"] else None)


def _may_grow(database: Database, sweep: str, version: int, spec: SweepSpec, size: int | None) -> bool:
    if size is not None and next_index(database, sweep, version) >= size:
        return False
    cap = spec.limits.run_cap
    return cap is None or next_number(database, sweep) - count_imported(database, sweep) <= cap


def _reserve(database: Database, sweep: str, version: int, agent: str) -> Claim:
    number = next_number(database, sweep)
    index = next_index(database, sweep, version)
    insert_trial(database, sweep, number, version, index, Source.SAMPLER)
    execution = Execution(sweep, number, 0, 1)
    add_execution(database, execution, "claimed", agent)
    record(database, sweep, number, "reserved", index=index, agent=agent)
    return Claim(execution, version, index, None)


def _unfolds(database: Database, sweep: str, budget: Budget) -> bool:
    """Whether a trial that this agent may help with is being drawn: its other parts are queued after that."""
    rows = database.rows(
        "SELECT e.trial FROM executions e JOIN trials t ON t.sweep = e.sweep AND t.number = e.trial"
        " WHERE e.sweep = ? AND e.state = 'claimed' AND e.latest = 1 AND t.params IS NULL",
        (sweep,),
    )
    return any(budget.more or row["trial"] in budget.started for row in rows)


def _nothing(database: Database, sweep: str, agent: str, budget: Budget) -> Answer:
    """Why there is no work: ours is all started, or all is drawn and others hold the rest."""
    if not budget.more:
        return Leave("its count is reached")
    held = database.row(
        "SELECT count(*) AS held FROM executions"
        " WHERE sweep = ? AND latest = 1 AND state IN ('claimed', 'running') AND agent <> ?",
        (sweep, agent),
    )
    if held and held["held"]:
        return Idle("other agents run the last trials", others_hold=True)
    return Leave("every trial is done")


@dataclass(frozen=True)
class Start:
    """How a point is begun: in how many parts, and whether it has to be one that no other trial has."""

    parts: int = 1
    fresh: bool = False


def begin(
    database: Database,
    claimed: Claim,
    agent: str,
    draw: Draw,
    argv: Sequence[str],
    start: Start,
    ran_with: Record | None = None,
) -> bool:
    """Store the point and the command of a claimed execution and mark it running; its other parts may then be claimed.

    False, with nothing written, where a fresh point is asked for and another trial has it. Raises FencedError.
    """
    execution = claimed.execution
    with database.transaction():
        require_held(database, execution, agent)
        if claimed.params is None:
            point = fingerprint(draw.params)
            if start.fresh and _is_taken(database, execution, point):
                return False
            store_point(database, execution, draw.params, draw.history_size, start.parts)
        database.change(
            f"UPDATE executions SET state = 'running', started = ?, argv = ? WHERE {HELD}",
            (time.time(), json.dumps(list(argv)), *key(execution), agent),
        )
        if ran_with is not None:
            records.keep(database, execution, ran_with)
        record(database, execution.sweep, execution.trial, "started", **named(execution), agent=agent)
    return True


def _is_taken(database: Database, execution: Execution, point: str) -> bool:
    row = database.row(
        "SELECT 1 FROM trials WHERE sweep = ? AND fingerprint = ? AND number <> ?",
        (execution.sweep, point, execution.trial),
    )
    return row is not None
