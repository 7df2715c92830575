"""Another program locks the store for a minute while agents run trials: what they say, and what it costs.

`python -m tests.bench.bench_locked [SECONDS [AGENTS]]`, with the leases and the patience that users have.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from tests.e2e.agents import Agent
from tests.faults.storm import make
from tests.harness import Project, eventually

TRIALS = 8


def main(seconds: float, many: int) -> None:
    """Lock it once every agent has a trial, then let them finish."""
    with tempfile.TemporaryDirectory() as place:
        project = Project(Path(place), Path(place))
        make(project, "/bin/sleep", str(seconds / 2), run_cap=TRIALS)
        agents = [Agent(project, "agent", SWEEPCTL_LEASE="60") for _ in range(many)]
        eventually(lambda: project.status()["counts"]["running"] == many, 60.0)
        with closing(sqlite3.connect(Path(place, ".sweepctl", "sweeps.db"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            other.execute("ROLLBACK")
        codes = [agent.leaves(20 * seconds) for agent in agents]
        document = project.status()
        said = sum(agent.text.count("waiting for it") for agent in agents)
        again = sum(trial["attempt"] - 1 for trial in document["trials"])
        print(f"locked for {seconds:g} s; exit codes {codes}; said {said} times; {document['counts']}")
        print(f"attempts beyond the first: {again}; processes left: {len(project.processes())}")
        for agent in agents:
            print(agent.text)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0, int(sys.argv[2]) if len(sys.argv) > 2 else 2)
