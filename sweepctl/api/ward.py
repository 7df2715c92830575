"""What `doctor` looks at beside the rows of a store: its place, its space, its folders, what is left over in them."""

from __future__ import annotations

import os
import re
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sweepctl.agent.folder import LOG, trial_folder
from sweepctl.agent.records.recorder import CODE, PACKAGES
from sweepctl.model.checkup import Area, Finding, Verdict
from sweepctl.store import agents
from sweepctl.store.database import Database
from sweepctl.store.place import FILE, LOCK, file_system, is_network
from sweepctl.store.sweeps import list_sweeps

_LITTLE_SPACE = 100_000_000
# What a program that lives may still be writing is no older.
_DRAFT_SECONDS = 60.0
_SILENT_SECONDS = 120.0
_SWEEP_ID = re.compile(r"[a-z][a-z0-9]{7}")
# Folders that all sweeps share; the name of one could be an id.
_SHARED = {CODE, PACKAGES}
_MOST_SHOWN = 5


def place(folder: Path, is_dry: bool) -> Iterator[Finding]:
    """Whose the store is, who else can use it, and on what kind of disk it is."""
    for path in (folder, folder / FILE, folder / LOCK):
        if path.exists():
            yield from _rights(path, is_dry)
    kind = file_system(folder)
    if is_network(kind):
        sentence = f"{folder} is on {kind}, a network file system, where SQLite loses data"
        yield Finding(Area.STORE, Verdict.WRONG, sentence, "move the project to a local disk; --cwd can point back")


def _rights(path: Path, is_dry: bool) -> Iterator[Finding]:
    info = path.stat()
    due, mode = (0o700 if path.is_dir() else 0o600), stat.S_IMODE(info.st_mode)
    if info.st_uid != os.geteuid():
        sentence = f"{path} belongs to another user, and a store can make us run commands"
        yield Finding(Area.STORE, Verdict.WRONG, sentence, "work in a folder of your own")
    elif mode & (stat.S_IRWXG | stat.S_IRWXO):
        could = "change" if mode & (stat.S_IWGRP | stat.S_IWOTH) else "read"
        hint = "see that its commands are yours before you run an agent" if could == "change" else None
        sentence, verdict = f"others could {could} {path}: mode {mode:o} in place of {due:o}", Verdict.MENDABLE
        if not is_dry:
            verdict, trouble = Verdict.MENDED, _set_mode(path, due)
            if trouble:
                verdict, hint = Verdict.WRONG, f"chmod {due:o} {path} says: {trouble}"
        yield Finding(Area.STORE, verdict, sentence, hint)


def _set_mode(path: Path, mode: int) -> str | None:
    """Why it cannot be set, None where it could."""
    try:
        path.chmod(mode)
    except OSError as error:
        return error.strerror or str(error)
    return None


def counted(many: int, one: str, several: str = "") -> str:
    """Such as `1 sweep`, `2 sweeps`."""
    return f"{many} {one if many == 1 else several or f'{one}s'}"


def space(folder: Path) -> Iterator[Finding]:
    """How much can still be written."""
    disk = os.statvfs(folder)
    free = disk.f_bavail * disk.f_frsize
    if disk.f_files and not disk.f_favail:
        yield Finding(Area.STORE, Verdict.WRONG, f"the disk of {folder} takes no more files", "remove some")
    elif free < _LITTLE_SPACE:
        sentence = f"only {free / 1e6:.0f} MB are left on the disk of {folder}; agents wait while it is full"
        yield Finding(Area.STORE, Verdict.WRONG, sentence, "make space, or `sweepctl delete` an old sweep")
    else:
        kind = file_system(folder)
        on = f" ({kind})" if kind else ""
        yield Finding(Area.STORE, Verdict.FINE, f"{folder} is on a local disk{on} with {free / 1e9:.1f} GB free")


def drafts(folder: Path, looks_only: bool) -> Iterator[Finding]:
    """What programs that were killed had begun to write."""
    shortened = [path for path in folder.glob(f"*/**/{Path(LOG).stem}.tmp") if path.with_name(LOG).exists()]
    old = [path for path in (*folder.glob(".new-*"), *shortened) if _age(path) > _DRAFT_SECONDS]
    if not old:
        return
    if not looks_only:
        for path in old:
            with suppress(OSError):
                path.unlink()
    shown = ", ".join(str(path.relative_to(folder)) for path in old[:_MOST_SHOWN])
    verdict = Verdict.MENDABLE if looks_only else Verdict.MENDED
    yield Finding(Area.FOLDERS, verdict, f"killed programs had left {counted(len(old), 'draft')}: {shown}")


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def folders(database: Database, removes: bool) -> Iterator[Finding]:
    """Folders without a sweep, and ended trials without a folder."""
    # Read before the sweeps are: a folder is made after its sweep.
    there = [path for path in database.folder.iterdir() if path.is_dir() and _is_of_sweep(path.name)]
    sweeps = {sweep.id for sweep in list_sweeps(database)}
    for path in sorted(path for path in there if path.name not in sweeps):
        if removes:
            shutil.rmtree(path, ignore_errors=True)
        if path.exists():
            sentence = f"{path} belongs to no sweep any more"
            yield Finding(Area.FOLDERS, Verdict.WRONG, sentence, "`sweepctl doctor -y` removes it")
        else:
            yield Finding(Area.FOLDERS, Verdict.MENDED, f"{path} belonged to no sweep any more")
    for sweep in sorted(sweeps):
        yield from _missing(database, sweep)


def _is_of_sweep(name: str) -> bool:
    """Whether a folder is a sweep's."""
    return name not in _SHARED and _SWEEP_ID.fullmatch(name) is not None


def _missing(database: Database, sweep: str) -> Iterator[Finding]:
    rows = database.rows(
        "SELECT DISTINCT trial FROM executions WHERE sweep = ? AND state = 'ended' AND started IS NOT NULL"
        " AND trial NOT IN (SELECT number FROM trials WHERE sweep = ? AND source = 'imported') ORDER BY trial",
        (sweep, sweep),
    )
    gone = [row["trial"] for row in rows if not trial_folder(database.folder, sweep, row["trial"]).is_dir()]
    if gone:
        shown = ", ".join(map(str, gone[:_MOST_SHOWN])) + (" …" if len(gone) > _MOST_SHOWN else "")
        sentence = f"{counted(len(gone), 'trial')} of {sweep} lost the folder with its output: {shown}"
        yield Finding(Area.FOLDERS, Verdict.NOTE, sentence)


def silent(database: Database, living: set[str]) -> Iterator[Finding]:
    """Agents that may be alive, and those that have not been heard of for long."""
    quiet = 0
    for sweep in list_sweeps(database):
        for agent in agents.list_agents(database, sweep.id):
            if agent.id in living and agent.silent > _SILENT_SECONDS:
                quiet += 1
                sentence = (
                    f"agent {agent.id} (pid {agent.pid} on {agent.host}) was last heard of {agent.silent:.0f} s ago"
                )
                hint = f"`sweepctl agent {sweep.id}` takes over from it if it stays silent"
                yield Finding(Area.AGENTS, Verdict.NOTE, sentence, hint)
    working = len(living) - quiet
    yield Finding(Area.AGENTS, Verdict.FINE, f"{counted(working, 'agent') if working else 'no agent'} at work")
