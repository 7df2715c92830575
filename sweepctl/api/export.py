"""A sweep's trials for other programs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sweepctl.api.stores import opened, pick_sweep
from sweepctl.errors import SweepctlError
from sweepctl.model.params import flat
from sweepctl.model.status import Sweep
from sweepctl.model.table import CurveTable, TrialRow, TrialTable
from sweepctl.store import tables
from sweepctl.store.database import Database


@contextmanager
def trial_table(sweep: str | None = None) -> Iterator[TrialTable]:
    """Every trial of a sweep, read while it is iterated over. Raises NotFoundError."""
    with opened() as database:
        chosen = pick_sweep(database, sweep)
        hosts = tables.hosts(database, chosen.id)
        found = tables.trials(database, chosen.id, chosen.spec.scoring)
        rows = (TrialRow(one, hosts.get(one.agent or "")) for one in found)
        yield TrialTable(chosen, _names(database, chosen), rows)


@contextmanager
def curve_table(sweep: str | None = None) -> Iterator[CurveTable]:
    """Every stored value of every metric. Raises NotFoundError."""
    with opened() as database:
        chosen = pick_sweep(database, sweep)
        yield CurveTable(chosen, tables.curve_rows(database, chosen.id))


def _names(database: Database, sweep: Sweep) -> list[str]:
    """The space's parameters, and those that only trials of an earlier version have."""
    names = dict.fromkeys(one.name for one in sweep.spec.parameters)
    for params in tables.points(database, sweep.id):
        # A mapping given as one value, such as `value: {a: 1}`, has leaves that the space does not name.
        names |= dict.fromkeys(flat(params))
    return [name for name in names if not any(other.startswith(f"{name}.") for other in names)]


def write_whole(path: Path, texts: Iterable[str]) -> None:
    """Write a file that is there in whole or not at all. Raises SweepctlError."""
    # Kept beside the target: a rename does not cross file systems.
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            file.writelines(texts)
        draft.replace(path)
    except OSError as error:
        raise SweepctlError(f"cannot write {path}: {error.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)
