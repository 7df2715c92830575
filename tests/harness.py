"""A user's folder, and the real command line in a clean environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest

SCRIPTS = Path(__file__).parent / "scripts"
_OURS = ("SWEEPCTL_", "WANDB_", "COLUMNS", "LC_ALL", "PYTHONUNBUFFERED", "NO_COLOR", "FORCE_COLOR", "CONDA_")


@dataclass
class Result:
    """What a finished command printed and returned."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """stdout as the one JSON document that it has to be."""
        return json.loads(self.out)


@dataclass
class Project:
    """A user's folder, in a home of its own, and `sweepctl` as a real process in it."""

    folder: Path
    home: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def write(self, name: str, text: str) -> Path:
        """Write a file, its text freed from common indentation."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"))
        return path

    def sweep(self, program: str = "train.py", **keys: Any) -> Path:
        """Write a sweep.yaml: random over x in 0 … 1, minimising loss, unless keys say otherwise."""
        spec = {
            "program": program,
            "method": "random",
            "metric": {"name": "loss", "goal": "minimize"},
            "parameters": {"x": {"min": 0.0, "max": 1.0}},
            **keys,
        }
        # JSON is YAML.
        return self.write("sweep.yaml", json.dumps({key: value for key, value in spec.items() if value is not None}))

    def environment(self, **extra: str) -> dict[str, str]:
        """The environment of a user who has set nothing of ours."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        # On a machine with one GPU trials would wait for each other.
        if "FAKE_GPUS" not in extra:
            clean["CUDA_VISIBLE_DEVICES"] = ""
        return {**clean, "HOME": str(self.home), "VIRTUAL_ENV": sys.prefix, "SWEEPCTL_LEASE": "20", **extra}

    def start(self, *args: str, **env: str) -> subprocess.Popen[str]:
        """`sweepctl` with these arguments, running; killed at the end of the test."""
        process = subprocess.Popen(
            [sys.executable, "-m", "sweepctl", *args],
            cwd=self.folder,
            env=self.environment(**env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def run(self, *args: str, timeout: float = 120.0, **env: str) -> Result:
        """`sweepctl` with these arguments, to its end."""
        process = self.start(*args, **env)
        out, err = process.communicate(timeout=timeout)
        return Result(process.returncode, out, err)

    def status(self, *args: str) -> Any:
        """The document of `status --trials --json`."""
        return self.run("status", "--trials", "--json", *args).json

    def processes(self) -> list[psutil.Process]:
        """Living processes, the guard among them, that work in this project or carry a tag of its agents."""
        found = []
        for process in psutil.process_iter():
            try:
                here = process.cwd().startswith(str(self.folder)) or process.environ().get("HOME") == str(self.home)
                if here and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except (psutil.Error, OSError):
                continue
        return found


def words_of(process: psutil.Process) -> list[str]:
    """Its command line; empty for one that has ended meanwhile."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def status_of(process: psutil.Process) -> str:
    """Its state; that of one that has ended meanwhile is dead."""
    try:
        return process.status()
    except psutil.Error:
        return psutil.STATUS_DEAD


def eventually(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    """Wait until a condition holds and give its value; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    pytest.fail(f"not within {seconds} s: {condition}")
