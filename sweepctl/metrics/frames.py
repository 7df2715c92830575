"""Bytes from a pipe to visible lines, whatever the chunks and the terminal tricks."""

from __future__ import annotations

import codecs
import re

from sweepctl.model.point import Line, Stream

LONGEST = 64 * 1024
KEPT_OF_A_FLOOD = 100

_ESCAPE = re.compile(
    r"\x1b(?>(?:\[([0-?]*+)[ -/]*+([@-~])|[\]PX^_][^\x07\x1b\r\n]*+(?>(?:\x07|\x1b\\)?)|[ -/]++[0-~]|[0-~])?)"
)
_CUT_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*+[ -/]*+|[\]PX^_][^\x07\x1b\r\n]*+\x1b?+|[ -/]*+)\Z")
_LONGEST_ESCAPE = 4096
# What is left of a cursor movement, by the letter of its CSI sequence; up keeps its count for `_REDRAW`.
_MOVES = {"B": "\n", "E": "\n", "C": " ", "D": "\x08", "G": "\r", "H": "\r", "f": "\r"}
_REDRAW = re.compile(r"\r|\x1b([0-9]*)A")
_LINE_END = re.compile(r"\r++\n")
_BACKSPACES = re.compile(r"(\x08++)")
_DIGITS = tuple(b"%d" % digit for digit in range(10))


class Redrawn(Line):
    """A frame that was rewritten afterwards: what it says is passing."""


class Frames:
    """Cuts one pipe into lines, in bounded memory.

    Rows count up from 1 on stdout and down from -1 on stderr, so they never coincide; cursor-up goes back to an
    earlier row. A frame has at most `LONGEST` characters, the rest is dropped; blank frames are dropped. Of a chunk
    that cannot hold a number only its first and its last `KEPT_OF_A_FLOOD` lines come back.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._sign = -1 if stream is Stream.ERR else 1
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._row = 1
        self._cut = ""
        self._open: list[str] = []
        self._length = 0
        self._has_backspaces = False

    def feed(self, data: bytes, at: float) -> list[Line]:
        """The lines and frames that these bytes complete."""
        text = self._cut + self._decoder.decode(data)
        self._cut = ""
        if "\x1b" in text or "\r" in text:
            text = self._without_escapes(text)
        if "\x1b" in text or "\r" in text or "\x08" in text:
            return self._drawn(text, at)
        return self._plain(text, at, may_hold_number(data))

    def close(self, at: float) -> list[Line]:
        """The last line, if the pipe ended within one."""
        self._hold(self._decoder.decode(b"", final=True))
        self._cut = ""
        return self._end_row(at)

    def _without_escapes(self, text: str) -> str:
        """Drop escape sequences, but keep back what the next chunk may complete; `\\r\\n` is a line end."""
        cut = "\r" if text.endswith("\r") else _cut_escape(text)
        self._cut = cut
        text = text.removesuffix(cut)
        return _LINE_END.sub("\n", _ESCAPE.sub(_plainly, text) if "\x1b" in text else text)

    def _plain(self, text: str, at: float, may_matter: bool) -> list[Line]:
        """The fast way: nothing in this text moves the cursor."""
        head, newline, rest = text.partition("\n")
        self._hold(head)
        if not newline:
            return []
        lines = self._end_row(at)
        body, newline, tail = rest.rpartition("\n")
        if newline:
            row, count = self._row, body.count("\n") + 1
            self._row += count
            if count > KEPT_OF_A_FLOOD and not may_matter:
                row += count - KEPT_OF_A_FLOOD
                texts = body.rsplit("\n", KEPT_OF_A_FLOOD)[1:]
            else:
                texts = body.split("\n")
            stream, sign = self._stream, self._sign
            lines += [
                Line(visible[:LONGEST], stream, sign * number, at)
                for number, visible in enumerate(texts, row)
                if visible and not visible.isspace()
            ]
        self._hold(tail)
        return lines

    def _drawn(self, text: str, at: float) -> list[Line]:
        """The slow way: rows that are rewritten."""
        lines: list[Line] = []
        for number, piece in enumerate(text.split("\n")):
            if number:
                lines += self._end_row(at)
            first, *others = _REDRAW.split(piece)
            self._hold(first)
            for up, part in zip(others[::2], others[1::2], strict=True):
                lines += self._end_frame(at, Redrawn)
                if up is not None:
                    self._row = max(1, self._row - int(up[:6] or 1))
                self._hold(part)
        return lines

    def _hold(self, text: str) -> None:
        """Add to the open frame as far as there is room; only backspaces make more."""
        self._has_backspaces |= "\x08" in text
        if self._has_backspaces and self._length + len(text) > LONGEST:
            frames, left = _erase("".join([*self._open, text]))
            text = frames[-1] + "\x08" * min(left, len(frames[-1]))
            self._open, self._length = [], 0
        kept = text[: LONGEST - self._length]
        if kept:
            self._open.append(kept)
            self._length += len(kept)

    def _end_row(self, at: float) -> list[Line]:
        lines = self._end_frame(at, Line)
        self._row += 1
        return lines

    def _end_frame(self, at: float, kind: type[Line]) -> list[Line]:
        text = "".join(self._open)
        frames = _erase(text)[0] if self._has_backspaces else [text]
        self._open, self._length, self._has_backspaces = [], 0, False
        kinds = [Redrawn] * (len(frames) - 1) + [kind]
        row = self._sign * self._row
        return [
            made(visible, self._stream, row, at)
            for made, visible in zip(kinds, frames, strict=True)
            if visible and not visible.isspace()
        ]


def may_hold_number(data: bytes) -> bool:
    """Whether a metric's value can be in these bytes."""
    if any(digit in data for digit in _DIGITS):
        return True
    low = data.lower()
    return b"nan" in low or b"inf" in low


def _cut_escape(text: str) -> str:
    """The escape sequence that the end of a chunk cuts, if it is of a sane length."""
    cut = _CUT_ESCAPE.search(text, max(0, len(text) - _LONGEST_ESCAPE))
    return cut[0] if cut else ""


def _plainly(escape: re.Match[str]) -> str:
    count, letter = escape[1], escape[2]
    if letter in {"A", "F"}:
        return f"\x1b{count if count.isdigit() else ''}A"
    return _MOVES.get(letter, "") * (min(int(count[:4]), LONGEST) if letter == "D" and count.isdigit() else 1)


def _erase(text: str) -> tuple[list[str], int]:
    """The frames that runs of backspaces make, and how many are left to apply: over the whole text is a new frame.

    What is overwritten in part is cut there: the end of a longer old number must not stay behind the new one.
    """
    frames: list[str] = []
    shown: list[str] = []
    back = 0
    for piece in _BACKSPACES.split(text):
        if piece.startswith("\x08"):
            back = len(piece)
        elif piece:
            if back >= len(shown) and back:
                frames.append("".join(shown))
                shown = []
            elif back:
                del shown[-back:]
            shown.extend(piece)
            back = 0
    return [*frames, "".join(shown)], back
