"""Many agents on one sweep, exact to the trial: `python -m tests.bench.bench_agents`."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.harness import Project


def measure(agents: int, trials: int, **keys: Any) -> None:
    """Run a sweep with so many agents and print what came of it."""
    with tempfile.TemporaryDirectory() as home:
        project = Project(Path(home, "work"), Path(home))
        project.folder.mkdir()
        project.sweep(metric=None, command=["/bin/true"], **keys)
        assert project.run("create", "-q", "sweep.yaml").code == 0
        started = time.perf_counter()
        running = [project.start("agent", "-q") for _ in range(agents)]
        for process in running:
            process.communicate()
        spent = time.perf_counter() - started
        document = project.status()
    numbers = [trial["number"] for trial in document["trials"]]
    points = Counter(str(trial["params"]) for trial in document["trials"])
    exact = numbers == list(range(1, trials + 1)) and document["counts"]["finished"] == trials and len(points) == trials
    attempts = sum(trial["attempt"] for trial in document["trials"])
    print(
        f"{document['sweep']['method']:6} {agents} agents, {trials} trials: {spent:6.1f} s, {trials / spent:6.0f}"
        f" trials/s, {'exact' if exact else 'NOT EXACT'}, {attempts} executions,"
        f" sweep {document['sweep']['state']}, exit codes {dict(Counter(one.returncode for one in running))}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=16)
    parser.add_argument("--trials", type=int, default=1000)
    options = parser.parse_args()
    measure(options.agents, options.trials, run_cap=options.trials)
    values = list(range(options.trials))
    measure(options.agents, options.trials, method="grid", parameters={"x": {"values": values}})


if __name__ == "__main__":
    main()
