"""What this machine has for us: cores and memory, after affinity, control groups and Slurm have had their say."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import psutil

# What a trial is taken to need; one that needs more wants a smaller -j.
TRIAL_BYTES = 10**9
_CGROUPS = Path("/sys/fs/cgroup")
_OWN = Path("/proc/self/cgroup")
_SLURM = ("SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE")
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def cores(environ: Mapping[str, str] = os.environ, root: Path = _CGROUPS, own: Path = _OWN) -> int:
    """How many cores we may use, at least 1."""
    affinity = getattr(os, "sched_getaffinity", None)
    found = float(len(affinity(0)) if affinity else os.cpu_count() or 1)
    for name in _SLURM:
        if environ.get(name, "").isdigit():
            found = min(found, int(environ[name]))
            break
    return max(1, math.floor(min([found, *_quotas(root, own)])))


def _quotas(root: Path, own: Path) -> Iterator[float]:
    """The shares of processor time, in cores, of our control groups and those around them."""
    for group in _groups(root, "", own):
        with suppress(OSError, ValueError):
            quota, period = (group / "cpu.max").read_text().split()
            yield int(quota) / int(period)
    for group in _groups(root, "cpu", own):
        with suppress(OSError, ValueError):
            quota = (group / "cpu.cfs_quota_us").read_text().strip()
            if int(quota) > 0:
                yield int(quota) / int((group / "cpu.cfs_period_us").read_text())


def memory(root: Path = _CGROUPS, own: Path = _OWN) -> int:
    """How many bytes there are for trials."""
    return min([psutil.virtual_memory().available, *_rooms(root, own)])


def _rooms(root: Path, own: Path) -> Iterator[int]:
    """What our control groups and those around them leave."""
    names = {"": ("memory.max", "memory.current"), "memory": ("memory.limit_in_bytes", "memory.usage_in_bytes")}
    for controller, (limit, usage) in names.items():
        for group in _groups(root, controller, own):
            with suppress(OSError, ValueError):
                room = int((group / limit).read_text()) - int((group / usage).read_text()) + _cache(group)
                yield max(0, room)


def _cache(group: Path) -> int:
    """What counts as used and is given back when it is asked for."""
    for line in (group / "memory.stat").read_text().splitlines():
        name, _, value = line.partition(" ")
        if name in {"inactive_file", "total_inactive_file"}:
            return int(value)
    return 0


def _groups(root: Path, controller: str, own: Path) -> Iterator[Path]:
    """Our control group and those around it; `controller` is empty for version 2.

    In a container the root is the container's own group and our path is not below it: the root then has the limits.
    """
    try:
        lines = [line.split(":", 2) for line in own.read_text().splitlines()]
    except OSError:
        return
    path = next((way for _, names, way in lines if controller in names.split(",")), None)
    if path is None:
        return
    top = root / controller if controller else root
    place = top / path.lstrip("/")
    while place != top and top in place.parents:
        yield place
        place = place.parent
    yield top


def thread_limits(jobs: int, environ: Mapping[str, str]) -> dict[str, str]:
    """What keeps trials side by side from taking more threads than there are cores; nothing the user has set."""
    if jobs < 2 or any(name in environ for name in THREADS):
        return {}
    return dict.fromkeys(THREADS, str(max(1, cores() // jobs)))
