"""Where a store is, and whether it may be trusted: whoever can write a store can run commands as us."""

from __future__ import annotations

import os
import re
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
    found = locate(start)
    if found is not None:
        require_trust(found)
    return found


def locate(start: Path) -> Path | None:
    """The same whoever owns or can write it: to say what is wrong with it, never to use it."""
    return next((one / FOLDER for one in _ancestors(start) if _has_store(one / FOLDER)), None)


def _has_store(candidate: Path) -> bool:
    try:
        (candidate / FILE).stat()
    except PermissionError:
        # Somebody has one there and shows it to nobody; it is refused rather than passed over.
        return True
    except OSError:
        return False
    return True


def _ancestors(start: Path) -> Iterator[Path]:
    start = start.resolve()
    device = start.stat().st_dev
    try:
        home = Path.home().resolve()
    except RuntimeError:
        home = None
    for folder in (start, *start.parents):
        try:
            if folder.stat().st_dev != device:
                return
        except OSError:
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
        except OSError as error:
            raise StoreError(f"cannot read {path}: {error.strerror}") from None
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
    require_local(parent)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists() or not ignore.stat().st_size:
            ignore.write_text("*\n")
    except OSError as error:
        raise StoreError(f"cannot write to {parent}: {error.strerror}") from None
    require_trust(folder)
    return folder


def is_network(kind: str | None) -> bool:
    """Whether a type of file system is one where SQLite is not safe."""
    return kind in _NETWORK


def require_local(folder: Path) -> None:
    """Refuse a folder on a network file system. Raises StoreError."""
    kind = file_system(folder)
    if is_network(kind):
        raise StoreError(
            f"{folder} is on {kind}, a network file system, where SQLite loses data",
            "work in a folder on a local disk; --cwd can point at the network folder",
        )


def file_system(path: Path) -> str | None:
    """The type of the file system that holds a path, None where the system does not say."""
    try:
        mounts = Path("/proc/self/mounts").read_text().splitlines()
    except OSError:
        return None
    table = {_plain(fields[1]): fields[2] for line in mounts if len(fields := line.split()) > 2}
    resolved = path.resolve()
    return next((table[str(place)] for place in (resolved, *resolved.parents) if str(place) in table), None)


def _plain(field: str) -> str:
    """A field of the mount table without its octal escapes."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)
