"""Text files that grow: every file of a place, line by line, each with a parser of its own."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from sweepctl.agent.sources.base import Growing, Once, Place
from sweepctl.metrics.reading import Reading

Item = TypeVar("Item")

# Of the files that were there before, more than this is not looked at.
_MOST_OLD_BYTES = 64_000_000


class Parser(Protocol[Item]):
    """What the lines of one file say; it sees all of them, also those that are read again."""

    def item(self, line: str) -> Item | None:
        """What a line says; None where it says nothing of its own, as a header does."""

    def key(self, item: Item) -> Hashable:
        """By which an item is known again."""

    def readings(self, item: Item) -> Iterable[Reading]:
        """The readings of an item."""

    def restart(self) -> None:
        """The file begins again."""


class _File(Generic[Item]):
    """One file: what it said before we came, and what is new."""

    def __init__(self, path: Path, parser: Parser[Item], is_old: bool, most: int = 0) -> None:
        """Of an old file at most so many bytes are looked at. Raises OSError."""
        self._path = path
        self._parser = parser
        self.size = path.stat().st_size if is_old else 0
        self._growing = Growing(path, from_start=self.size <= most or not is_old)
        old: list[Hashable] = []
        while is_old and self._growing.is_behind:
            lines, _ = self._growing.lines()
            old += [parser.key(item) for item in self._items(lines)]
        self._once = Once(old)
        self._is_silent = is_old

    def _items(self, lines: Iterable[str]) -> Iterator[Item]:
        found = (self._parser.item(line) for line in lines)
        return (item for item in found if item is not None)

    @property
    def is_behind(self) -> bool:
        return self._growing.is_behind

    def read(self) -> Iterator[Reading]:
        """What the next chunk says."""
        yield from self._take(*self._growing.lines())

    def _take(self, lines: Iterable[str], is_anew: bool = False) -> Iterator[Reading]:
        if is_anew:
            self._parser.restart()
        items = list(self._items(lines))
        keys = list(map(self._parser.key, items))
        if is_anew:
            self._once.restart(keys)
        for item, key in zip(items, keys, strict=True):
            if self._once.is_new(key):
                self._is_silent = False
                yield from self._parser.readings(item)

    def rest(self) -> Iterator[Reading]:
        """A last line that no newline ends; and what was said again word for word, since that is said too."""
        yield from self._take(self._growing.rest())
        if self._is_silent and self._growing.was_written:
            again = _File(self._path, self._parser, is_old=False)
            self._parser.restart()
            while again.is_behind:
                yield from again.read()
            yield from again._take(again._growing.rest())


class TextFollower:
    """Follows all files of a place."""

    def __init__(self, place: Place, parser: Callable[[], Parser[Item]]) -> None:
        self._place = place
        self._parser = parser
        self._files: dict[Path, _File[Any]] = {}
        self._look(is_old=True, most=_MOST_OLD_BYTES)

    def _look(self, is_old: bool = False, most: int = 0) -> None:
        """Open what is there and was not; of old files only so many bytes are looked at in all."""
        for path in self._place.paths():
            if path not in self._files and path.is_file():
                try:
                    file = self._files[path] = _File(path, self._parser(), is_old, most)
                except OSError:
                    continue
                most -= min(file.size, most)

    def read(self) -> list[Reading]:
        """What came since the last call, a megabyte of each file at most."""
        self._look()
        return [_sourced(reading) for file in self._files.values() for reading in file.read()]

    @property
    def is_behind(self) -> bool:
        """Whether there is more to read at once."""
        return any(file.is_behind for file in self._files.values())

    def rest(self) -> list[Reading]:
        """What is left once nobody writes any more."""
        return [_sourced(reading) for file in self._files.values() for reading in file.rest()]


def _sourced(reading: Reading) -> Reading:
    return replace(reading, from_source=True)
