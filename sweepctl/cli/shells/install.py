"""Where each shell looks for completions of its user."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sweepctl.errors import SweepctlError

_BASH_COMPLETION = (
    "/usr/share/bash-completion/bash_completion",
    "/usr/local/share/bash-completion/bash_completion",
    "/usr/local/etc/profile.d/bash_completion.sh",
    "/opt/homebrew/etc/profile.d/bash_completion.sh",
)


@dataclass(frozen=True)
class Plan:
    """The file of a completion, and what the start-up file of the shell needs beside it, if anything."""

    file: Path
    startup: Path | None = None
    line: str = ""


def _bash() -> Plan:
    """By itself where the bash-completion package is; else the start-up file has to read it."""
    file = _base("XDG_DATA_HOME", ".local/share") / "bash-completion" / "completions" / "sweepctl"
    if any(Path(name).exists() for name in _BASH_COMPLETION):
        return Plan(file)
    return Plan(file, Path.home() / ".bashrc", f"source {shlex.quote(str(file))}")


def _zsh() -> Plan:
    home = _base("ZDOTDIR", "")
    file = home / ".zfunc" / "_sweepctl"
    folder = shlex.quote(str(file.parent))
    return Plan(file, home / ".zshrc", f"fpath=({folder} $fpath); autoload -Uz compinit; compinit")


def _fish() -> Plan:
    return Plan(_base("XDG_CONFIG_HOME", ".config") / "fish" / "completions" / "sweepctl.fish")


PLANS: Mapping[str, Callable[[], Plan]] = {"bash": _bash, "zsh": _zsh, "fish": _fish}


def _base(variable: str, fallback: str) -> Path:
    return Path(os.environ.get(variable) or Path.home() / fallback)


def install(shell: str, script: str) -> list[Path]:
    """Write a completion to where its shell finds it; the files that were written. Raises SweepctlError."""
    plan = PLANS[shell]()
    try:
        plan.file.parent.mkdir(parents=True, exist_ok=True)
        plan.file.write_text(script)
        return [plan.file, *_started_with(plan)]
    except OSError as error:
        raise SweepctlError(f"cannot write {error.filename}: {error.strerror}") from None


def _started_with(plan: Plan) -> list[Path]:
    """The start-up file, if it did not have the line yet."""
    if plan.startup is None:
        return []
    text = plan.startup.read_text() if plan.startup.exists() else ""
    if plan.line in text.splitlines():
        return []
    gap = "" if not text or text.endswith("\n") else "\n"
    with plan.startup.open("a") as file:
        file.write(f"{gap}# completion of sweepctl\n{plan.line}\n")
    return [plan.startup]
