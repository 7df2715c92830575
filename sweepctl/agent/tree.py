"""The processes of an execution: its group, and those that left the group but carry its tag or descend from it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Container, Iterator
from contextlib import suppress
from pathlib import Path

import psutil

_ROUNDS = 50
_REQUESTS = frozenset({signal.SIGINT, signal.SIGTERM})


def _environments() -> Iterator[tuple[int, frozenset[bytes]]]:
    """The environment of every process that we may look at."""
    if Path("/proc/self/environ").exists():
        for entry in os.scandir("/proc"):
            if entry.name.isdigit():
                with suppress(OSError):
                    yield int(entry.name), frozenset(Path(f"/proc/{entry.name}/environ").read_bytes().split(b"\0"))
        return
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            pairs = process.environ().items()
            yield process.pid, frozenset(f"{name}={value}".encode() for name, value in pairs)


def tagged(name: str, value: str) -> list[int]:
    """Living processes, ourselves left out, whose environment has `name=value`. Zombies have no environment."""
    mark = f"{name}={value}".encode()
    return [pid for pid, environment in _environments() if mark in environment and pid != os.getpid()]


def kill_tagged(name: str, value: str) -> int:
    """Kill every process that carries the tag, until none is left; how many there were at first."""
    first: int | None = None
    for _ in range(_ROUNDS):
        found = tagged(name, value)
        first = len(found) if first is None else first
        if not found:
            break
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
    return first or 0


def kill_strays(agent: str, live: Container[str]) -> None:
    """Kill processes of an agent whose execution is not in `live`, which is asked after each one was seen."""
    mark = f"SWEEPCTL_AGENT={agent}".encode()
    for pid, environment in _environments():
        if mark not in environment:
            continue
        if (_execution_in(environment) or "") not in live:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def signal_group(group: int, number: signal.Signals) -> bool:
    """Send a signal to a process group; False when it is gone."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:
        # macOS says so for a group of zombies.
        return False
    return True


def group_lives(group: int) -> bool:
    """Whether any process is left in a group."""
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


class Tree:
    """The processes of one execution: its group, whatever carries its tag, and descendants that left both.

    Descendants are remembered: once their parent is dead nothing tells any more whose they were.
    """

    def __init__(self, group: int, execution: str) -> None:
        """`group` is the pid of its leader, which has not been waited for."""
        self._group = group
        self._execution = execution
        self._leader = psutil.Process(group)
        self._descendants: set[psutil.Process] = set()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to all of it; a request to end not to the trials of an agent inside, which passes it on."""
        with suppress(psutil.Error, OSError):
            self._descendants.update(self._leader.children(recursive=True))
        signal_group(self._group, number)
        ours, others = _by_execution(self._execution)
        spared = others if number in _REQUESTS else set()
        for process in self._descendants:
            # psutil makes sure that the pid was not given to somebody else since.
            with suppress(psutil.Error, OSError):
                if process.pid not in ours | spared and not _is_in(process.pid, self._group):
                    process.send_signal(number)
        for pid in ours:
            with suppress(ProcessLookupError, PermissionError):
                if not _is_in(pid, self._group):
                    os.kill(pid, number)


def _by_execution(execution: str) -> tuple[set[int], set[int]]:
    """The processes that carry the tag of an execution, and those that carry another one's."""
    ours: set[int] = set()
    others: set[int] = set()
    for pid, tag in by_execution():
        (ours if tag == execution else others).add(pid)
    return ours, others


def by_execution() -> Iterator[tuple[int, str]]:
    """Every living process that carries the tag of an execution, with that tag."""
    for pid, environment in _environments():
        tag = _execution_in(environment)
        if tag is not None:
            yield pid, tag


def _execution_in(environment: frozenset[bytes]) -> str | None:
    prefix = b"SWEEPCTL_EXECUTION="
    return next((pair[len(prefix) :].decode() for pair in environment if pair.startswith(prefix)), None)


def _is_in(pid: int, group: int) -> bool:
    try:
        return os.getpgid(pid) == group
    except (ProcessLookupError, PermissionError):
        return False
