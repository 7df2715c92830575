"""A trial's own folder: its parameters for the script to read, its log, its place for checkpoints."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sweepctl.command import params_json
from sweepctl.model.params import Params, canonical, flow_yaml

LOG = "output.log"
METRICS = "metrics.jsonl"
PARAMS_YAML = "params.yaml"
PARAMS_JSON = "params.json"

_HEAD_BYTES = 1_000_000
_TAIL_BYTES = 25_000_000
_MARK = b"\n[... %d bytes are left out here ...]\n"


def trial_folder(store: Path, sweep: str, number: int) -> Path:
    """The same folder for every attempt of a trial."""
    return store / sweep / str(number)


def prepare(folder: Path, params: Params) -> None:
    """Make the folder and write the parameters, also in the form that `wandb.init` reads. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / PARAMS_JSON).write_text(params_json(params) + "\n")
    lines = ["wandb_version: 1\n"]
    lines += [f"\n{flow_yaml(name)}:\n  value: {flow_yaml(canonical(value))}" for name, value in params.items()]
    (folder / PARAMS_YAML).write_text("".join(lines) + "\n")


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
        with self._path.open("rb") as old, draft.open("wb") as new:
            new.write(old.read(_HEAD_BYTES))
            new.write(_MARK % (self._size - _HEAD_BYTES - _TAIL_BYTES))
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
    """Reads whole lines that somebody else appends to a file, from where it ended when we first looked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = path.stat().st_size if path.exists() else 0
        self._rest = b""

    def lines(self) -> Iterator[str]:
        """The lines completed since the last call."""
        try:
            if self._path.stat().st_size <= self._offset:
                return
            with self._path.open("rb") as file:
                file.seek(self._offset)
                data = file.read()
        except OSError:
            return
        self._offset += len(data)
        *whole, self._rest = (self._rest + data).split(b"\n")
        for line in whole:
            yield line.decode(errors="replace")
