"""Kills a process before and after each of its statements, and looks at what it leaves.

`python -m tests.store.crasher OPERATION FOLDER` prints how many deaths the store has survived. It is a program of its
own, since a process that forks must have one thread only.
"""

from __future__ import annotations

import functools
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from sweepctl.model.claim import Claim, Leave
from sweepctl.model.outcome import Ending
from sweepctl.model.spec import Parts
from sweepctl.model.trial import Execution
from sweepctl.store import agents, health, making, requests, sweeps
from sweepctl.store import database as database_module
from sweepctl.store.database import Database, open_database
from sweepctl.store.place import make_folder
from sweepctl.store.schema import MIGRATIONS, VERSION
from tests.store.invariants import check
from tests.store.world import World, make_spec

CAP = 6
_steps_left = 0


def step() -> None:
    """One more instant at which the process may die."""
    global _steps_left
    _steps_left -= 1
    if _steps_left == 0:
        os.kill(os.getpid(), signal.SIGKILL)


class Bomb(sqlite3.Connection):
    """A connection with such an instant before and after each statement, COMMIT among them."""

    def execute(self, *args: Any) -> sqlite3.Cursor:
        step()
        cursor = super().execute(*args)
        step()
        return cursor

    def executemany(self, *args: Any) -> sqlite3.Cursor:
        step()
        cursor = super().executemany(*args)
        step()
        return cursor

    def executescript(self, *args: Any) -> sqlite3.Cursor:
        for statement in args[0].split(";")[:-1]:
            self.execute(statement)
        return self.cursor()


def arm(steps: int) -> None:
    """From now on this process has so many instants to live."""
    global _steps_left
    _steps_left = steps
    sqlite3.connect = functools.partial(sqlite3.connect, factory=Bomb)  # type: ignore[assignment]
    link = os.link

    def bomb_link(*args: Any) -> None:
        step()
        link(*args)
        step()

    os.link = bomb_link  # type: ignore[assignment]


def prepare(world: World) -> None:
    """Trial 1 runs, 2 waits, 3 is claimed, 4 has failed; agent a holds 1 and 3."""
    world.report(world.start("a"), [3.0])
    waits = world.start("b")
    world.claim("a")
    world.finish(world.start("b"), Ending.FAILED, agent="b")
    world.finish(waits, Ending.HANDED_BACK, agent="b")


def prepare_parts(world: World) -> None:
    """Agent a draws trial 1; of trial 2 it runs a part, agent b another, and the third waits."""
    world.claim("a")
    world.begin(world.claim("a"))
    world.begin(world.claim("b"), "b")


def held(world: World, number: int) -> Claim:
    """What agent a was given when it claimed a trial."""
    trial = world.trial(number)
    params = dict(trial.params) or None
    return Claim(Execution(world.sweep, number, 0, trial.attempt), 1, number - 1, params)


OPERATIONS: Mapping[str, Callable[[World], object]] = {
    "reserve": lambda world: world.ask("c", more=True) and world.ask("c"),
    "begin": lambda world: world.begin(held(world, 3), "a"),
    "report": lambda world: world.report(held(world, 1), [3.0, 2.0, 1.0]),
    "finish": lambda world: world.finish(held(world, 1), values=[3.0, 2.0]),
    "hand back": lambda world: world.finish(held(world, 1), Ending.HANDED_BACK),
    "cancel": lambda world: world.request("cancel"),
    "retry": lambda world: requests.retry(world.database, world.sweep, 4),
    "declare lost": lambda world: world.lose("a"),
    "leave": lambda world: agents.leave(world.database, "a", world.sweep, "done"),
    "delete": lambda world: sweeps.delete_sweep(world.database, world.sweep),
    "give": lambda world: world.give(0.5),
    "parts: begin": lambda world: world.begin(held(world, 1), "a"),
    "parts: fail": lambda world: world.finish(held(world, 2), Ending.FAILED),
    "register": lambda world: world.come("d"),
    "beat": lambda world: agents.beat(world.database, "a"),
    "stop": lambda world: world.request("stop") and world.request("resume"),
    "edit": lambda world: making.edit_sweep(world.database, world.sweep, world.spec),
    "release": lambda world: health.release(world.database),
    "migrate": lambda world: world.database.rows("SELECT owner FROM sweeps JOIN notes ON text = owner"),
}
# What a later version may do to a store: a table, a column, all rows written anew.
_LATER = """
CREATE TABLE notes (text TEXT NOT NULL);
ALTER TABLE sweeps ADD COLUMN owner TEXT;
UPDATE sweeps SET owner = name;
CREATE TABLE copied AS SELECT * FROM events;
DELETE FROM events;
INSERT INTO events SELECT * FROM copied;
DROP TABLE copied;
"""


def again(database: Database) -> World:
    """The world that an earlier process has left."""
    world = World.__new__(World)
    world.database = database
    found = sweeps.list_sweeps(database)
    world.spec = found[0].spec if found else make_spec(run_cap=CAP)
    world.sweep = found[0].id if found else ""
    world.started = {"a": {1, 3}, "b": {2}}
    return world


def grow_later() -> None:
    """From now on this program knows a newer schema."""
    vars(database_module).update(MIGRATIONS=(*MIGRATIONS, _LATER), VERSION=VERSION + 1)


def operate(folder: Path, name: str) -> None:
    """What the process that is killed does."""
    if name == "create":
        with closing(open_database(make_folder(folder.parent))) as database:
            World(database, run_cap=CAP)
        return
    with closing(open_database(folder)) as database:
        OPERATIONS[name](again(database))


def go_on(folder: Path) -> None:
    """The next process finds a whole store and finishes the work."""
    with closing(open_database(folder)) as database:
        health.release(database)
        check(database)
        if not sweeps.list_sweeps(database):
            World(database, run_cap=CAP)
        world = again(database)
        if world.now().state == "stopped":
            world.request("resume")
        for agent in agents.peers(database, world.sweep, ""):
            agents.declare_lost(database, world.sweep, agent, "killed")
        check(database)
        world.come("next")
        while isinstance(answer := world.ask("next"), Claim):
            world.begin(answer, "next")
            world.finish(answer, values=[1.0], agent="next")
        assert isinstance(answer, Leave), answer
        trials = world.trials()
        assert len(trials) == CAP or world.now().state == "cancelled", trials
        assert all(trial.state.is_over for trial in trials), trials
        check(database)


def dies(folder: Path, name: str, steps: int) -> bool:
    """Carry out the operation with so many instants to live; whether that was too short."""
    child = os.fork()
    if child == 0:
        arm(steps)
        operate(folder, name)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in {0, signal.SIGKILL}, f"{name} failed by itself: {status}"
    return status == signal.SIGKILL


def main(name: str, place: Path) -> None:
    template = place / "template" / ".sweepctl"
    template.parent.mkdir()
    if name != "create":
        with closing(open_database(make_folder(template.parent))) as database:
            if name.startswith("parts"):
                prepare_parts(World(database, run_cap=CAP, parts=Parts(folds=3)))
            else:
                prepare(World(database, run_cap=CAP))
            if name == "release":
                with database.transaction():
                    database.change("UPDATE agents SET gone = 1 WHERE id = 'a'")
    if name == "migrate":
        grow_later()
    steps, survives = 0, True
    while survives:
        steps += 1
        folder = place / str(steps) / ".sweepctl"
        folder.parent.mkdir()
        if template.exists():
            shutil.copytree(template, folder)
        survives = dies(folder, name, steps)
        go_on(make_folder(folder.parent))
    print(steps - 1)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
