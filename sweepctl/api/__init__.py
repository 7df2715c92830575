"""What the command line calls and what Python users call. Each name loads its module when it is first used."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

# A module a line: the sorter would give every name a line of its own.
# isort: off
if TYPE_CHECKING:
    from sweepctl.api.analysis import importance as importance
    from sweepctl.api.charts import plot as plot, plot_curves as plot_curves, plot_parameter as plot_parameter
    from sweepctl.api.checking import check as check
    from sweepctl.api.checkup import doctor as doctor, rescue as rescue
    from sweepctl.api.comparison import diff as diff
    from sweepctl.api.control import (
        cancel as cancel,
        delete as delete,
        named_or_only_live as named_or_only_live,
        pause as pause,
        resume as resume,
        retry as retry,
        stop as stop,
    )
    from sweepctl.api.creation import create as create, has_end as has_end
    from sweepctl.api.detail import (
        best as best,
        follow as follow,
        last_lines as last_lines,
        log_lines as log_lines,
        logs as logs,
        show as show,
    )
    from sweepctl.api.explanation import explain_all as explain_all, explain_sweep as explain_sweep
    from sweepctl.api.export import curve_table as curve_table, trial_table as trial_table, write_whole as write_whole
    from sweepctl.api.given import enqueue as enqueue
    from sweepctl.api.importing import Destination as Destination, import_ as import_
    from sweepctl.api.inline import Inline as Inline, inline_sweep as inline_sweep
    from sweepctl.api.listing import states_of as states_of
    from sweepctl.api.logfile import metrics as metrics, why as why
    from sweepctl.api.look import find as find, front as front, ls as ls, status as status, verbatim as verbatim
    from sweepctl.api.preview import first_trials as first_trials
    from sweepctl.api.revision import Change as Change, edit as edit
    from sweepctl.api.run import (
        agent as agent,
        newest_from as newest_from,
        require_apart as require_apart,
        require_gpus as require_gpus,
        require_limits as require_limits,
    )
    from sweepctl.api.shipped import schema as schema, schema_file as schema_file
    from sweepctl.api.sketching import (
        require_free as require_free,
        sketch as sketch,
        sketch_text as sketch_text,
        with_aim as with_aim,
        with_cap as with_cap,
        with_goal as with_goal,
        with_varied as with_varied,
        write_sketch as write_sketch,
    )
    from sweepctl.api.story import is_trial as is_trial, why_sweep as why_sweep, why_trial as why_trial
    from sweepctl.api.study import export_study as export_study
    from sweepctl.api.watched import board as board
    from sweepctl.api.wishes import hooks as hooks, patience as patience, seating as seating
# isort: on

# Where each name lives; the imports above say the same to type checkers.
_NAMES: Mapping[str, str] = {
    "analysis": "importance",
    "charts": "plot plot_curves plot_parameter",
    "checking": "check",
    "checkup": "doctor rescue",
    "comparison": "diff",
    "control": "cancel delete named_or_only_live pause resume retry stop",
    "creation": "create has_end",
    "detail": "best follow last_lines log_lines logs show",
    "explanation": "explain_all explain_sweep",
    "export": "curve_table trial_table write_whole",
    "given": "enqueue",
    "importing": "Destination import_",
    "inline": "Inline inline_sweep",
    "listing": "states_of",
    "logfile": "metrics why",
    "look": "find front ls status verbatim",
    "preview": "first_trials",
    "revision": "Change edit",
    "run": "agent newest_from require_apart require_gpus require_limits",
    "shipped": "schema schema_file",
    "sketching": "require_free sketch sketch_text with_aim with_cap with_goal with_varied write_sketch",
    "story": "is_trial why_sweep why_trial",
    "study": "export_study",
    "watched": "board",
    "wishes": "hooks patience seating",
}
_HOMES: Mapping[str, str] = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
