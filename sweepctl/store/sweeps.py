"""Sweeps: found, and told to pause, stop, go on or end."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from sweepctl.errors import IllegalTransitionError, NotFoundError
from sweepctl.model.spec import SweepSpec
from sweepctl.model.status import Sweep, SweepState
from sweepctl.store.database import Database, Row
from sweepctl.store.endings import cancel_open
from sweepctl.store.events import record, whoever

_NEWEST_SPEC = "(SELECT max(version) FROM specs WHERE specs.sweep = sweeps.id)"
_SELECT = f"""
    SELECT sweeps.*, specs.version, specs.space, specs.normalised FROM sweeps
    JOIN specs ON specs.sweep = sweeps.id AND specs.version = {_NEWEST_SPEC}
"""
# Which states a request may come from, and what it leads to.
_TRANSITIONS: Mapping[str, tuple[frozenset[SweepState], SweepState]] = {
    "pause": (frozenset({SweepState.RUNNING}), SweepState.PAUSED),
    "resume": (frozenset({SweepState.PAUSED, SweepState.STOPPED}), SweepState.RUNNING),
    "stop": (frozenset({SweepState.RUNNING, SweepState.PAUSED}), SweepState.STOPPED),
    "cancel": (frozenset({SweepState.RUNNING, SweepState.PAUSED, SweepState.STOPPED}), SweepState.CANCELLED),
}


def _sweep(database: Database, row: Row) -> Sweep:
    root = database.folder.parent
    return Sweep(
        id=row["id"],
        name=row["name"],
        state=SweepState(row["state"]),
        created=row["created"],
        folder=os.path.normpath(root / row["folder"]),
        source=os.path.normpath(root / row["source"]) if row["source"] else None,
        seed=row["seed"],
        version=row["version"],
        space=row["space"],
        spec=SweepSpec.from_json(json.loads(row["normalised"])),
    )


def get_sweep(database: Database, sweep: str) -> Sweep:
    """The sweep with exactly this id. Raises NotFoundError."""
    row = database.row(f"{_SELECT} WHERE sweeps.id = ?", (sweep,))
    if row is None:
        raise NotFoundError(f"there is no sweep {sweep} any more")
    return _sweep(database, row)


def list_sweeps(database: Database) -> list[Sweep]:
    """All sweeps, newest first."""
    rows = database.rows(f"{_SELECT} ORDER BY sweeps.created DESC, sweeps.id")
    return [_sweep(database, row) for row in rows]


def verbatim_spec(database: Database, sweep: Sweep) -> str:
    """The text of the sweep file as it was when the sweep was made."""
    row = database.row("SELECT verbatim FROM specs WHERE sweep = ? AND version = ?", (sweep.id, sweep.version))
    return row["verbatim"] if row else ""


def size_of_space(database: Database, sweep: Sweep) -> int | None:
    """How many points there are to draw, None when endless."""
    row = database.row("SELECT size FROM specs WHERE sweep = ? AND version = ?", (sweep.id, sweep.version))
    return None if row is None or row["size"] is None else int(row["size"])


def request(database: Database, sweep: str, verb: str, is_over: bool) -> Sweep:
    """Carry out pause, resume, stop or cancel, the last with all its trials.

    Raises IllegalTransitionError with what is possible instead.

    `is_over` says that every trial of a running sweep is done: then only `cancel` changes anything.
    """
    allowed, target = _TRANSITIONS[verb]
    with database.transaction():
        current = get_sweep(database, sweep)
        shown = SweepState.FINISHED if is_over and current.state is SweepState.RUNNING else current.state
        if shown not in allowed:
            possible = [name for name, (states, _) in _TRANSITIONS.items() if shown in states]
            hint = f"possible now: {', '.join(possible)}" if possible else "create a new sweep to go on"
            raise IllegalTransitionError(f"cannot {verb} sweep {sweep}: it is {shown}", hint)
        database.change("UPDATE sweeps SET state = ? WHERE id = ?", (target, sweep))
        record(database, sweep, None, verb, by=whoever())
        if target is SweepState.CANCELLED:
            cancel_open(database, sweep)
    return get_sweep(database, sweep)


def delete_sweep(database: Database, sweep: str) -> None:
    """Remove a sweep and everything stored of it."""
    with database.transaction():
        database.change("DELETE FROM sweeps WHERE id = ?", (sweep,))
