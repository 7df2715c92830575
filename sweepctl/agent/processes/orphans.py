"""Daemons of trials that took no tag of ours along: on Linux they come to us when their parents are gone.

`PR_SET_CHILD_SUBREAPER` of prctl(2) makes the kernel hand orphans to us rather than to init. Whose an orphan was
nothing tells any more, so it is ended once every execution that ran when it was first seen is over.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from sweepctl.child import guard

_PR_SET_CHILD_SUBREAPER = 36


class Orphans:
    """Nothing is done, and nothing found, unless `adopt` is called."""

    def __init__(self, agent: str) -> None:
        self._mark = f"SWEEPCTL_AGENT={agent}".encode()
        self._is_parent = False
        self._suspects: dict[int, tuple[str, set[str]]] = {}
        self._dead: set[int] = set()

    def adopt(self) -> None:
        """Have orphans handed to this process, which must be the agent's alone: nobody else's daemons may come to it.

        Not for the first process of a container, whom everybody's orphans are given, nor where it has children that
        it was born with.
        """
        if sys.platform != "linux" or os.getpid() == 1 or _children():
            return
        self._is_parent = ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0

    def look(self, live: Collection[str], ours: Collection[int]) -> None:
        """See who is new, and reap who has died; `live` are the executions now, `ours` the children that we started.

        Children in our own session were started by us too: trials and what they start never are in it.
        """
        if not self._is_parent:
            return
        children = _children() - set(ours)
        found = {pid: facts for pid in children if (facts := guard.stat(pid)) is not None}
        strangers = {pid: facts[3] for pid, facts in found.items() if facts[2] != os.getsid(0)}
        self._suspects = {
            pid: self._suspects[pid] if self._knows(pid, birth) else (birth, set(live))
            for pid, birth in strangers.items()
        }
        self._reap(children - found.keys())

    def _knows(self, pid: int, birth: str) -> bool:
        return pid in self._suspects and self._suspects[pid][0] == birth

    def _reap(self, dead: set[int]) -> None:
        """Wait for those that were dead at the last look already: a child of ours would have been waited for."""
        for pid in dead & self._dead:
            with suppress(OSError):
                os.waitpid(pid, os.WNOHANG)
        self._dead = dead

    def nameless(self) -> dict[int, str]:
        """The orphans that do not carry our tag, by which all others are found, and their births."""
        marked = guard.tagged(self._mark) if self._suspects else set()
        return {pid: birth for pid, (birth, _) in self._suspects.items() if pid not in marked}

    def kill_left(self, live: Collection[str]) -> int:
        """Kill those of which no execution that may have started them is live; how many processes that were."""
        over = {pid: birth for pid, birth in self.nameless().items() if self._suspects[pid][1].isdisjoint(live)}
        return guard.kill_family(lambda: _same(over.items())) if over else 0


def _same(births: Iterable[tuple[int, str]]) -> set[int]:
    """Those that still are the processes that they were."""
    return {pid for pid, birth in births if (facts := guard.stat(pid)) is not None and facts[3] == birth}


def _children() -> set[int]:
    """Our children, dead ones included; empty where the kernel does not tell."""
    found: set[int] = set()
    with suppress(OSError):
        for thread in Path("/proc/self/task").iterdir():
            with suppress(OSError):
                found |= set(map(int, (thread / "children").read_text().split()))
    return found
