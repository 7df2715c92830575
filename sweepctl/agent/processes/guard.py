"""Our end of the guard: one small process that kills what we started when we cannot any more."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress

from sweepctl.child import guard as guard_program

# Tags that mark a trial's processes; the guard itself, started inside somebody's trial, must not carry them.
TAGS = ("SWEEPCTL_AGENT", "SWEEPCTL_EXECUTION")


class Guard:
    """Started with the agent; started again should it die."""

    def __init__(self, agent: str, patience: float) -> None:
        self._agent = agent
        self._patience = patience
        self._groups: set[int] = set()
        self._orphans = ""
        self._last_word = time.monotonic()
        self._fired = -math.inf
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes] | None:
        """The guard program; None where there is no room for it now."""
        try:
            process = subprocess.Popen(
                [sys.executable, "-I", "-S", guard_program.__file__, self._agent, str(self._patience)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={name: value for name, value in os.environ.items() if name not in TAGS},
                start_new_session=True,
            )
        except OSError:
            return None
        assert process.stdin is not None
        # A guard that somebody stopped must not stop us when its pipe is full.
        os.set_blocking(process.stdin.fileno(), False)
        return process

    def _say(self, line: str) -> None:
        self._fired = self._look_back()
        self._last_word = time.monotonic()
        if not self._write(f"{line}\n"):
            self._revive()

    def _write(self, text: str) -> bool:
        """Whether the guard is there and took all of it."""
        if self._process is None or self._process.stdin is None:
            return False
        data = text.encode()
        try:
            return os.write(self._process.stdin.fileno(), data) == len(data)
        except OSError:
            return False

    def _revive(self) -> None:
        """Start it again; where that does not succeed now, the next word tries once more."""
        self._end()
        self._process = self._start()
        self._write("".join(f"+ {group}\n" for group in self._groups) + self._orphans)

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdin is not None
            with suppress(OSError):
                self._process.stdin.close()

    def add(self, group: int) -> None:
        """Register a process group."""
        self._groups.add(group)
        self._say(f"+ {group}")

    def drop(self, group: int) -> None:
        """Forget a process group: it is gone."""
        self._groups.discard(group)
        self._say(f"- {group}")

    def know(self, orphans: Mapping[int, str]) -> None:
        """Name processes, with their births, that nothing but being told tells it."""
        words = "".join(f" {pid} {birth}" for pid, birth in orphans.items())
        line = f"o{words}\n" if words or self._orphans else ""
        if line != self._orphans:
            self._orphans = line if words else ""
            self._say(line.strip())

    @property
    def pid(self) -> int | None:
        """The process that guards, if there is one now."""
        return None if self._process is None else self._process.pid

    def renew(self) -> None:
        """Say that the agent is alive."""
        self._say(".")

    def _look_back(self) -> float:
        """When the guard last had a reason to kill, as far as we know."""
        now = time.monotonic()
        return now if now - self._last_word >= self._patience else self._fired

    def has_fired_since(self, moment: float) -> bool:
        """Whether we have been silent for so long that the guard killed what ran; `moment` is monotonic."""
        return self._look_back() >= moment

    def pause(self) -> None:
        """Say that the agent and its trials are about to be suspended."""
        self._say("pause")

    def resume(self) -> None:
        """Say that the suspension is over."""
        self._last_word = time.monotonic()
        self._say("go")

    def close(self) -> None:
        """End the guard; it kills whatever is still tagged."""
        if self._process is None:
            return
        self._write("bye\n")
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(10.0)
        except subprocess.TimeoutExpired:
            self._end()
