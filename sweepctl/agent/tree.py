"""The processes of an execution: its group, and those that left the group but still carry its tag."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Container, Iterator
from contextlib import suppress
from pathlib import Path

import psutil

_ROUNDS = 50


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
    prefix = b"SWEEPCTL_EXECUTION="
    for pid, environment in _environments():
        if mark not in environment:
            continue
        execution = next((pair[len(prefix) :].decode() for pair in environment if pair.startswith(prefix)), "")
        if execution not in live:
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


def signal_tree(group: int, execution: str, number: signal.Signals) -> bool:
    """Send a signal to an execution's group and to whatever left it; False when nothing is there."""
    reached = signal_group(group, number)
    for pid in tagged("SWEEPCTL_EXECUTION", execution):
        with suppress(ProcessLookupError, PermissionError):
            if os.getpgid(pid) != group:
                os.kill(pid, number)
                reached = True
    return reached
