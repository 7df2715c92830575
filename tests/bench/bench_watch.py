"""What share of one core `status --watch` takes on a big store: `python -m tests.bench.bench_watch`.

It is watched on an emulated terminal whose reading is not counted; start-up is left out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.bench.bench_status import fill
from tests.harness import Project
from tests.terminal import Terminal


def main() -> None:
    """Print the share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--values", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder), Path(folder))
        fill(project.folder, options.trials, options.values)
        terminal = Terminal([sys.executable, "-m", "sweepctl", "status", "-w"], project.folder, project.environment())
        try:
            terminal.wait_for("q leave")
            terminal.read(2.0)
            watcher = psutil.Process(terminal.process.pid)
            before, began = sum(watcher.cpu_times()[:2]), time.monotonic()
            terminal.read(options.seconds)
            used, took = sum(watcher.cpu_times()[:2]) - before, time.monotonic() - began
        finally:
            terminal.close()
    print(f"{options.trials} trials: {used:.2f} s of CPU in {took:.1f} s, {100 * used / took:.1f} % of one core")


if __name__ == "__main__":
    main()
