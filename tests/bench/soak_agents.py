"""Agents killed at random while they share a sweep: `nice python -m tests.bench.soak_agents --kills 200`.

A third of the kills takes the agent's guard first, so that nobody but other agents can tidy up. Every trial starts a
child in a session of its own and reports a value; a trial that lost its agent five times without one new value is
given up by design.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.faults.storm import all_counted_once, work
from tests.harness import Project

SECONDS = 1.2
SCRIPT = f"setsid sleep {SECONDS} & echo loss=0.5; sleep {SECONDS}"


def soak(agents: int, trials: int, kills: int, seed: int, **keys: Any) -> None:
    """Run one sweep under fire, and print what came of it. Raises AssertionError unless all is well."""
    with tempfile.TemporaryDirectory() as home:
        project = Project(Path(home, "work"), Path(home))
        project.folder.mkdir()
        project.sweep(command=["/bin/sh", "-c", SCRIPT], **keys)
        assert project.run("create", "-q", "sweep.yaml").code == 0
        # So spread that the sweep is still under way at the last of them.
        pause = 0.8 * trials * SECONDS / agents / kills
        started = time.monotonic()
        killed = work(project, agents, kills, seed, pause, with_guard=1 / 3)
        spent = time.monotonic() - started
        all_counted_once(project, trials, killed)
        attempts = sum(trial["attempt"] for trial in project.status()["trials"])
        print(
            f"{project.status()['sweep']['method']:6} {agents} agents, {killed} killed, {spent:.0f} s: {trials} trials"
            f" finished, 0 lost, 0 counted twice, {attempts - trials} run again, 0 processes left",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=8)
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    soak(options.agents, options.trials, options.kills, options.seed, run_cap=options.trials)
    values = list(range(options.trials))
    grid = {"x": {"values": values}}
    soak(options.agents, options.trials, options.kills, options.seed, method="grid", parameters=grid)


if __name__ == "__main__":
    main()
