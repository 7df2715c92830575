"""What is written on the command line about how trials run, checked."""

from __future__ import annotations

import math
import re

from sweepctl.agent.process import Patience
from sweepctl.agent.seating import ALL, AUTO, NONE, Seating
from sweepctl.errors import UsageError

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
