"""A Python process with the bridge, as a trial has it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sweepctl.agent.environment import BRIDGE

OWN_RUN = "sweep-1-1"
PARAMS = {"lr": 0.1, "opt": {"name": "adam"}}
_OURS = ("SWEEPCTL_", "WANDB_", "PYTHON")


@dataclass(frozen=True)
class Told:
    """What a process printed and returned, and the records that it wrote."""

    code: int
    out: str
    err: str
    records: list[dict[str, Any]]


@dataclass(frozen=True)
class Trial:
    """The folder of a trial, and the processes in it."""

    folder: Path

    @property
    def metrics(self) -> Path:
        return self.folder / "metrics.jsonl"

    def environment(self, **changed: str | None) -> dict[str, str]:
        """What the agent sets, offline, with a stand-in; a None takes a variable away."""
        (self.folder / "params.json").write_text(json.dumps(PARAMS))
        (self.folder / "params.yaml").touch()
        ours = {
            "PYTHONPATH": str(BRIDGE),
            "SWEEPCTL_WANDB": "standin",
            "SWEEPCTL_WANDB_MODE": "offline",
            "SWEEPCTL_WANDB_RUN": OWN_RUN,
            "SWEEPCTL_METRICS_FILE": str(self.metrics),
            "SWEEPCTL_TRIAL_DIR": str(self.folder),
            "SWEEPCTL_ATTEMPT": "1",
            "WANDB_MODE": "offline",
            "WANDB_RUN_ID": OWN_RUN,
            "WANDB_SWEEP_ID": "sweep",
            "WANDB_SWEEP_PARAM_PATH": str(self.folder / "params.yaml"),
        }
        theirs = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        return {name: value for name, value in {**theirs, **ours, **changed}.items() if value is not None}

    def run(self, source: str, **changed: str | None) -> Told:
        """Run a program to its end."""
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(source)],
            cwd=self.folder,
            env=self.environment(**changed),
            capture_output=True,
            text=True,
            timeout=60,
        )
        lines = self.metrics.read_text().splitlines() if self.metrics.exists() else []
        return Told(done.returncode, done.stdout, done.stderr, [json.loads(line) for line in lines])
