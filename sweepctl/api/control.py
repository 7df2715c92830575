"""What people ask of a sweep or a trial."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from sweepctl.api.burial import bury
from sweepctl.api.stores import opened, pick_sweep, pick_trial, split_target
from sweepctl.errors import IllegalTransitionError, UsageError
from sweepctl.model.status import Sweep, SweepState
from sweepctl.model.trial import TrialState
from sweepctl.store import agents, history, requests, summary, sweeps
from sweepctl.store.database import Database
from sweepctl.store.progress import why_paused


def _request(text: str | None, verb: str) -> Sweep:
    with opened() as database:
        sweep = (
            _pick_live(database, text) if text is None and verb in {"stop", "cancel"} else pick_sweep(database, text)
        )
        return _carry_out(database, sweep, verb)


def _carry_out(database: Database, sweep: Sweep, verb: str) -> Sweep:
    bury(database, sweep)
    counts = history.counts(database, sweep.id, sweep.spec.parts.count)
    over = summary.is_over(database, sweep, counts, sweeps.size_of_space(database, sweep))
    return sweeps.request(database, sweep.id, verb, over)


def _pick_live(database: Database, text: str | None) -> Sweep:
    """Without a name only the one live sweep can be meant. Raises UsageError."""
    if text is not None:
        return pick_sweep(database, text)
    live = [
        line.sweep for line in summary.lines(database) if line.sweep.state in {SweepState.RUNNING, SweepState.PAUSED}
    ]
    if len(live) == 1:
        return live[0]
    if not live:
        return pick_sweep(database, None)
    raise UsageError("which sweep?", f"live ones: {', '.join(sweep.id for sweep in live)}")


def pause(sweep: str | None = None) -> Sweep:
    """No new trials; running ones go on, agents stay and wait."""
    return _request(sweep, "pause")


def resume(sweep: str | None = None) -> Sweep:
    """Undo pause and stop."""
    return _request(sweep, "resume")


def stop(sweep: str | None = None) -> Sweep:
    """No new trials; running ones finish, then agents leave."""
    return _request(sweep, "stop")


def cancel(target: str | None = None) -> tuple[Sweep, int | None]:
    """Kill what runs and end the sweep, or with `SWEEP/N` that one trial; the sweep and the number."""
    with opened() as database:
        text, number = split_target(target) if target is not None else (None, None)
        if number is not None:
            sweep = pick_sweep(database, text or None)
            bury(database, sweep)
            requests.cancel_trial(database, sweep.id, number)
            return sweep, number
        return _carry_out(database, _pick_live(database, text), "cancel"), None


def retry(trials: Sequence[int | str], failed: bool, sweep: str | None = None) -> tuple[Sweep, list[int]]:
    """Queue ended trials again: these, numbers or `SWEEP/N`, or every failed one; the numbers that were queued.

    A sweep that paused itself because trials failed goes on.
    """
    if not trials and not failed:
        raise UsageError("which trials?", "give their numbers, or --failed")
    with opened() as database:
        chosen, numbers = _of_one_sweep(database, trials, sweep)
        if chosen.state is SweepState.CANCELLED:
            raise IllegalTransitionError(f"cannot retry in sweep {chosen.id}: it is cancelled", "create a new sweep")
        bury(database, chosen)
        wanted = list(numbers)
        if failed:
            every = history.trials(database, chosen.id, chosen.spec.scoring)
            wanted += [one.number for one in every if one.state is TrialState.FAILED and one.number not in wanted]
        for number in wanted:
            requests.retry(database, chosen.id, number)
        if wanted and chosen.state is SweepState.PAUSED and why_paused(database, chosen.id):
            # It paused itself because they failed.
            chosen = sweeps.request(database, chosen.id, "resume", is_over=False)
        return chosen, wanted


def _of_one_sweep(database: Database, trials: Sequence[int | str], sweep: str | None) -> tuple[Sweep, list[int]]:
    """The sweep that is meant and the numbers; a number alone is of `sweep`. Raises UsageError for several sweeps."""
    named = [f"{sweep or ''}/{one}" if sweep and "/" not in str(one) else str(one) for one in trials]
    found = [pick_trial(database, one) for one in named]
    sweeps_meant = {one.id: one for one, _ in found} or {"": pick_sweep(database, sweep)}
    if len(sweeps_meant) > 1:
        raise UsageError(f"these trials are of {len(sweeps_meant)} sweeps", "retry those of one sweep at a time")
    return next(iter(sweeps_meant.values())), [number for _, number in found]


def named_or_only_live(sweep: str | None = None) -> Sweep:
    """The sweep that is meant where a mistake would hurt: the named one, or the only live one. Raises UsageError."""
    with opened() as database:
        return _pick_live(database, sweep)


def delete(sweep: str | None = None) -> Sweep:
    """Remove a sweep, its trials and their folders. Raises IllegalTransitionError while agents work on it."""
    with opened() as database:
        chosen = _pick_live(database, sweep)
        bury(database, chosen)
        busy = [agent for agent in agents.list_agents(database, chosen.id) if agent.running]
        if busy:
            hint = f"`sweepctl cancel {chosen.id}` first"
            raise IllegalTransitionError(f"cannot delete sweep {chosen.id}: agents work on it", hint)
        sweeps.delete_sweep(database, chosen.id)
        shutil.rmtree(database.folder / chosen.id, ignore_errors=True)
        return chosen
