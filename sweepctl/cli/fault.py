"""What went wrong as one sentence with a hint: on the command line, and inside sweepctl itself."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import typer

from sweepctl.errors import SweepctlError, UsageError
from sweepctl.model.nearest import nearest

INTERNAL_ERROR = 3
INTERRUPTED = 130
# Verbs whose arguments are parameters of the program.
_TAKE_PARAMETERS = frozenset({"run", "create", "enqueue"})
# What the parser of the command line raises; typer names only this subclass of it.
_WRONG_NUMBERS = {
    r"Invalid value for (.+): (\S+) is not in the range x>=(\d+)": r"\1 has to be at least \3, not \2",
    r"Invalid value for (.+): '(.*)' is not a valid int(?:eger)?(?: range)?": r"\1 has to be a whole number, not \2",
    r"Invalid value for (.+): '(.*)' is not a valid float": r"\1 has to be a number, not \2",
}
UsageFault = cast("type[Exception]", typer.BadParameter.__mro__[2])


def debugs() -> bool:
    """Whether a fault of ours is shown with its traceback: `--debug`, or `SWEEPCTL_DEBUG` in the environment."""
    return bool(os.environ.get("SWEEPCTL_DEBUG"))


def unknown_verb(name: str, verbs: Iterable[str]) -> UsageError:
    """A verb that does not exist, with the nearest that does."""
    near = nearest(name, verbs)
    hint = f"did you mean `sweepctl {near}`?" if near else "`sweepctl --help` lists the commands"
    return UsageError(f"there is no command `{name}`", hint)


def misused(fault: Any, verb: str | None) -> UsageError:
    """What the parser of the command line says of a verb's arguments, in our style; `fault` is a `UsageFault`."""
    called = f"sweepctl {verb}" if verb else "sweepctl"
    usage = f"`{called} --help` shows how it is used"
    if not hasattr(fault, "possibilities"):
        message = _plain(fault.format_message().strip().rstrip("."))
        return UsageError(message[:1].lower() + message[1:], usage)
    near = " or ".join(f"`{name}`" for name in sorted(fault.possibilities or ()))
    option = fault.option_name
    hints = [f"did you mean {near}?"] if near else []
    if verb in _TAKE_PARAMETERS and option.startswith("--"):
        hints.append(f"a parameter is written without hyphens: {option[2:]}=…")
    return UsageError(f"`{called}` has no option `{option}`", " or: ".join(hints) or usage)


def _plain(message: str) -> str:
    """What the parser says of a wrong number, without its names of types."""
    for pattern, plain in _WRONG_NUMBERS.items():
        match = re.fullmatch(pattern, message)
        if match:
            return match.expand(plain)
    return message


def internal(error: Exception) -> SweepctlError:
    """A fault of ours, with the place where it happened and a report to send."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "nowhere"
    sentence = f"sweepctl itself failed: {type(error).__name__}: {error} ({place})"
    from sweepctl.cli.kept import keep_report

    kept = keep_report(error)
    where = f"please report it with {kept}" if kept else "please report it"
    return SweepctlError(sentence, f"{where}; --debug shows the traceback")
