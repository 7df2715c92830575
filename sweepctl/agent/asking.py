"""Asking a program what it takes."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from sweepctl.errors import UsageError

_PATIENCE = 60.0
# A program that knows no `--help` may do anything, and say much while it does.
_MOST_BYTES = 1 << 20
_CHUNK = 1 << 16
# What it started may hold its pipes open for longer.
_LINGER = 0.5


def help_of(argv: list[str], folder: Path) -> str:
    """What `PROGRAM --help` prints, on stdout or else on stderr, up to a megabyte. Raises UsageError.

    The program and what is left of its process group are gone then.
    """
    environ = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    command = [*argv, "--help"]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    try:
        program = subprocess.Popen(
            command, cwd=folder, env=environ, stdin=nothing, stdout=pipe, stderr=pipe, start_new_session=True
        )
    except OSError as error:
        raise UsageError(f"cannot start {argv[0]}: {error.strerror}") from None
    with program:
        try:
            out, err = (said.decode(errors="replace") for said in _heard(program))
        except TimeoutError:
            raise UsageError(f"{' '.join(command)} did not end within {_PATIENCE:.0f} seconds") from None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
    return out if "--" in out or not err else err


def _heard(program: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """What it says on stdout and on stderr. Raises TimeoutError."""
    assert program.stdout
    assert program.stderr
    heard = {program.stdout.fileno(): b"", program.stderr.fileno(): b""}
    until = time.monotonic() + _PATIENCE
    with selectors.DefaultSelector() as open_pipes:
        for pipe in heard:
            open_pipes.register(pipe, selectors.EVENT_READ)
        while open_pipes.get_map() and sum(map(len, heard.values())) < _MOST_BYTES:
            ready = open_pipes.select(_LINGER)
            if not ready and program.poll() is not None:
                break
            if time.monotonic() > until:
                raise TimeoutError
            for key, _ in ready:
                chunk = os.read(key.fd, _CHUNK)
                heard[key.fd] += chunk
                if not chunk:
                    open_pipes.unregister(key.fd)
    out, err = heard.values()
    return out, err
