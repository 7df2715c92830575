"""Lines that arrive when they are printed, from programs in C and the like, which fill 4 kB first when they see a pipe.

What `stdbuf -oL` would set in the environment is set directly: there is no program in front of the user's, so that its
arguments, its exit code and its signals stay what they are.
"""

from __future__ import annotations

import mmap
import re
import shutil
import struct
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

_LIBRARY = "LD_PRELOAD"
_MODE = "_STDBUF_O"
_STDBUF_SECONDS = 5.0
_MOST_SCRIPTS = 4
_FIRST_BYTES = 256
_PYTHON = re.compile(r"(?:python|pypy)[\d.]*t?")
# It has to be loaded before any other library and ends the program if it is not.
_SANITIZER = b"libasan.so"
_ELF_64_LITTLE = b"\x7fELF\x02\x01"
_INTERPRETER_SEGMENT = 3


def line_by_line(argv: Sequence[str], folder: Path, environ: Mapping[str, str]) -> Mapping[str, str]:
    """What to set in the environment; nothing for Python, which has PYTHONUNBUFFERED, and where it would do no good.

    It works for dynamically linked programs with the loader that `stdbuf` itself has, and is inherited by what they
    start.
    """
    stdbuf = shutil.which("stdbuf", path=environ.get("PATH"))
    program = _program(argv, folder, environ)
    if stdbuf is None or program is None or _MODE in environ:
        return {}
    loader = _loader(program)
    if loader is None or loader != _stdbuf_loader(stdbuf):
        return {}
    settings = _settings(stdbuf)
    if settings and environ.get(_LIBRARY):
        return {**settings, _LIBRARY: f"{environ[_LIBRARY]}:{settings[_LIBRARY]}"}
    return settings


@cache
def _stdbuf_loader(stdbuf: str) -> bytes | None:
    return _loader(Path(stdbuf))


@cache
def _settings(stdbuf: str) -> Mapping[str, str]:
    """What `stdbuf` sets; nothing where its library is not there any more once it has ended."""
    command = [stdbuf, "-oL", "/usr/bin/env"]
    try:
        done = subprocess.run(command, env={}, capture_output=True, text=True, timeout=_STDBUF_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return {}
    pairs = (line.partition("=") for line in done.stdout.splitlines())
    found = {name: value for name, _, value in pairs if name in {_LIBRARY, _MODE}}
    return found if len(found) == 2 and Path(found[_LIBRARY]).is_file() else {}


def _program(argv: Sequence[str], folder: Path, environ: Mapping[str, str]) -> Path | None:
    """What really runs: behind `env`, and behind the first lines of scripts; None for Python and what is not there."""
    words = list(argv)
    for _ in range(_MOST_SCRIPTS):
        while words and (Path(words[0]).name == "env" or re.match(r"\w+=|-", words[0])):
            del words[0]
        if not words or _PYTHON.fullmatch(Path(words[0]).name):
            return None
        named = str(folder / words[0]) if "/" in words[0] else words[0]
        found = shutil.which(named, path=environ.get("PATH"))
        if found is None or _PYTHON.fullmatch(Path(found).resolve().name):
            return None
        asked = _first_line(Path(found))
        if asked is None:
            return Path(found)
        words = asked.split()
    return None


def _first_line(path: Path) -> str | None:
    """What a script's first line asks for, None where it is no script."""
    try:
        with path.open("rb") as file:
            first = file.read(_FIRST_BYTES)
    except OSError:
        return None
    return first.split(b"\n")[0][2:].decode(errors="replace") if first.startswith(b"#!") else None


def _loader(path: Path) -> bytes | None:
    """The loader that a dynamically linked program names; None for any other, and for one with a sanitizer."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if data[:6] != _ELF_64_LITTLE or data.find(_SANITIZER) != -1:
                return None
            (table,) = struct.unpack_from("<Q", data, 0x20)
            size, count = struct.unpack_from("<HH", data, 0x36)
            for number in range(count):
                kind, _, offset, _, _, length = struct.unpack_from("<IIQQQQ", data, table + number * size)
                if kind == _INTERPRETER_SEGMENT:
                    return data[offset : offset + length].rstrip(b"\0")
    except (OSError, ValueError, struct.error):
        return None
    return None
