"""Sweeps: made, and given a new version of their spec."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sweepctl.model.draw import Source
from sweepctl.model.spec import SPEC_FORMAT, SweepSpec
from sweepctl.model.status import Sweep, SweepState
from sweepctl.store.database import Database
from sweepctl.store.events import record
from sweepctl.store.sweeps import get_sweep
from sweepctl.store.trials import Given, draw_of, insert_given

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ID_LENGTH = 8


def _new_id() -> str:
    # The first one is a letter: a sweep id is never taken for a trial number.
    rest = random.SystemRandom().choices(_LETTERS + "0123456789", k=_ID_LENGTH - 1)
    return random.SystemRandom().choice(_LETTERS) + "".join(rest)


def new_seed(spec: SweepSpec) -> int:
    """The seed that a spec gives, else a random one."""
    return spec.seed if spec.seed is not None else random.SystemRandom().getrandbits(31)


@dataclass(frozen=True)
class Origin:
    """Where a sweep comes from: the text of its file, the file, where its trials run, the seed that it was given."""

    verbatim: str
    folder: Path
    source: Path | None
    seed: int


def create_sweep(
    database: Database, spec: SweepSpec, origin: Origin, *, size: int | None, given: Sequence[Given] = ()
) -> Sweep:
    """Store a sweep; its folders are kept relative to the store, so that the tree can be moved.

    `size` is how many points its space has, None when endless: stored, so that no sampler is loaded to show a status.
    `given` points are its first trials.
    """
    sweep, source = _new_id(), origin.source
    root = database.folder.parent
    now = time.time()
    with database.transaction():
        database.change(
            "INSERT INTO sweeps (id, name, state, created, folder, source, seed) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                sweep,
                spec.name or (source.stem if source else sweep),
                SweepState.RUNNING,
                now,
                os.path.relpath(origin.folder, root),
                _from_root(database, source) if source else None,
                origin.seed,
            ),
        )
        database.change(
            "INSERT INTO specs (sweep, version, space, format, normalised, verbatim, size, created)"
            " VALUES (?, 1, 1, ?, ?, ?, ?, ?)",
            (sweep, SPEC_FORMAT, json.dumps(spec.to_json()), origin.verbatim, None if size is None else str(size), now),
        )
        record(database, sweep, None, "created")
        for one in given:
            insert_given(database, sweep, 1, one, spec.parts.count)
    return get_sweep(database, sweep)


@dataclass(frozen=True)
class Revision:
    """What another sweep file brings: its text, how many points its space has, and the trials that are points of it.

    `kept` is asked for while nobody else writes, so that no trial escapes it; None where the space stays. `source` is
    the file where it is another than before.
    """

    verbatim: str
    size: int | None
    kept: Callable[[], Mapping[int, Given]] | None
    source: Path | None = None


def edit_sweep(database: Database, sweep: str, spec: SweepSpec, revision: Revision | None = None) -> Sweep:
    """A new version of a sweep's spec; without a new space its draws go on where they are."""
    with database.transaction():
        current = get_sweep(database, sweep)
        version, now = current.version + 1, time.time()
        database.change(
            "INSERT INTO specs (sweep, version, space, format, normalised, verbatim, size, created)"
            " SELECT sweep, ?, space, ?, ?, verbatim, size, ? FROM specs WHERE sweep = ? AND version = ?",
            (version, SPEC_FORMAT, json.dumps(spec.to_json()), now, sweep, current.version),
        )
        if revision is not None:
            _revise(database, sweep, version, revision)
        record(database, sweep, None, "edited", version=version)
    return get_sweep(database, sweep)


def _from_root(database: Database, source: Path) -> str:
    """A file as it is stored, so that both may be moved together."""
    return os.path.relpath(source, database.folder.parent)


def _revise(database: Database, sweep: str, version: int, revision: Revision) -> None:
    size = None if revision.size is None else str(revision.size)
    this = (sweep, version)
    database.change("UPDATE specs SET verbatim = ? WHERE sweep = ? AND version = ?", (revision.verbatim, *this))
    if revision.source is not None:
        database.change("UPDATE sweeps SET source = ? WHERE id = ?", (_from_root(database, revision.source), sweep))
    if revision.kept is None:
        return
    database.change("UPDATE specs SET space = version, size = ? WHERE sweep = ? AND version = ?", (size, *this))
    for number, given in revision.kept().items():
        database.change(
            "UPDATE trials SET version = ?, draw_index = ?,"
            " source = CASE source WHEN 'imported' THEN source ELSE ? END WHERE sweep = ? AND number = ?",
            (version, draw_of(database, sweep, version, given), Source.KEPT, sweep, number),
        )


def rename_sweep(database: Database, sweep: str, name: str) -> Sweep:
    """Give a sweep another name."""
    with database.transaction():
        database.change("UPDATE sweeps SET name = ? WHERE id = ?", (name, sweep))
        record(database, sweep, None, "renamed", name=name)
    return get_sweep(database, sweep)
