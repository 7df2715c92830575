"""The end of a sweep: why it is over, and who tells of it."""

from __future__ import annotations

from dataclasses import replace

from sweepctl.model.status import SweepState, SweepStatus
from sweepctl.store import progress, summary
from sweepctl.store.database import Database
from sweepctl.store.events import record
from sweepctl.store.sweeps import get_sweep

_TOLD = "finish_told"


def take_finish(database: Database, sweep: str, agent: str) -> SweepStatus | None:
    """The status of a finished sweep, for one agent only: whoever has it is the one who tells.

    None where it is not finished, or was told before and no trial was started since. `reason` says why it is over.
    """
    with database.transaction():
        current = get_sweep(database, sweep)
        status = summary.status(database, current, 0)
        if status.sweep.state is not SweepState.FINISHED or _is_told(database, sweep):
            return None
        record(database, sweep, None, _TOLD, agent=agent)
        return replace(status, reason=why_finished(database, status))


def _is_told(database: Database, sweep: str) -> bool:
    row = database.row(
        "SELECT 1 FROM events WHERE sweep = ? AND trial IS NULL AND kind = ? AND id > coalesce("
        "(SELECT max(id) FROM events WHERE sweep = ? AND kind = 'started'), 0) LIMIT 1",
        (sweep, _TOLD, sweep),
    )
    return row is not None


def why_finished(database: Database, status: SweepStatus) -> str:
    """Why nothing more will come of a finished sweep."""
    sweep, cap = status.sweep, status.sweep.spec.limits.run_cap
    rule = progress.done_by_rule(database, sweep.id, sweep.spec)
    if rule is not None:
        return rule
    if cap is not None and status.counts.total >= cap:
        return f"its run_cap of {cap} trial{'s' if cap != 1 else ''} is reached"
    return f"all {status.size} points of its space are drawn" if status.size is not None else "it is done"
