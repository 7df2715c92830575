"""What is written on the command line about how trials run, and what is run beside them, checked."""

from __future__ import annotations

import math
import os
import re
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path

from sweepctl.agent.processes.process import Patience
from sweepctl.agent.seats.seating import ALL, AUTO, NONE, Seating
from sweepctl.errors import UsageError
from sweepctl.model.notice import Hook, Occasion
from sweepctl.spec.findings import did_you_mean

_EVENTS = re.compile(r"\s*(\w+(?:\s*,\s*\w+)*)\s*=(.*)", re.DOTALL)
_LIST = re.compile(r"(?:\d+|GPU-[\w-]+|MIG-[\w/-]+)(?:,(?:\d+|GPU-[\w-]+|MIG-[\w/-]+))*")


def seating(jobs: str | int = 1, gpus: str = AUTO, per_trial: float | None = None) -> Seating:
    """How many trials at a time, and on which GPUs. Raises UsageError."""
    text = str(jobs).strip()
    if text != AUTO and not re.fullmatch(r"[+-]?\d{1,9}", text):
        raise UsageError(f"-j has to be a number or auto, not {text}")
    number = None if text == AUTO else int(text)
    if number is not None and number < 1:
        raise UsageError(f"-j has to be at least 1, not {number}")
    which = gpus.replace(" ", "")
    if which not in {AUTO, ALL, NONE} and not _LIST.fullmatch(which):
        raise UsageError(f"--gpus has to be auto, all, none, or numbers such as 0,1, not {gpus!r}")
    if per_trial is not None:
        _check_portion(which, per_trial)
    return Seating(number, which, per_trial)


def _check_portion(gpus: str, per_trial: float) -> None:
    if gpus == NONE:
        raise UsageError("--gpus none and --gpus-per-trial do not go together", "leave out one of them")
    is_good = 0.01 <= per_trial < 1 or (1 <= per_trial < math.inf and per_trial == int(per_trial))
    if not is_good:
        hint = "0.5 lets two trials share a GPU"
        raise UsageError(f"--gpus-per-trial has to be a whole number or a part of 1, not {per_trial:g}", hint)


def patience(text: str | float) -> Patience:
    """`10`, or `30,5`: seconds after SIGINT, seconds after SIGTERM. Raises UsageError."""
    words = str(text).split(",")
    try:
        seconds = [float(word) for word in words]
    except ValueError:
        seconds = []
    if len(seconds) not in {1, 2} or not all(0 <= one < math.inf for one in seconds):
        raise UsageError(f"--grace has to be a time in seconds, or two such as 30,5, not {text}")
    return Patience(seconds[0], seconds[-1])


def hooks(texts: Sequence[str] | None) -> tuple[Hook, ...]:
    """Commands for events, each `CMD` or `finished,improved=CMD`, split as a shell would. Raises UsageError."""
    return tuple(map(_hook, texts or ()))


def _hook(text: str) -> Hook:
    match = _EVENTS.fullmatch(text)
    names, command = ([name.strip() for name in match[1].split(",")], match[2]) if match else ([*Occasion], text)
    for name in names:
        if name not in set(Occasion):
            hint = did_you_mean(name, [*Occasion]) or f"one of {', '.join(Occasion)}"
            raise UsageError(f"--on-event: there is no event `{name}`", hint)
    try:
        argv = shlex.split(command)
    except ValueError as error:
        raise UsageError(f"--on-event `{command}` cannot be read: {str(error).lower()}") from None
    if not argv:
        raise UsageError("--on-event: which command?", "such as --on-event finished='notify-send done'")
    return Hook(text, (_program(argv[0]), *argv[1:]), tuple(map(Occasion, names)))


def _program(name: str) -> str:
    """The whole path of a program."""
    found = shutil.which(name)
    if found is not None:
        return str(Path.cwd() / found)
    if Path(name).is_file():
        hint = f"write ./{name}" if os.access(name, os.X_OK) else f"chmod +x {name}, or name its interpreter"
        raise UsageError(f"--on-event: `{name}` cannot be run as it is", hint)
    raise UsageError(f"--on-event: there is no program `{name}`", "no shell is asked; `sh -c '…'` is one")
