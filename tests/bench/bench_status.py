"""How long `--help` and `status` on a big store take: `python -m tests.bench.bench_status`.

Both are compared with the bare import of what they cannot do without, in alternated runs.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from sweepctl.model.claim import Claim
from sweepctl.model.draw import Draw
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.point import Batch, Point, Series
from sweepctl.model.spec import Limits, Method, Objective, Parameter, SweepSpec
from sweepctl.store import agents, claims, reports
from sweepctl.store.agents import Identity
from sweepctl.store.database import open_database
from sweepctl.store.making import Origin, create_sweep
from sweepctl.store.place import make_folder
from tests.harness import Project

BARE = (sys.executable, "-c", "import typer, rich.table, sqlite3")
OURS = (sys.executable, "-m", "sweepctl")


def fill(folder: Path, trials: int, values: int) -> None:
    """Make a store in `folder` with one sweep of so many finished trials of so many values each."""
    objective = Objective("loss")
    spec = SweepSpec(
        method=Method.RANDOM,
        parameters=(Parameter(("x",), "uniform", {"min": 0.0, "max": 1.0}),),
        objectives=(objective,),
        command=("/bin/true",),
        limits=Limits(run_cap=trials + 1),
    )
    database = open_database(make_folder(folder))
    sweep = create_sweep(database, spec, Origin("", folder, None, 7), size=None).id
    agents.register(database, "filler", sweep, Identity("here", "boot", 1, "birth"), 1)
    budget = claims.Budget(None, more=True)
    for number in range(1, trials + 1):
        claim = claims.claim(database, sweep, "filler", budget)
        assert isinstance(claim, Claim)
        draw = Draw(number, claim.index, {"x": (number * 0.618034) % 1})
        claims.begin(database, claim, "filler", draw, ["/bin/true", f"--x={draw.params['x']}"], claims.Start())
        finished = Outcome(Ending.FINISHED, 0)
        reports.finish(database, claim.execution, "filler", finished, curve_of(number, values), spec)
    agents.leave(database, "filler", sweep, "done")
    database.close()


def curve_of(number: int, values: int) -> Batch:
    """The curve of one trial."""
    curve = [(number % 97) / 97 + 1 / n for n in range(1, values + 1)]
    points = [Point("loss", n, float(n), value) for n, value in enumerate(curve, 1)]
    series = Series(
        "loss",
        count=values,
        first=curve[0],
        last=curve[-1],
        final=curve[-1],
        last_step=float(values),
        unit="epoch",
        low=min(curve),
        low_n=values,
        high=max(curve),
        high_n=1,
        total=math.fsum(curve),
    )
    return Batch(points, [series])


def seconds(project: Project, argv: Sequence[str]) -> float:
    """Wall time of one command."""
    started = time.perf_counter()
    subprocess.run(argv, cwd=project.folder, env=project.environment(), stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--values", type=int, default=10, help="points of each trial")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        project = Project(Path(home, "work"), Path(home))
        project.folder.mkdir()
        started = time.perf_counter()
        fill(project.folder, options.trials, options.values)
        print(f"a store of {options.trials} trials made in {time.perf_counter() - started:.1f} s")
        commands: dict[str, Sequence[str]] = {
            "import typer, rich.table, sqlite3": BARE,
            "--help": (*OURS, "--help"),
            "status": (*OURS, "status"),
            "status --json": (*OURS, "status", "--json"),
            "status --trials --json": (*OURS, "status", "--trials", "--json"),
            "ls": (*OURS, "ls"),
        }
        found: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.rounds):
            for name, argv in commands.items():
                found[name].append(seconds(project, argv))
    bare = found["import typer, rich.table, sqlite3"]
    for name, times in found.items():
        ratio = median(one / base for one, base in zip(times, bare, strict=True))
        print(f"{name:36} {median(times) * 1e3:7.0f} ms   {ratio:5.2f} × the bare import")


if __name__ == "__main__":
    main()
