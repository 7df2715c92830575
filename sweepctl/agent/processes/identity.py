"""Who we are among processes and machines, and whether somebody else still is."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from sweepctl.store.agents import Identity


def this_process() -> Identity:
    """The identity of the calling process."""
    return Identity(platform.node(), _boot(), os.getpid(), _birth(os.getpid()) or "")


def _boot() -> str:
    """The running system, and the namespace in which its pids mean something."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        import psutil  # the lazy door: looking at a sweep does without where there is /proc

        return f"{psutil.boot_time():.0f}"


def _birth(pid: int) -> str | None:
    """When a process started, as text; None when there is none, or only a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return None
    except OSError:
        pass
    else:
        return None if fields[0] in "ZX" else fields[19]
    import psutil

    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else f"{process.create_time():.2f}"
    except psutil.Error:
        return None


def fate(identity: Identity) -> str | None:
    """Why a process is surely gone, None if it lives or cannot be seen from here."""
    if identity.host != platform.node():
        return None
    here = _boot()
    if identity.boot.split()[0] != here.split()[0]:
        return f"{identity.host} was rebooted"
    if identity.boot != here or _birth(identity.pid) == identity.birth:
        return None
    return f"its agent (pid {identity.pid}) is gone"
