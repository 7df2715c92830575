"""The processes of an execution: its group, and those that left the group but carry its tag or descend from it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from sweepctl.child import guard

_ROUNDS = 250
_PAUSE = 0.02
_HAS_PROC = Path("/proc/self/environ").exists()


def _environments() -> Iterator[tuple[int, frozenset[bytes]]]:
    """The environment of every process that we may look at."""
    if _HAS_PROC:
        for pid in guard.processes():
            with suppress(OSError):
                yield pid, frozenset(Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"))
        return
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            pairs = process.environ().items()
            yield process.pid, frozenset(f"{name}={value}".encode() for name, value in pairs)


def tagged(name: str, value: str) -> set[int]:
    """Living processes, ourselves left out, whose environment has `name=value`. Zombies have no environment."""
    mark = f"{name}={value}".encode()
    return {pid for pid, environment in _environments() if mark in environment and pid != os.getpid()}


def kill_tagged(name: str, value: str) -> int:
    """Kill every process that carries the tag and all that belongs to it, until none is left; how many there were.

    Gives up after a few seconds: what hangs in the kernel cannot be killed. Without /proc only the tag is looked at.
    """
    if _HAS_PROC:
        return guard.kill_family(lambda: tagged(name, value))
    met: set[int] = set()
    for _ in range(_ROUNDS):
        found = tagged(name, value)
        met |= found
        if not found:
            break
        for pid in found:
            guard.send(os.kill, pid, signal.SIGKILL)
        time.sleep(_PAUSE)
    return len(met)


def kill_strays(agent: str, live: Container[str]) -> None:
    """Kill processes of an agent whose execution is not in `live`, which is asked after each one was seen."""
    mark = f"SWEEPCTL_AGENT={agent}".encode()
    for pid, environment in _environments():
        if mark in environment and (_execution_in(environment) or "") not in live:
            guard.send(os.kill, pid, signal.SIGKILL)


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

    def request(self, number: signal.Signals) -> None:
        """Ask it to end, and what is stopped to go on, so that it can; an agent inside passes it on to its trials."""
        self._send((number, signal.SIGCONT), spare_inner=True)

    def _send(self, numbers: Sequence[signal.Signals], spare_inner: bool) -> None:
        with suppress(psutil.Error, OSError):
            self._descendants.update(self._leader.children(recursive=True))
        ours, others = _by_execution(self._execution)
        spared = others if spare_inner else set()
        for number in numbers:
            signal_group(self._group, number)
            for process in self._descendants:
                # psutil makes sure that the pid was not given to somebody else since.
                with suppress(psutil.Error, OSError):
                    if process.pid not in ours | spared and not _is_in(process.pid, self._group):
                        process.send_signal(number)
            for pid in ours:
                if not _is_in(pid, self._group):
                    guard.send(os.kill, pid, number)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to all of it."""
        self._send((number,), spare_inner=False)

    def left(self) -> set[int]:
        """What lives of it now, zombies left out; where there is no /proc a group of zombies counts as its leader."""
        ours, _ = _by_execution(self._execution)
        remembered = {process.pid for process in self._descendants if _lives(process)}
        return ours | remembered | _members(self._group)


def _lives(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def _members(group: int) -> set[int]:
    """Who lives in a process group."""
    if not group_lives(group):
        return set()
    if not _HAS_PROC:
        return {group}
    return {pid for pid in guard.processes() if (facts := guard.stat(pid)) is not None and facts[1] == group}


def all_ignore(number: signal.Signals, pids: Iterable[int]) -> bool:
    """Whether a signal is surely lost on all of these."""
    return all(_ignores(pid, number) for pid in pids)


def _ignores(pid: int, number: signal.Signals) -> bool:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("SigIgn:"):
                return bool(int(line.split()[1], 16) >> (number - 1) & 1)
    return False


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


def tags_in(folder: Path) -> dict[int, str]:
    """Living processes, ourselves left out, whose trial has its folder inside this one, each with its agent's id."""
    place, tag = f"SWEEPCTL_TRIAL_DIR={folder}/".encode(), b"SWEEPCTL_AGENT="
    found: dict[int, str] = {}
    for pid, environment in _environments():
        agent = next((pair[len(tag) :] for pair in environment if pair.startswith(tag)), None)
        if agent and pid != os.getpid() and any(pair.startswith(place) for pair in environment):
            found[pid] = agent.decode()
    return found
