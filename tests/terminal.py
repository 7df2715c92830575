"""A real terminal, emulated: programs run on a pty, and what they would show is on a screen to look at."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyte
import pytest

from tests.harness import Project


class Terminal:
    """A program on a terminal of `columns` × `rows`; `close` kills it."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str], columns: int = 100, rows: int = 30
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.written = b""
        self._ours, theirs = pty.openpty()
        _set_size(theirs, columns, rows)
        self.process = subprocess.Popen(
            ["setsid", "-c", *command],
            cwd=folder,
            env={"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **environment},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)

    @property
    def lines(self) -> list[str]:
        """What the screen shows, without blanks at the ends of lines and without empty lines at its end."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip("\n").split("\n")

    @property
    def text(self) -> str:
        """The same as one text."""
        return "\n".join(self.lines)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._ours, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Change the size, as a window does; the program is told."""
        _set_size(self._ours, columns, rows)
        self.screen.resize(rows, columns)
        os.killpg(self.process.pid, signal.SIGWINCH)

    def read(self, seconds: float) -> None:
        """Take in what is written for so long, or until the program is gone."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            ready, _, _ = select.select([self._ours], [], [], min(left, 0.1))
            if not ready:
                continue
            try:
                data = os.read(self._ours, 65536)
            except OSError:
                return
            if not data:
                return
            self.written += data
            self._stream.feed(data)

    def wait_for(self, *texts: str, seconds: float = 30.0) -> None:
        """Read until the screen shows all these texts; the test fails if it never does."""
        deadline = time.monotonic() + seconds
        while not all(text in self.text for text in texts):
            if time.monotonic() > deadline:
                pytest.fail(f"no {[text for text in texts if text not in self.text]} on the screen:\n{self.text}")
            self.read(0.1)

    def close(self) -> None:
        """Kill the program and what it has started in its session."""
        for kill in (signal.SIGHUP, signal.SIGKILL):
            if self.process.poll() is None:
                os.killpg(self.process.pid, kill)
                self.read(0.3)
        self.process.wait(10)
        os.close(self._ours)


def _set_size(descriptor: int, columns: int, rows: int) -> None:
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def sent_by(project: Project, *args: str, columns: int = 200, **env: str) -> str:
    """All that `sweepctl` with these arguments sends to a terminal, byte for byte, until it ends."""
    command = [sys.executable, "-m", "sweepctl", *args]
    terminal = Terminal(command, project.folder, project.environment(**env), columns, 40)
    try:
        terminal.read(60.0)
    finally:
        terminal.close()
    return terminal.written.decode()
