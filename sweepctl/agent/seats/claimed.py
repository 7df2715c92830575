"""Claims on GPUs that end with their holder: locked files, one folder for each user of a machine.

A claim is held by the agent and, through the inherited descriptor, by the trial itself: when an agent is killed its
card is free only once the trial is gone too. The folder has the same name whatever an agent's environment says, and
is no part of a store: agents of different stores must not meet on a card.
"""

from __future__ import annotations

import fcntl
import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from sweepctl.errors import SweepctlError

# Not the temporary folder that the environment names: agents of one user may have different ones.
_PLACE = Path("/tmp")  # noqa: S108 (the owner of what is in it is looked at)
_TRIES = 5


def folder() -> Path:
    """Where the claims are. Raises SweepctlError where it is not safely ours."""
    path = _PLACE / f"sweepctl-{os.getuid()}"
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        found = path.lstat()
    except OSError as error:
        raise _refused(path, error.strerror or str(error)) from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise _refused(path, "it belongs to somebody else, or others can write it")
    return path


def _refused(path: Path, why: str) -> SweepctlError:
    return SweepctlError(f"GPUs are claimed in {path}, which cannot be used: {why}", "remove it, or use --gpus none")


class Claims:
    """Claims by one agent. One that is itself a trial claims within what its trial was given."""

    def __init__(self) -> None:
        inside = os.environ.get("SWEEPCTL_EXECUTION")
        self._within = f"-within-{_plain(inside)}" if inside else ""
        # A shared lock keeps systemd-tmpfiles from taking files of a folder away while they are held.
        self._folder = os.open(folder(), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(self._folder, fcntl.LOCK_SH)

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self._folder)

    def whole(self, card: str) -> list[int] | None:
        """The descriptors that hold a card for one trial alone, None if somebody has it or a share of it."""
        held = self._lock(_plain(card), fcntl.LOCK_EX)
        return None if held is None else [held]

    def share(self, card: str, number: int) -> list[int] | None:
        """The descriptors that hold one of the shares of a card, None if it is held, or the whole card is."""
        common = self._lock(_plain(card), fcntl.LOCK_SH)
        if common is None:
            return None
        own = self._lock(f"{_plain(card)}-share-{number}", fcntl.LOCK_EX)
        if own is None:
            release([common])
            return None
        return [common, own]

    def _lock(self, name: str, how: int) -> int | None:
        path = folder() / f"{name}{self._within}.lock"
        for _ in range(_TRIES):
            try:
                held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            except OSError as error:
                raise _refused(path.parent, error.strerror or str(error)) from error
            try:
                fcntl.flock(held, how | fcntl.LOCK_NB)
                if _is_at(held, path):
                    return held
            except OSError:
                os.close(held)
                return None
            # It was removed while we took it: others would lock another file of that name.
            os.close(held)
        return None


def _is_at(held: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(held), path.stat())
    except FileNotFoundError:
        return False


def _plain(text: str) -> str:
    return re.sub(r"[^\w.-]", "_", text)


def release(held: list[int]) -> None:
    """Let go, once; the claim ends when whoever inherited it is gone too."""
    while held:
        with suppress(OSError):
            os.close(held.pop())
