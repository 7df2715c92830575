"""Asking a program what it takes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from sweepctl.errors import UsageError

_PATIENCE = 60.0


def help_of(argv: list[str], folder: Path) -> str:
    """What `PROGRAM --help` prints, on stdout or else on stderr. Raises UsageError."""
    environ = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    command = [*argv, "--help"]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UsageError(f"{' '.join(command)} did not end within {_PATIENCE:.0f} seconds") from None
    except OSError as error:
        raise UsageError(f"cannot start {argv[0]}: {error.strerror}") from None
    out, err = (text.decode(errors="replace") for text in (done.stdout, done.stderr))
    return out if "--" in out or not err else err
