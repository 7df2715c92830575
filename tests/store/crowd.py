"""Many processes at one store: `python -m tests.store.crowd first|claim FOLDER PROCESSES`.

A program of its own, since a process that forks must have one thread only. Each process begins when all are there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sweepctl.errors import SweepctlError
from sweepctl.model.claim import Claim
from sweepctl.store.database import open_database
from sweepctl.store.place import make_folder
from sweepctl.store.sweeps import list_sweeps
from tests.store.crasher import again
from tests.store.invariants import check
from tests.store.world import World

CAP = 240


def first(place: Path, number: int) -> None:
    """Make the store and a sweep, as if nobody else did."""
    with closing(open_database(make_folder(place))) as database:
        World(database, name=f"sweep {number}")


def claim(place: Path, number: int) -> None:
    """Take trials until there are none, and write down which."""
    with closing(open_database(make_folder(place))) as database:
        world = again(database)
        agent = f"agent {number}"
        world.come(agent)
        taken = []
        while isinstance(answer := world.ask(agent), Claim):
            world.begin(answer, agent)
            world.finish(answer, values=[1.0], agent=agent)
            taken.append(str(answer.execution.trial))
    (place / f"taken {number}").write_text(" ".join(taken))


def crowd(work: Callable[[Path, int], None], place: Path, processes: int) -> int:
    """Run it in so many processes at once; how many of them failed."""
    ready, go = os.pipe()
    children = []
    for number in range(processes):
        child = os.fork()
        if child == 0:
            os.close(go)
            os.read(ready, 1)
            try:
                work(place, number)
            except SweepctlError as error:
                print(error.sentence, file=sys.stderr)
                os._exit(1)
            os._exit(0)
        children.append(child)
    os.close(go)
    return sum(os.waitpid(child, 0)[1] != 0 for child in children)


def main(what: str, place: Path, processes: int) -> None:
    if what == "claim":
        with closing(open_database(make_folder(place))) as database:
            World(database, run_cap=CAP)
    failed = crowd({"first": first, "claim": claim}[what], place, processes)
    with closing(open_database(make_folder(place))) as database:
        check(database)
        names = sorted(sweep.name for sweep in list_sweeps(database))
    if what == "first":
        assert names == sorted(f"sweep {number}" for number in range(processes)), names
    sys.exit(failed)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
