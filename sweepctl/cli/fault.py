"""What went wrong as one sentence with a hint: on the command line, and inside sweepctl itself."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import typer

from sweepctl.errors import SweepctlError, UsageError
from sweepctl.model.nearest import nearest

INTERNAL_ERROR = 3
# What the parser of the command line raises; typer names only this subclass of it.
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
        message = fault.format_message().strip().rstrip(".")
        return UsageError(message[:1].lower() + message[1:], usage)
    near = " or ".join(f"`{name}`" for name in sorted(fault.possibilities or ()))
    return UsageError(f"`{called}` has no option `{fault.option_name}`", f"did you mean {near}?" if near else usage)


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
