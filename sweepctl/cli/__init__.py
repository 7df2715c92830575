"""The command line: one file a verb, each a signature, one api call and one view."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from keyword import iskeyword
from typing import Annotated

import typer

from sweepctl import __version__
from sweepctl.cli.fault import INTERRUPTED, UsageFault, misused, unknown_verb
from sweepctl.cli.output import output_failed, report, say, steady_output
from sweepctl.errors import SweepctlError

# Every verb, in the order of the help, with the file that has it, which is loaded only where it is asked for, and what
# the help says of it.
VERBS: Mapping[str, tuple[str, str]] = {
    "init": ("init", "Write a first sweep file for a program."),
    "check": ("check", "Check a sweep file and run nothing."),
    "create": ("create", "Store a sweep; agents then run its trials."),
    "run": ("run", "Create a sweep and run its trials, in one go."),
    "agent": ("agent", "Run trials of a sweep until there is no more to do."),
    "ls": ("ls", "List the sweeps of this folder, newest first."),
    "status": ("status", "Show a sweep: counts, the best trial, agents, trials."),
    "show": ("show", "Show one trial, or with --spec a sweep's file."),
    "logs": ("logs", "Print what a trial has printed."),
    "why": ("why", "Say why a trial ended, or why nothing is running."),
    "best": ("best", "Show the best trial, also for other programs to read."),
    "plot": ("plot", "Draw values, curves, parameters, importance."),
    "diff": ("diff", "Compare trials."),
    "export": ("export", "Write the trials as a table, or for Optuna's tools."),
    "import": ("import_", "Add ended runs of W&B, Optuna or a table."),
    "pause": ("control", "Start no new trials; running ones go on."),
    "resume": ("control", "Undo pause and stop."),
    "stop": ("control", "Start no new trials; agents leave after the running ones."),
    "cancel": ("control", "Kill what runs and end the sweep, or one trial."),
    "retry": ("retry", "Queue ended trials again."),
    "edit": ("edit", "Change a sweep that exists."),
    "enqueue": ("enqueue", "Queue a point of your own as the next trial."),
    "delete": ("delete", "Remove a sweep, its trials and their folders."),
    "metrics": ("metrics", "Show which metrics would be read of a log."),
    "schema": ("schema", "Print the JSON Schema of a sweep file."),
    "completion": ("completion", "Print or install the completion of a shell."),
    "doctor": ("doctor", "Look the store and the machine over, and mend."),
}
# W&B's name for it.
_HIDDEN: Mapping[str, str] = {"sweep": "create"}
# What follows `--` of these is passed to every trial.
_PASS_ON = frozenset({"run", "agent"})


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sweepctl {__version__}")
        raise typer.Exit


def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a fault of sweepctl.")] = False,
) -> None:
    """Hyperparameter sweeps for any script, from the terminal, offline.

    Start with: sweepctl run sweep.yaml -n 20
    """


def _empty_app() -> typer.Typer:
    app = typer.Typer(
        name="sweepctl",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_main)
    return app


def app_with(verbs: Sequence[str]) -> typer.Typer:
    """The command line with some of its verbs."""
    app = _empty_app()
    for verb in verbs:
        name = _HIDDEN.get(verb, verb)
        module = importlib.import_module(f"{__name__}.{VERBS[name][0]}")
        app.command(verb, hidden=verb in _HIDDEN)(getattr(module, f"{name}_" if iskeyword(name) else name))
    return app


def _app_of_lines() -> typer.Typer:
    """The command line with every verb's line in the help, and nothing behind it: no verb is loaded for it."""
    app = _empty_app()
    for verb, (_, line) in VERBS.items():
        app.command(verb, help=line)(lambda: None)
    return app


def run_app(args: Sequence[str]) -> int:
    """Run the verb that the arguments name; the exit code."""
    own, passed_on = list(args), tuple[str, ...]()
    if args and args[0] in _PASS_ON and "--" in args:
        cut = args.index("--")
        own, passed_on = list(args[:cut]), tuple(args[cut + 1 :])
    if "--debug" in own:
        own.remove("--debug")
        os.environ["SWEEPCTL_DEBUG"] = "1"
    own = own or ["--help"]
    steady_output()
    try:
        code = _app_for(own)(own, obj=passed_on, standalone_mode=False, prog_name="sweepctl")
        sys.stdout.flush()
    except OSError as error:
        return output_failed(error)
    except SweepctlError as error:
        return _refused(error, own)
    except UsageFault as error:
        verb = own[0] if own[0] in {*VERBS, *_HIDDEN} else None
        return _refused(misused(error, verb), own)
    except typer.Abort as abort:
        # A question that was left without an answer: by Ctrl-C, or by Ctrl-D.
        left = abort.__context__
        say("\nnothing was changed" if isinstance(left, KeyboardInterrupt | EOFError) else "nothing was changed")
        return INTERRUPTED if isinstance(left, KeyboardInterrupt) else 1
    return code if isinstance(code, int) else 0


def _app_for(args: Sequence[str]) -> typer.Typer:
    """The command line with the verb that the arguments name, or, before options, with none. Raises UsageError."""
    if args[0] in {*VERBS, *_HIDDEN}:
        return app_with([args[0]])
    if args[0] == "--" or not args[0].startswith("-"):
        raise unknown_verb(args[0], VERBS)
    return _app_of_lines()


def _refused(error: SweepctlError, args: Sequence[str]) -> int:
    report(error, "--json" in args)
    return error.exit_code
