"""Competitors that live in an environment of their own: JSON lines over a pipe to a worker script."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from sweepctl.model.params import Params, canonical
from sweepctl.space.axis import Axis, Choice, Integers, Interval
from sweepctl.space.space import Space
from tests.bench.search.problem import Problem

_WORKERS = Path(__file__).parent / "workers"
NAMES = tuple(sorted(path.stem for path in _WORKERS.glob("*.py")))


def _axis(axis: Axis) -> dict[str, Any]:
    match axis:
        case Choice(count):
            return {"kind": "choice", "count": count}
        case Integers(low, high):
            return {"kind": "integers", "low": low, "high": high}
        case Interval(low, high, log):
            return {"kind": "interval", "low": low, "high": high, "log": log}


class Remote:
    """A worker sees both W&B's parameter blocks and the coordinates; it answers with values or with coordinates."""

    def __init__(self, python: str, name: str, problem: Problem, seed: int) -> None:
        self._space = Space.of(problem.parameters)
        axes = {str(i): _axis(a) for i, leaf in enumerate(self._space.leaves) if (a := leaf.distribution.axis)}
        command = [python, "-P", "-W", "ignore", str(_WORKERS / f"{name}.py")]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._call({"op": "open", "parameters": problem.wandb(), "axes": axes, "seed": seed})

    def _call(self, request: dict[str, Any]) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker {self._process.args!r} has ended")
        return json.loads(line)

    def ask(self, number: int) -> Params:
        answer = self._call({"op": "ask", "number": number})
        if "values" in answer:
            return {name: canonical(value) for name, value in answer["values"].items()}
        at = answer["coordinates"]
        leaves = self._space.leaves
        return self._space.nested([leaf.distribution.decode(at.get(str(i), 0)) for i, leaf in enumerate(leaves)])

    def tell(self, number: int, value: float | None) -> None:
        self._call({"op": "tell", "number": number, "value": value})

    def close(self) -> None:
        """End the worker."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(120)
        self._process.stdout.close()
