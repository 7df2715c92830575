"""Records what executions run with. Slow looks are taken beside the event loop, once, and again after a change."""

from __future__ import annotations

import asyncio
import os
import platform
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from sweepctl import __version__
from sweepctl.agent.processes.process import Command
from sweepctl.agent.records import code, installed
from sweepctl.agent.records.keepsake import keep_once
from sweepctl.command import python_in
from sweepctl.model.masked import kept
from sweepctl.model.record import Record, World
from sweepctl.model.seed import derived_seed
from sweepctl.model.status import Sweep
from sweepctl.model.trial import Execution
from sweepctl.store.events import user

CODE = "code"
PACKAGES = "packages"
# Files are looked at for changes no more often than that.
_FRESH_SECONDS = 1.0


class Recorder:
    """Makes the records of one agent's executions; a disk that takes no files loses the diff, not the record."""

    def __init__(self, sweep: Sweep, store: Path, on_trouble: Callable[[str], None]) -> None:
        self._sweep = sweep
        self._store = store
        self._given = {name: kept(text) for name, text in sweep.spec.env.items()}
        self._on_trouble = on_trouble
        self._turn = asyncio.Lock()
        self._world: World | None = None
        self._watched: list[Path] = []
        self._marks: list[tuple[int, int] | None] = []
        self._looked = 0.0
        self._trouble = ""

    async def record(self, execution: Execution, command: Command) -> Record:
        """What this execution is about to run with."""
        world = await self._look(command)
        seed = derived_seed(self._sweep.seed, execution.trial, execution.part)
        environment = _differences(command.environ, self._given)
        return Record(tuple(command.told or command.argv), str(command.folder), environment, seed, world)

    async def _look(self, command: Command) -> World:
        async with self._turn:
            if self._world is None or time.monotonic() - self._looked > _FRESH_SECONDS:
                self._world = await asyncio.to_thread(self._world_now, command)
                self._looked = time.monotonic()
                if self._trouble:
                    self._on_trouble(self._trouble)
                    self._trouble = ""
            return self._world

    def _world_now(self, command: Command) -> World:
        """The world as it was, unless one of the files that tell has another time or size."""
        marks = _marks(self._watched)
        if self._world is not None and marks == self._marks:
            return self._world
        path = python_in(command.argv, command.folder, command.environ)
        tree, python = code.look(command.folder), installed.look(path) if path else None
        try:
            if tree and tree.code.diff:
                keep_once(self._store / self._sweep.id / CODE / f"{tree.code.diff}.diff", tree.diff)
            if python and python.python.packages:
                keep_once(self._store / PACKAGES / f"{python.python.packages}.txt", python.packages)
        except OSError as error:
            self._trouble = f"what was changed in the code is not kept: {error.strerror or error}"
        program = self._sweep.spec.program
        own = [command.folder / program] if program else []
        self._watched = [*own, *(tree.watched if tree else ()), *(python.watched if python else ())]
        self._marks = _marks(self._watched)
        return World(
            platform.node(), user(), __version__, tree.code if tree else None, python.python if python else None
        )


def _marks(files: Iterable[Path]) -> list[tuple[int, int] | None]:
    """By these a change is known, without reading a file."""
    return [_mark(file) for file in files]


def _mark(file: Path) -> tuple[int, int] | None:
    try:
        info = file.lstat()
    except OSError:
        return None
    return info.st_mtime_ns, info.st_size


def _differences(environ: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str | None]:
    """The variables that differ from our own; of those not named in `env` not even the value is looked at again."""
    return {
        name: given.get(name)
        for name, value in sorted(environ.items())
        if name in given or os.environ.get(name) != value
    }
