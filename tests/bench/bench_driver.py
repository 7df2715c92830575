"""What the driver costs: `python -m tests.bench.bench_driver`.

Trials of /bin/true, one at a time, against a bare `subprocess` loop in the same run; and trials that sleep, two at a
time, against the time that sleeping alone takes.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.harness import Project


def sweep_seconds(command: list[str], trials: int, jobs: int) -> float:
    """Wall time of a whole `sweepctl run` of so many trials."""
    with tempfile.TemporaryDirectory() as home:
        project = Project(Path(home, "work"), Path(home))
        project.folder.mkdir()
        project.sweep(metric=None, command=command, run_cap=trials)
        started = time.perf_counter()
        result = project.run("run", "sweep.yaml", "-q", "-j", str(jobs), timeout=600.0)
        spent = time.perf_counter() - started
        assert result.code == 0, result.err
    return spent


def bare_seconds(command: list[str], times: int) -> float:
    """Wall time of a loop that does nothing but start a program and wait for it."""
    started = time.perf_counter()
    for _ in range(times):
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        process.communicate()
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--sleepers", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    gross, net, bares, walls, inner = [], [], [], [], []
    nap = 0.2
    ideal = options.sleepers * nap / 2
    for _ in range(options.rounds):
        bare = bare_seconds(["/bin/true"], options.trials) / options.trials
        start_up = sweep_seconds(["/bin/true"], 1, 1) - bare
        whole = sweep_seconds(["/bin/true"], options.trials, 1)
        bares.append(bare)
        gross.append(whole / options.trials - bare)
        net.append((whole - start_up) / options.trials - bare)
        wall = sweep_seconds(["/bin/sleep", str(nap)], options.sleepers, 2)
        walls.append(wall / ideal)
        inner.append((wall - start_up) / ideal)
    print(f"a bare loop: {median(bares) * 1e3:.2f} ms per /bin/true")
    print(f"driver time per trial: {median(net) * 1e3:.2f} ms, with start and end {median(gross) * 1e3:.2f} ms")
    print(
        f"{options.sleepers} trials of {nap} s, 2 at a time: {(median(inner) - 1) * 100:.1f} % over ideal,"
        f" with start and end {(median(walls) - 1) * 100:.1f} %"
    )


if __name__ == "__main__":
    main()
