"""How much memory the processes of executions have: children, and those that left but carry the execution's tag."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

import psutil

from sweepctl.agent.processes import tree


def beyond(limit: int, leaders: Mapping[str, int]) -> dict[str, int]:
    """The executions, by tag, whose processes have more than so many bytes together; `leaders` are their first pids.

    Memory that processes share counts once, as far as the system can tell: workers that were forked after the data was
    loaded are not each as big as they look. That is slower to find out, so the plain sum is looked at first.
    """
    found = {}
    for tag, processes in _families(leaders).items():
        if _resident(processes) > limit:
            used = _proportional(processes)
            if used > limit:
                found[tag] = used
    return found


def _families(leaders: Mapping[str, int]) -> dict[str, list[psutil.Process]]:
    everything = {process.pid: process for process in psutil.process_iter()}
    children: dict[int, list[int]] = defaultdict(list)
    for process in everything.values():
        with suppress(psutil.Error, OSError):
            children[process.ppid()].append(process.pid)
    strays: dict[str, list[int]] = defaultdict(list)
    for pid, tag in tree.by_execution():
        if tag in leaders:
            strays[tag].append(pid)
    families = {}
    for tag, leader in leaders.items():
        pids = {*_descendants(leader, children), *strays[tag]}
        families[tag] = [everything[pid] for pid in pids if pid in everything]
    return families


def _descendants(leader: int, children: Mapping[int, Sequence[int]]) -> Iterator[int]:
    """The process itself and all below it."""
    waiting, seen = [leader], set[int]()
    while waiting:
        pid = waiting.pop()
        if pid not in seen:
            seen.add(pid)
            yield pid
            waiting += children.get(pid, ())


def _resident(processes: Sequence[psutil.Process]) -> int:
    total = 0
    for process in processes:
        with suppress(psutil.Error, OSError):
            total += process.memory_info().rss
    return total


def _proportional(processes: Sequence[psutil.Process]) -> int:
    total = 0
    for process in processes:
        with suppress(psutil.Error, OSError):
            try:
                full = process.memory_full_info()
                total += getattr(full, "pss", None) or full.uss
            except psutil.AccessDenied:
                total += process.memory_info().rss
    return total
