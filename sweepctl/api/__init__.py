"""What the command line calls and what Python users call. Each name loads its module when it is first used."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sweepctl.api.analysis import importance
    from sweepctl.api.charts import plot, plot_curves, plot_parameter
    from sweepctl.api.checking import check
    from sweepctl.api.checkup import doctor, rescue
    from sweepctl.api.comparison import diff
    from sweepctl.api.control import cancel, delete, named_or_only_live, pause, resume, retry, stop
    from sweepctl.api.creation import create, has_end
    from sweepctl.api.explanation import explain_all, explain_sweep
    from sweepctl.api.export import curve_table, trial_table, write_whole
    from sweepctl.api.given import enqueue
    from sweepctl.api.importing import Destination, import_
    from sweepctl.api.inline import Inline, inline_sweep
    from sweepctl.api.listing import states_of
    from sweepctl.api.logfile import metrics, why
    from sweepctl.api.look import (
        best,
        board,
        find,
        follow,
        front,
        last_lines,
        log_lines,
        logs,
        ls,
        show,
        status,
        verbatim,
    )
    from sweepctl.api.preview import first_trials
    from sweepctl.api.revision import Change, edit
    from sweepctl.api.run import agent, newest_from, require_apart, require_gpus, require_limits
    from sweepctl.api.shipped import schema, schema_file
    from sweepctl.api.sketching import sketch, sketch_text, with_aim, with_answers, write_sketch
    from sweepctl.api.story import is_trial, why_sweep, why_trial
    from sweepctl.api.study import export_study
    from sweepctl.api.wishes import patience, seating

__all__ = [
    "Change",
    "Destination",
    "Inline",
    "agent",
    "best",
    "board",
    "cancel",
    "check",
    "create",
    "curve_table",
    "delete",
    "diff",
    "doctor",
    "edit",
    "enqueue",
    "explain_all",
    "explain_sweep",
    "export_study",
    "find",
    "first_trials",
    "follow",
    "front",
    "has_end",
    "import_",
    "importance",
    "inline_sweep",
    "is_trial",
    "last_lines",
    "log_lines",
    "logs",
    "ls",
    "metrics",
    "named_or_only_live",
    "newest_from",
    "patience",
    "pause",
    "plot",
    "plot_curves",
    "plot_parameter",
    "require_apart",
    "require_gpus",
    "require_limits",
    "rescue",
    "resume",
    "retry",
    "schema",
    "schema_file",
    "seating",
    "show",
    "sketch",
    "sketch_text",
    "states_of",
    "status",
    "stop",
    "trial_table",
    "verbatim",
    "why",
    "why_sweep",
    "why_trial",
    "with_aim",
    "with_answers",
    "write_sketch",
    "write_whole",
]

_HOMES: Mapping[str, str] = {
    **dict.fromkeys(("cancel", "delete", "named_or_only_live", "pause", "resume", "retry", "stop"), "control"),
    "importance": "analysis",
    **dict.fromkeys(("plot", "plot_curves", "plot_parameter"), "charts"),
    "check": "checking",
    "diff": "comparison",
    **dict.fromkeys(("create", "has_end"), "creation"),
    **dict.fromkeys(("Change", "edit"), "revision"),
    **dict.fromkeys(("doctor", "rescue"), "checkup"),
    "enqueue": "given",
    **dict.fromkeys(("Destination", "import_"), "importing"),
    **dict.fromkeys(("explain_all", "explain_sweep"), "explanation"),
    "first_trials": "preview",
    **dict.fromkeys(("Inline", "inline_sweep"), "inline"),
    **dict.fromkeys(
        (
            "best",
            "board",
            "find",
            "follow",
            "front",
            "last_lines",
            "log_lines",
            "logs",
            "ls",
            "show",
            "status",
            "verbatim",
        ),
        "look",
    ),
    "states_of": "listing",
    **dict.fromkeys(("metrics", "why"), "logfile"),
    **dict.fromkeys(("schema", "schema_file"), "shipped"),
    **dict.fromkeys(("sketch", "sketch_text", "with_aim", "with_answers", "write_sketch"), "sketching"),
    **dict.fromkeys(("curve_table", "trial_table", "write_whole"), "export"),
    "export_study": "study",
    **dict.fromkeys(("agent", "newest_from", "require_apart", "require_gpus", "require_limits"), "run"),
    **dict.fromkeys(("patience", "seating"), "wishes"),
    **dict.fromkeys(("is_trial", "why_sweep", "why_trial"), "story"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
