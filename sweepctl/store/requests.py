"""What people ask of single trials: a given point, an end, another try. Each function is one transaction."""

from __future__ import annotations

from sweepctl.errors import IllegalTransitionError, NotFoundError
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.point import Batch
from sweepctl.model.status import Sweep, SweepState
from sweepctl.model.trial import Execution, TrialState
from sweepctl.store import points
from sweepctl.store.database import Database, Row
from sweepctl.store.endings import CANCELLED, THIS, correct, key, open_parts, queue_again, settle, want
from sweepctl.store.events import record, whoever
from sweepctl.store.history import execution_state, state_of_parts
from sweepctl.store.progress import count_imported
from sweepctl.store.sweeps import get_sweep, size_of_space
from sweepctl.store.trials import Given, draw_of, insert_given, next_number


def give(database: Database, sweep: str, given: Given, like: int | None = None) -> int:
    """Queue a given point as a new trial, and give its number; one `like` another trial's may be that one's again.

    Raises NotFoundError, and IllegalTransitionError where the sweep takes no more trials.
    """
    with database.transaction():
        current = get_sweep(database, sweep)
        cap = current.spec.limits.run_cap
        if current.state is SweepState.CANCELLED:
            raise IllegalTransitionError(f"cannot add to sweep {sweep}: it is cancelled", "create a new sweep")
        if cap is not None and next_number(database, sweep) - count_imported(database, sweep) > cap:
            raise IllegalTransitionError(f"cannot add to sweep {sweep}: its run_cap of {cap} trials is reached")
        if like is None and size_of_space(database, current) is not None:
            _require_new(database, current, given)
        return insert_given(database, sweep, current.space, given, current.spec.parts.count, like)


def _require_new(database: Database, sweep: Sweep, given: Given) -> None:
    """A finite space repeats no point. Raises IllegalTransitionError."""
    row = database.row(
        "SELECT number FROM trials WHERE sweep = ? AND (fingerprint = ? OR (version = ? AND draw_index = ?))",
        (sweep.id, fingerprint(given.params), sweep.space, given.fixed),
    )
    if row is not None:
        hint = f"`sweepctl show {row['number']}` shows it; `repeats:` runs every point several times"
        raise IllegalTransitionError(f"trial {row['number']} has this point already", hint)
    if given.is_point and draw_of(database, sweep.id, sweep.space, given) is None:
        raise IllegalTransitionError("every point of the space is drawn already")


def cancel_trial(database: Database, sweep: str, number: int) -> bool:
    """Cancel one trial: what waits at once, what runs by its agent (then True).

    Raises NotFoundError, or IllegalTransitionError if it is over.
    """
    with database.transaction():
        state = _state_of(database, sweep, number)
        if state.is_over:
            hint = f"`sweepctl retry {number}` runs it again" if state is TrialState.FAILED else None
            raise IllegalTransitionError(f"cannot cancel trial {number}: it is {state}", hint)
        runs = False
        for row in open_parts(database, sweep, number):
            execution = Execution(sweep, number, row["part"], row["attempt"])
            if row["state"] == "queued":
                settle(database, execution, CANCELLED)
            else:
                want(database, execution, CANCELLED)
                runs = True
        if runs:
            record(database, sweep, number, "cancel", by=whoever())
        return runs


def remeasure(database: Database, execution: Execution, batch: Batch, outcome: Outcome | None) -> bool:
    """Store what reading an ended execution's output again gave; True if it had no metric before and has it now."""
    with database.transaction():
        row = database.row(f"SELECT ending FROM executions WHERE {THIS} AND state = 'ended'", key(execution))
        if row is None:
            return False
        points.write(database, execution, batch)
        was_blind = row["ending"] == Ending.NO_METRIC and outcome is not None
        if was_blind and outcome is not None:
            correct(database, execution, outcome)
        return was_blind


def _newest(database: Database, sweep: str, number: int) -> list[Row]:
    rows = database.rows(
        "SELECT * FROM executions WHERE sweep = ? AND trial = ? AND latest = 1 ORDER BY part", (sweep, number)
    )
    if not rows:
        raise NotFoundError(f"sweep {sweep} has no trial {number}", "`sweepctl status --trials` lists them")
    return rows


def _state_of(database: Database, sweep: str, number: int) -> TrialState:
    return state_of_parts(map(execution_state, _newest(database, sweep, number)))


_RETRYABLE = frozenset({TrialState.FAILED, TrialState.CANCELLED, TrialState.NO_METRIC})


def retry(database: Database, sweep: str, number: int) -> None:
    """Queue what went wrong of an ended trial again, with the same parameters; parts that ended well are kept.

    Raises NotFoundError, IllegalTransitionError.
    """
    with database.transaction():
        state = _state_of(database, sweep, number)
        if state not in _RETRYABLE:
            hint = "only failed, cancelled and no_metric trials are run again; any other: sweepctl enqueue --from N"
            raise IllegalTransitionError(f"cannot retry trial {number}: it is {state}", hint)
        for row in _newest(database, sweep, number):
            if row["ending"] != Ending.FINISHED:
                queue_again(database, Execution(sweep, number, row["part"], row["attempt"]))
        record(database, sweep, number, "retry", by=whoever())
