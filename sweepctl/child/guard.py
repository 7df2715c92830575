"""Outlives its agent by a moment, to leave no process behind.

Run as `python -I -S guard.py AGENT PATIENCE` with a pipe on stdin. Lines: `+ PGID` and `- PGID` register process
groups, `.` renews, `pause` and `go` bracket a suspension. When the pipe closes, or nothing came for PATIENCE
seconds, every registered group, the descendants of its leader and every process with `SWEEPCTL_AGENT=AGENT` in its
environment are killed. (`PR_SET_PDEATHSIG` would miss grandchildren.)
"""

import os
import select
import signal
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_ROUNDS = 50
_SILENCES = 2


def processes() -> "list[int]":
    """All processes; empty where there is no /proc."""
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return []


def descendants(leaders: "set[int]") -> "set[int]":
    """Who descends from a living leader."""
    children: dict[int, list[int]] = {}
    for pid in processes():
        try:
            with open(f"/proc/{pid}/stat") as stat:
                parent = int(stat.read().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(pid)
    found: set[int] = set()
    ahead = list(leaders)
    while ahead:
        new = [pid for pid in children.get(ahead.pop(), []) if pid not in found]
        found.update(new)
        ahead += new
    return found


def tagged(agent: str) -> "list[int]":
    """Living processes that an agent's trials started, by their environment; empty where there is no /proc."""
    mark = b"SWEEPCTL_AGENT=" + agent.encode()
    found = []
    for pid in processes():
        try:
            with open(f"/proc/{pid}/environ", "rb") as environ:
                if mark in environ.read().split(b"\0"):
                    found.append(pid)
        except OSError:
            continue
    return found


def send_kill(send: "Callable[[int, int], None]", number: int) -> None:
    """Kill a process or a group, if it is there."""
    try:
        send(number, signal.SIGKILL)
    except OSError:
        return


def kill_all(agent: str, groups: "set[int]") -> None:
    """Kill until nothing is left; new children may appear while we look."""
    family = descendants(groups)
    for _ in range(_ROUNDS):
        for group in groups:
            send_kill(os.killpg, group)
        left = [pid for pid in tagged(agent) if pid != os.getpid()]
        for pid in (*family, *left):
            send_kill(os.kill, pid)
        family.clear()
        if not left:
            return
        time.sleep(0.02)


def watch(agent: str, patience: float) -> None:
    """Follow the pipe until it closes or falls silent, then kill."""
    groups: set[int] = set()
    paused = False
    silences = 0
    rest = b""
    while True:
        ready, _, _ = select.select([0], [], [], None if paused else patience / _SILENCES)
        if not ready:
            # Counted in parts: after both of us were frozen, the agent has its turn before we judge it.
            silences += 1
            if silences == _SILENCES:
                kill_all(agent, groups)
                groups.clear()
                silences = 0
            continue
        silences = 0
        data = os.read(0, 65536)
        if not data:
            kill_all(agent, groups)
            return
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            if line == b"pause":
                paused = True
            elif line == b"go":
                paused = False
            elif line.startswith(b"+ "):
                groups.add(int(line[2:]))
            elif line.startswith(b"- "):
                groups.discard(int(line[2:]))


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    watch(sys.argv[1], float(sys.argv[2]))
