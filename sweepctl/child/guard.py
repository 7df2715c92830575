"""Outlives its agent by a moment, to leave no process behind.

Run as `python -I -S guard.py AGENT PATIENCE` with a pipe on stdin. Lines: `+ PGID` and `- PGID` register process
groups, `o PID BIRTH …` names orphans that nothing else tells, `.` renews, `pause` and `go` bracket a suspension, `bye`
says that nothing is left to do. When the pipe closes, or nothing came for PATIENCE seconds, every registered group,
every process with `SWEEPCTL_AGENT=AGENT` in its environment, whatever shares a session with those and all their
descendants are killed. (`PR_SET_PDEATHSIG` would miss grandchildren.)
"""

import os
import select
import signal
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_ROUNDS = 250
_PAUSE = 0.02
_SILENCES = 2
# A program that was being started when its agent died is not recognised before it has replaced its parent's image.
_LAST_LOOKS = (0.1, 0.4)


def processes() -> "list[int]":
    """All processes; empty where there is no /proc."""
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return []


def stat(pid: int) -> "tuple[int, int, int, str] | None":
    """Parent, group, session and birth of a living process; None where there is none, or a zombie."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else (int(fields[1]), int(fields[2]), int(fields[3]), fields[19])


def tagged(mark: bytes) -> "set[int]":
    """Living processes that have `mark`, as NAME=VALUE, in their environment; empty where there is no /proc."""
    found = set()
    for pid in processes():
        try:
            with open(f"/proc/{pid}/environ", "rb") as environ:
                if mark in environ.read().split(b"\0"):
                    found.add(pid)
        except OSError:
            continue
    return found


def family(roots: "set[int]") -> "dict[int, str]":
    """The births of roots that live, of who shares a group or session that one leads, and of all their descendants.

    We ourselves are not of it, nor is whatever descends through us.
    """
    if not roots:
        return {}
    seen = {pid: facts for pid in processes() if (facts := stat(pid)) is not None}
    children: dict[int, list[int]] = {}
    for pid, facts in seen.items():
        children.setdefault(facts[0], []).append(pid)
    ahead = [pid for pid, facts in seen.items() if not roots.isdisjoint((pid, facts[1], facts[2]))]
    found: dict[int, str] = {}
    while ahead:
        pid = ahead.pop()
        if pid not in found and pid != os.getpid():
            found[pid] = seen[pid][3]
            ahead += children.get(pid, [])
    return found


def send(deliver: "Callable[[int, int], None]", target: int, number: int) -> None:
    """Signal a process or a group, if it is there."""
    try:
        deliver(target, number)
    except OSError:
        return


def kill_family(roots: "Callable[[], set[int]]") -> int:
    """Freeze a family, so that no more of it is born, and kill it, until none is left; how many there were."""
    met: dict[int, str] = {}
    for _ in range(_ROUNDS):
        found = family(roots())
        new = {pid: birth for pid, birth in found.items() if pid not in met}
        met.update(new)
        for pid in new:
            send(os.kill, pid, signal.SIGSTOP)
        left = [pid for pid, birth in met.items() if (facts := stat(pid)) is not None and facts[3] == birth]
        if not left:
            break
        if not new:
            for pid in left:
                send(os.kill, pid, signal.SIGKILL)
            time.sleep(_PAUSE)
    return len(met)


class Wards:
    """What is to be killed when the agent cannot any more."""

    def __init__(self, agent: str) -> None:
        self._mark = b"SWEEPCTL_AGENT=" + agent.encode()
        self.groups: set[int] = set()
        self.orphans: dict[int, str] = {}

    def _roots(self) -> "set[int]":
        orphans = {pid for pid, birth in self.orphans.items() if (facts := stat(pid)) and facts[3] == birth}
        return self.groups | orphans | tagged(self._mark)

    def kill(self, is_heard: "Callable[[], bool]" = lambda: False) -> None:
        """Kill all of it; once the agent is heard again, only what was met: it may start the next trial by then."""
        kill_family(lambda: set() if is_heard() else self._roots())
        for group in self.groups:
            send(os.killpg, group, signal.SIGKILL)

    def kill_late(self) -> None:
        """Kill once more what was being started at the end of the agent."""
        for seconds in _LAST_LOOKS:
            time.sleep(seconds)
            kill_family(lambda: tagged(self._mark))

    def learn(self, line: bytes) -> None:
        """Take in a line that changes what there is to kill."""
        if line.startswith(b"+ "):
            self.groups.add(int(line[2:]))
        elif line.startswith(b"- "):
            self.groups.discard(int(line[2:]))
        elif line.startswith(b"o"):
            words = line.decode().split()[1:]
            self.orphans = dict(zip(map(int, words[::2]), words[1::2], strict=True))


def is_heard() -> bool:
    """Whether the agent has said something since."""
    return bool(select.select([0], [], [], 0)[0])


def watch(wards: Wards, patience: float) -> None:
    """Follow the pipe until it closes or falls silent, then kill."""
    paused = leaving = False
    silences = 0
    rest = b""
    while True:
        ready, _, _ = select.select([0], [], [], None if paused else patience / _SILENCES)
        if not ready:
            # Counted in parts: after both of us were frozen, the agent has its turn before we judge it.
            silences += 1
            if silences == _SILENCES:
                wards.kill(is_heard)
                wards.groups.clear()
                silences = 0
            continue
        silences = 0
        data = os.read(0, 65536)
        if not data:
            wards.kill()
            return None if leaving else wards.kill_late()
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            if line in (b"pause", b"go"):
                paused = line == b"pause"
            elif line == b"bye":
                leaving = True
            else:
                wards.learn(line)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP):
        signal.signal(ignored, signal.SIG_IGN)
    watch(Wards(sys.argv[1]), float(sys.argv[2]))
