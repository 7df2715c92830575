"""A trial's own folder: its parameters for the script to read, its log, its place for checkpoints."""

from __future__ import annotations

import math
import os
import re
from contextlib import suppress
from pathlib import Path

from sweepctl.model.params import Params, canonical, flow_yaml, params_json

LOG = "output.log"
METRICS = "metrics.jsonl"
PARAMS_YAML = "params.yaml"
PARAMS_JSON = "params.json"

_HEAD_BYTES = 1_000_000
_TAIL_BYTES = 25_000_000
# Before the output of every attempt but the first.
ATTEMPT_MARK = b"\n[sweepctl: another attempt]\n"
_MARK = b"\n[... %d bytes are left out here ...]\n"
_LONGEST_MARK = 80
_MARKED = re.compile(rb"\n\[\.\.\. (\d+) bytes are left out here \.\.\.\]\n")
# What is read to show the end of a log.
_END_BYTES = 65_536
# Of the metrics file, at a time.
_CHUNK = 1_000_000
# By so many bytes before the place where we are, a file is known again.
_MARK_BYTES = 256


def trial_folder(store: Path, sweep: str, number: int, part: int | None = None) -> Path:
    """The same folder for every attempt of a trial, or of one of its parts."""
    folder = store / sweep / str(number)
    return folder if part is None else folder / str(part)


def make_private(folder: Path) -> None:
    """Make a folder, and what is missing above it, for its owner alone whatever the umask is. Raises OSError."""
    missing = [one for one in (folder, *folder.parents) if not one.is_dir()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)


def prepare(folder: Path, params: Params) -> None:
    """Make the folder and its log, and write the parameters, also as `wandb.init` reads them. Raises OSError.

    All of it is for its owner alone, whatever the umask.
    """
    make_private(folder)
    _write(folder / PARAMS_JSON, params_json(params) + "\n")
    lines = ["wandb_version: 1\n"]
    lines += [f"\n{flow_yaml(name)}:\n  value: {flow_yaml(canonical(value))}" for name, value in params.items()]
    _write(folder / PARAMS_YAML, "".join(lines) + "\n")
    for name in (LOG, METRICS):
        (folder / name).touch(mode=0o600)


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def last_lines_of(log: Path) -> list[str]:
    """The lines at the end of a log; of one that a progress bar wrote over, what it last said. Raises OSError."""
    with log.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _END_BYTES))
        text = file.read().decode(errors="replace")
    return [line.rstrip("\r").rpartition("\r")[2] for line in text.rstrip("\n").split("\n")]


class Log:
    """Keeps the first megabyte and the last 25 to 50 of what a trial printed, in one file.

    A full disk silences it (`broken` says why) and ends nothing.
    """

    def __init__(self, path: Path) -> None:
        """Continue the file of an earlier attempt. Raises OSError."""
        self._path = path
        self._file = path.open("ab", buffering=0)
        self._size = self._file.tell()
        self.broken: str | None = None

    def write(self, data: bytes) -> None:
        """Append; never raises."""
        if self.broken:
            return
        try:
            self._file.write(data)
            self._size += len(data)
            if self._size > _HEAD_BYTES + 2 * _TAIL_BYTES:
                self._shorten()
        except OSError as error:
            self.broken = error.strerror or str(error)

    def _shorten(self) -> None:
        """Replace the file by its head and the newer half of its tail."""
        draft = self._path.with_suffix(".tmp")
        draft.touch(mode=0o600)
        with self._path.open("rb") as old, draft.open("wb") as new:
            new.write(old.read(_HEAD_BYTES))
            earlier = _MARKED.match(old.read(_LONGEST_MARK))
            left_out = self._size - _HEAD_BYTES - _TAIL_BYTES
            new.write(_MARK % (left_out + int(earlier[1]) - len(earlier[0]) if earlier else left_out))
            old.seek(-_TAIL_BYTES, os.SEEK_END)
            new.write(old.read())
        self._file.close()
        draft.replace(self._path)
        self._file = self._path.open("ab", buffering=0)
        self._size = self._file.tell()

    def close(self) -> None:
        """Let go of the file."""
        with suppress(OSError):
            self._file.close()


class Tail:
    """Reads whole lines that somebody else appends to a file, from where it ended when we first looked.

    A file that became shorter, or in which other bytes are before the place where we are, was started anew, and is
    read from there on; `starts` counts that. A line longer than a chunk is dropped.
    """

    def __init__(self, path: Path, *, from_start: bool = False) -> None:
        self._path = path
        self._offset = 0 if from_start else self._size()
        self._mark = b""
        self._rest = b""
        self._is_too_long = False
        self.starts = 0

    def _size(self) -> int:
        try:
            return self._path.stat().st_size
        except OSError:
            return 0

    def chunks_ahead(self) -> int:
        """How many calls of `lines` it takes to read what is there now."""
        size = self._size()
        return math.ceil((size - self._offset if size >= self._offset else size) / _CHUNK)

    def lines(self) -> list[str]:
        """The lines that the next chunk completes."""
        data = self._read()
        *whole, self._rest = (self._rest + data).split(b"\n")
        if whole and self._is_too_long:
            del whole[0]
            self._is_too_long = False
        if len(self._rest) > _CHUNK:
            self._rest = b""
            self._is_too_long = True
        return [line.decode(errors="replace") for line in whole]

    def _read(self) -> bytes:
        size = self._size()
        if size < self._offset:
            self._restart()
        if size == self._offset:
            return b""
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset - len(self._mark))
                if file.read(len(self._mark)) != self._mark:
                    self._restart()
                    file.seek(0)
                data = file.read(_CHUNK)
        except OSError:
            return b""
        self._offset += len(data)
        self._mark = (self._mark + data)[-_MARK_BYTES:]
        return data

    def _restart(self) -> None:
        self._offset, self._mark, self._rest, self._is_too_long = 0, b"", b"", False
        self.starts += 1

    def rest(self) -> list[str]:
        """What follows the last newline, once nobody writes any more."""
        rest = [] if self._is_too_long else [self._rest.decode(errors="replace")]
        self._rest = b""
        return rest
