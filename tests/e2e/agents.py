"""Agents as real processes that are listened to while they run, and the scripts that they run."""

from __future__ import annotations

import signal
import subprocess
import threading
from pathlib import Path
from typing import IO, Any

import psutil

from tests.harness import SCRIPTS, Project, eventually, words_of


def sweep_of(project: Project, script: str, *args: str, **keys: Any) -> None:
    """Write a sweep of one trial, unless keys say otherwise, that runs one of `tests/scripts`."""
    command = ["${interpreter}", "-S", str(SCRIPTS / f"{script}.py"), *args]
    project.sweep(**{"command": command, "run_cap": 1, **keys})


def create(project: Project) -> str:
    """Store the sweep of `sweep.yaml`; its id."""
    return project.run("create", "-q", "sweep.yaml").out.strip()


def trial_path(project: Project, number: int, name: str) -> Path | None:
    """A file of a trial's own folder, None while it is not there."""
    return next((project.folder / ".sweepctl").glob(f"*/{number}/{name}"), None)


def started(project: Project, number: int = 1) -> None:
    """Wait until the script of a trial says that it runs."""
    eventually(lambda: trial_path(project, number, "started"), 30.0)


class Agent:
    """A running `sweepctl agent` or `sweepctl run`, and what it has said so far."""

    def __init__(self, project: Project, *args: str, **env: str) -> None:
        self.process = project.start(*args, **env)
        self.listen()

    def listen(self) -> None:
        """From now on hear what it says."""
        self.lines: list[str] = []
        self._threads = [self._listen(self.process.stdout), self._listen(self.process.stderr)]

    def _listen(self, stream: IO[str] | None) -> threading.Thread:
        assert stream is not None
        thread = threading.Thread(target=lambda: self.lines.extend(iter(stream.readline, "")), daemon=True)
        thread.start()
        return thread

    @property
    def text(self) -> str:
        """All it has said."""
        return "".join(self.lines)

    def says(self, text: str, times: int = 1) -> None:
        """Wait until it has said something."""
        eventually(lambda: self.text.count(text) >= times, 30.0)

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def leaves(self, seconds: float = 30.0) -> int:
        """Wait for its end; the exit code."""
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it did not leave within {seconds} s: {self.text}") from None
        for thread in self._threads:
            thread.join(seconds)
        return code


def guards(project: Project) -> list[psutil.Process]:
    """The guards that live in this project."""
    return [process for process in project.processes() if any("guard.py" in word for word in words_of(process))]


def sleepers(project: Project) -> list[psutil.Process]:
    """What scripts have left to sleep in this project, and they themselves if they sleep."""
    return [
        process
        for process in project.processes()
        if words_of(process)[:1] == ["sleep"] or any(str(SCRIPTS) in word for word in words_of(process))
    ]
