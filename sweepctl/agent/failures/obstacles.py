"""Why a program could not be started, beyond what the system says: its error often names the wrong file."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from sweepctl.agent.processes.process import Command

_FIRST_BYTES = 256


def why_not_started(command: Command, error: OSError | ValueError) -> str:
    """A sentence for an error of `Popen`."""
    if not isinstance(error, OSError):
        return f"cannot be started: {error}"
    named = command.argv[0]
    program = _find(command)
    if program is None or not command.folder.is_dir():
        return f"cannot be started: {error.filename or named}: {error.strerror or error}"
    if program.is_dir():
        return f"cannot be started: {named} is a folder"
    if isinstance(error, FileNotFoundError):
        return f"cannot be started: {named} {_missing_interpreter(program)}"
    if isinstance(error, PermissionError) and not os.access(program, os.X_OK):
        return f"cannot be started: {named} is not executable; chmod +x {named}, or name its interpreter in `command`"
    if error.errno == errno.ENOEXEC and _is_text(program):
        return f"cannot be started: {named} is a text without a `#!` line that says what runs it, such as #!/bin/sh"
    return f"cannot be started: {named}: {error.strerror or error}"


def _find(command: Command) -> Path | None:
    named = command.argv[0]
    if "/" in named:
        program = command.folder / named
        return program if program.exists() else None
    found = shutil.which(named, path=command.environ.get("PATH"))
    return Path(found) if found else None


def _beginning(program: Path) -> bytes:
    try:
        with program.open("rb") as file:
            return file.read(_FIRST_BYTES)
    except OSError:
        return b""


def _is_text(program: Path) -> bool:
    return b"\0" not in _beginning(program)


def _missing_interpreter(program: Path) -> str:
    """What a file lacks that is there and yet is not found: what its first line, or its loader section, asks for."""
    first = _beginning(program).split(b"\n")[0]
    asked = first.removeprefix(b"#!").strip().decode(errors="replace").partition(" ")[0]
    if not first.startswith(b"#!"):
        return "asks for a loader that is not there"
    also = " (its lines end as on Windows)" if first.endswith(b"\r") else ""
    return f"asks for {asked}, which is not there{also}"
