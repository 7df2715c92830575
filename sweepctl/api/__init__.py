"""What the command line calls and what Python users call. Each name loads its module when it is first used."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sweepctl.api.checking import check
    from sweepctl.api.checkup import doctor, rescue
    from sweepctl.api.control import cancel, delete, named_or_only_live, pause, resume, retry, stop
    from sweepctl.api.creation import create, has_end
    from sweepctl.api.explanation import explain_all, explain_sweep
    from sweepctl.api.given import enqueue
    from sweepctl.api.listing import states_of
    from sweepctl.api.logfile import metrics, why
    from sweepctl.api.look import best, board, find, follow, front, last_lines, log_lines, logs, ls, show, status
    from sweepctl.api.revision import Change, edit
    from sweepctl.api.run import agent, newest_from, require_apart, require_gpus
    from sweepctl.api.wishes import patience, seating

__all__ = [
    "Change",
    "agent",
    "best",
    "board",
    "cancel",
    "check",
    "create",
    "delete",
    "doctor",
    "edit",
    "enqueue",
    "explain_all",
    "explain_sweep",
    "find",
    "follow",
    "front",
    "has_end",
    "last_lines",
    "log_lines",
    "logs",
    "ls",
    "metrics",
    "named_or_only_live",
    "newest_from",
    "patience",
    "pause",
    "require_apart",
    "require_gpus",
    "rescue",
    "resume",
    "retry",
    "seating",
    "show",
    "states_of",
    "status",
    "stop",
    "why",
]

_HOMES: Mapping[str, str] = {
    **dict.fromkeys(("cancel", "delete", "named_or_only_live", "pause", "resume", "retry", "stop"), "control"),
    "check": "checking",
    **dict.fromkeys(("create", "has_end"), "creation"),
    **dict.fromkeys(("Change", "edit"), "revision"),
    **dict.fromkeys(("doctor", "rescue"), "checkup"),
    "enqueue": "given",
    **dict.fromkeys(("explain_all", "explain_sweep"), "explanation"),
    **dict.fromkeys(
        ("best", "board", "find", "follow", "front", "last_lines", "log_lines", "logs", "ls", "show", "status"), "look"
    ),
    "states_of": "listing",
    **dict.fromkeys(("metrics", "why"), "logfile"),
    **dict.fromkeys(("agent", "newest_from", "require_apart", "require_gpus"), "run"),
    **dict.fromkeys(("patience", "seating"), "wishes"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
