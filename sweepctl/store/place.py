"""Where a store is, and whether it may be trusted: whoever can write a store can run commands as us."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from sweepctl.errors import StoreError

FOLDER = ".sweepctl"
FILE = "sweeps.db"
LOCK = "lock"

_NETWORK = frozenset(
    {"afs", "beegfs", "ceph", "cifs", "fuse.glusterfs", "fuse.sshfs", "glusterfs", "gpfs", "lustre", "nfs", "nfs4"}
    | {"panfs", "smb3", "smbfs"}
)


def find_store(start: Path) -> Path | None:
    """The store folder of the nearest ancestor that has one; the search ends at `$HOME` or another file system.

    Raises StoreError for one that is not ours alone.
    """
    for folder in _ancestors(start):
        candidate = folder / FOLDER
        if (candidate / FILE).exists():
            require_trust(candidate)
            return candidate
    return None


def _ancestors(start: Path) -> Iterator[Path]:
    start = start.resolve()
    device = start.stat().st_dev
    home = Path.home().resolve()
    for folder in (start, *start.parents):
        if folder.stat().st_dev != device:
            return
        yield folder
        if folder == home:
            return


def require_trust(folder: Path) -> None:
    """Refuse a store that somebody else owns or can write. Raises StoreError."""
    for path in (folder, folder / FILE):
        try:
            info = path.stat()
        except FileNotFoundError:
            continue
        if info.st_uid != os.geteuid():
            raise StoreError(
                f"{path} belongs to another user, and a store can make us run commands",
                "work in a folder of your own",
            )
        if info.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise StoreError(
                f"{path} can be written by others, and a store can make us run commands", f"chmod go-w {path}"
            )


def make_folder(parent: Path) -> Path:
    """The store folder inside `parent`, made if it is not there. Raises StoreError."""
    folder = parent / FOLDER
    kind = file_system(parent)
    if kind in _NETWORK:
        raise StoreError(
            f"{parent} is on {kind}, a network file system, where SQLite loses data",
            "work in a folder on a local disk; --cwd can point at the network folder",
        )
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n")
    except OSError as error:
        raise StoreError(f"cannot write to {parent}: {error.strerror}") from None
    require_trust(folder)
    return folder


def file_system(path: Path) -> str | None:
    """The type of the file system that holds a path, None where the system does not say."""
    try:
        mounts = Path("/proc/self/mounts").read_text().splitlines()
    except OSError:
        return None
    table = {fields[1].replace("\\040", " "): fields[2] for line in mounts if len(fields := line.split()) > 2}
    resolved = path.resolve()
    return next((table[str(place)] for place in (resolved, *resolved.parents) if str(place) in table), None)
