"""What the readers of files share: where to look, and files that others write while we read."""

from __future__ import annotations

import glob
from array import array
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sweepctl.agent.folder import Tail
from sweepctl.metrics.reading import Reading


@dataclass(frozen=True)
class Place:
    """A path, perhaps with `*`, in which the values of macros are escaped."""

    pattern: str

    def paths(self) -> list[Path]:
        """What is there now, in the order of the names."""
        found = sorted(glob.glob(self.pattern, recursive=True))  # noqa: PTH207 (of any folder)
        literal = Path(self.pattern)
        return [Path(path) for path in found] or ([literal] if literal.exists() else [])


class Follower(Protocol):
    """Reads what is written to a place from now on; what is there already is somebody else's."""

    def read(self) -> list[Reading]:
        """What came since the last call, or a part of it."""

    @property
    def is_behind(self) -> bool:
        """Whether there is more to read at once."""

    def rest(self) -> list[Reading]:
        """What is left once nobody writes any more."""


class Once:
    """Of items that come again when a file is written anew, tells which were not there before.

    Loggers write their whole table anew for one more column, or for one more row.
    """

    def __init__(self, old: Sequence[Hashable] = ()) -> None:
        """`old` items are somebody else's."""
        self._seen = array("q", map(hash, old))
        self._old = len(old)
        self._position = self._old

    def restart(self, ahead: Sequence[Hashable]) -> None:
        """The items come again from the first on, and these are there already.

        Old ones that do not come back at once are gone: what is like them now is said anew.
        """
        if list(self._seen[: self._old]) != [hash(item) for item in ahead[: self._old]]:
            del self._seen[: self._old]
            self._old = 0
        self._position = 0

    def is_new(self, item: Hashable) -> bool:
        """Whether the next item is another one than was at its place, or none was."""
        key = hash(item)
        if self._position < len(self._seen):
            if self._seen[self._position] == key:
                self._position += 1
                return False
            del self._seen[self._position :]
        self._seen.append(key)
        self._position += 1
        return True


class Growing:
    """The whole lines of one file, from its start or those that are written from now on. Raises OSError."""

    def __init__(self, path: Path, from_start: bool) -> None:
        stat = path.stat()
        self._path = path
        self._stamp = (stat.st_ino, stat.st_mtime_ns)
        self._tail = Tail(path, from_start=from_start)
        self._starts = 0

    def lines(self) -> tuple[list[str], bool]:
        """The lines that the next chunk completes, and whether they are the first of a file that begins again."""
        lines = self._tail.lines()
        is_anew = self._tail.starts != self._starts
        self._starts = self._tail.starts
        return lines, is_anew

    @property
    def is_behind(self) -> bool:
        """Whether there is more to read at once."""
        return self._tail.chunks_ahead() > 0

    def rest(self) -> list[str]:
        """What follows the last newline."""
        return [line for line in self._tail.rest() if line]

    @property
    def was_written(self) -> bool:
        """Whether somebody wrote to the file since we first looked."""
        try:
            stat = self._path.stat()
        except OSError:
            return False
        return (stat.st_ino, stat.st_mtime_ns) != self._stamp
