"""Outlives its agent by a moment, to leave no process behind.

Run as `python -I -S guard.py AGENT PATIENCE` with a pipe on stdin. Lines: `+ PGID` and `- PGID` register process
groups, `.` renews, `pause` and `go` bracket a suspension. When the pipe closes, or nothing came for PATIENCE
seconds, every registered group and every process with `SWEEPCTL_AGENT=AGENT` in its environment is killed.
(`PR_SET_PDEATHSIG` would miss grandchildren.)
"""

import os
import select
import signal
import sys
import time

_ROUNDS = 50


def tagged(agent: str) -> "list[int]":
    """Living processes that an agent's trials started, by their environment; empty where there is no /proc."""
    mark = b"SWEEPCTL_AGENT=" + agent.encode()
    found = []
    try:
        numbers = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return []
    for pid in numbers:
        try:
            with open(f"/proc/{pid}/environ", "rb") as environ:
                if mark in environ.read().split(b"\0"):
                    found.append(pid)
        except OSError:
            continue
    return found


def kill_all(agent: str, groups: "set[int]") -> None:
    """Kill until nothing is left; new children may appear while we look."""
    for _ in range(_ROUNDS):
        for group in groups:
            try:
                os.killpg(group, signal.SIGKILL)
            except OSError:
                continue
        left = [pid for pid in tagged(agent) if pid != os.getpid()]
        if not left:
            return
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                continue
        time.sleep(0.02)


def watch(agent: str, patience: float) -> None:
    """Follow the pipe until it closes or falls silent, then kill."""
    groups: set[int] = set()
    paused = False
    rest = b""
    while True:
        ready, _, _ = select.select([0], [], [], None if paused else patience)
        data = os.read(0, 65536) if ready else b""
        if not data:
            kill_all(agent, groups)
            if ready:
                return
            groups.clear()
            continue
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
