"""Lines that stay in place on a terminal: only what changed is written, all of it at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum

from rich.cells import cell_len

# A terminal that knows it shows nothing half written; others ignore it.
_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"
_STEERING = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Place(Enum):
    """Where the lines are: below what was printed before, or on a screen of their own."""

    BELOW = "below"
    OWN_SCREEN = "own screen"


class Painter:
    """Paints lines through `write`; `width` tells how wide the terminal is at the moment."""

    def __init__(self, write: Callable[[str], None], width: Callable[[], int], place: Place) -> None:
        self._write = write
        self._width = width
        self._place = place
        self._painted: list[str] = []
        self._painted_width = width()
        self._is_open = False

    def open(self) -> None:
        """Begin, also once more after a `close`; what paints does so by itself."""
        if not self._is_open and self._place is Place.OWN_SCREEN:
            self._write("\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J")
        self._is_open = True

    def paint(self, lines: Sequence[str]) -> None:
        """Show these lines in place of those before; each fits the width, and may have colours."""
        self.open()
        if self._width() != self._painted_width:
            self._write(self._wiped())
        if list(lines) == self._painted:
            return
        old = self._painted
        text = [_up(len(old))]
        for place, line in enumerate(lines):
            is_same = place < len(old) and old[place] == line
            text.append("\n" if is_same else f"\r{line}\x1b[0m\x1b[K\r\n")
        text.append("\r\x1b[J" if len(lines) < len(old) else "")
        self._painted = list(lines)
        self._write(f"{_BEGIN}{''.join(text)}{_END}")

    def above(self, lines: Sequence[str]) -> None:
        """Print lines that stay, above those that are in place."""
        below = self._painted
        printed = "".join(f"{line}\x1b[0m\r\n" for line in lines)
        self._write(f"{_BEGIN}{self._wiped()}{printed}{_END}")
        self.paint(below)

    def close(self) -> None:
        """Take the lines away."""
        if not self._is_open:
            return
        self._is_open = False
        self._write(self._wiped())
        if self._place is Place.OWN_SCREEN:
            self._write("\x1b[?25h\x1b[?1049l")

    def _wiped(self) -> str:
        """What removes the lines; where the terminal became narrower, it has broken them into several."""
        width = max(1, self._width())
        rows = sum(max(1, -(-_length(line) // width)) for line in self._painted)
        self._painted, self._painted_width = [], self._width()
        return "\x1b[H\x1b[J" if self._place is Place.OWN_SCREEN else f"{_up(rows)}\r\x1b[J"


def _up(rows: int) -> str:
    return f"\x1b[{rows}A" if rows else ""


def _length(line: str) -> int:
    return cell_len(_STEERING.sub("", line))
