"""Walks down Rosenbrock's valley by gradient descent with momentum, and can be interrupted at any step.

Its state is in a checkpoint in the trial's own folder. Asked to end (SIGTERM or SIGINT), or after `--preempt-after`
steps, as on a cluster that takes its machines back, it saves what it has and exits with 75: run me again later.
"""

import argparse
import json
import os
import pathlib
import signal
import sys
import time

TEMPORARY_FAILURE = 75
UPDATES_PER_STEP = 50


def load(path: pathlib.Path) -> dict[str, float]:
    """The state as it was saved last, or the beginning."""
    if path.exists():
        return json.loads(path.read_text())
    return {"step": 0, "x": -1.5, "y": 2.0, "dx": 0.0, "dy": 0.0}


def save(state: dict[str, float], path: pathlib.Path) -> None:
    """Write beside the file, then replace it: whatever kills us, one of the two is whole."""
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(state))
    draft.replace(path)


def advance(state: dict[str, float], lr: float, momentum: float) -> float:
    """One step; the loss after it."""
    for _ in range(UPDATES_PER_STEP):
        slope = state["y"] - state["x"] * state["x"]
        state["dx"] = momentum * state["dx"] - lr * (-2 * (1 - state["x"]) - 400 * state["x"] * slope)
        state["dy"] = momentum * state["dy"] - lr * 200 * slope
        state["x"] += state["dx"]
        state["y"] += state["dy"]
    state["step"] += 1
    slope = state["y"] - state["x"] * state["x"]
    return (1 - state["x"]) * (1 - state["x"]) + 100 * slope * slope


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=1e-4)
    parser.add_argument("--momentum", type=float, default=0.5)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--preempt-after", type=int, metavar="STEPS", help="stop there, as if told to, and be resumed")
    args = parser.parse_args()

    told = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: told.append(number))

    checkpoint = pathlib.Path(os.environ.get("SWEEPCTL_TRIAL_DIR", "."), "checkpoint.json")
    state = load(checkpoint)
    print(f"attempt {os.environ.get('SWEEPCTL_ATTEMPT', '1')} begins after step {state['step']}", flush=True)
    first = state["step"]
    while state["step"] < args.steps:
        loss = advance(state, args.lr, args.momentum)
        print(f"step {state['step']}/{args.steps} loss={loss:.6f}", flush=True)
        save(state, checkpoint)
        time.sleep(0.02)
        is_enough = args.preempt_after is not None and state["step"] - first >= args.preempt_after
        if (told or is_enough) and state["step"] < args.steps:
            print(f"interrupted after step {state['step']}")
            return TEMPORARY_FAILURE
    return 0


if __name__ == "__main__":
    sys.exit(main())
