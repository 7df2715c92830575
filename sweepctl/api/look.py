"""Looking at sweeps; nothing is changed. What status needs and no more: it is asked often and has to be quick."""

from __future__ import annotations

from dataclasses import replace

from sweepctl.api.burial import bury_if_possible
from sweepctl.api.listing import arranged
from sweepctl.api.stores import looked_at, opened, pick_sweep
from sweepctl.model.listing import Listing
from sweepctl.model.status import Sweep, SweepLine, SweepStatus
from sweepctl.store import history, summary
from sweepctl.store.sweeps import list_sweeps, verbatim_spec


def status(sweep: str | None = None, newest: int | None = 10, listing: Listing | None = None) -> SweepStatus:
    """A sweep's counts, best, agents and newest trials (None: all), or those that a listing asks for.

    Raises UsageError for a name in the listing that is not there.
    """
    with looked_at() as database:
        chosen = pick_sweep(database, sweep)
        bury_if_possible(database, chosen)
        found = summary.status(database, chosen, newest if listing is None else None)
        if listing is None:
            return found
        known = history.with_seen(database, chosen.id, found.trials)
        return replace(found, trials=arranged(known, listing, chosen.spec))


def find(sweep: str | None = None) -> Sweep:
    """The sweep that is meant; the newest here without a name. Raises NotFoundError."""
    with opened() as database:
        return pick_sweep(database, sweep)


def ls() -> list[SweepLine]:
    """Every sweep of the store, newest first."""
    with looked_at() as database:
        for sweep in list_sweeps(database):
            bury_if_possible(database, sweep)
        return summary.lines(database)


def verbatim(sweep: str | None = None) -> tuple[Sweep, str]:
    """A sweep and the text of its file, as it was when the sweep was made."""
    with opened() as database:
        chosen = pick_sweep(database, sweep)
        return chosen, verbatim_spec(database, chosen)


def front(sweep: str | None = None) -> SweepStatus | None:
    """The status of a sweep of several objectives, with its Pareto front; None for one that has a best trial."""
    with looked_at() as database:
        chosen = pick_sweep(database, sweep)
        return summary.status(database, chosen, 0) if len(chosen.spec.objectives) > 1 else None
