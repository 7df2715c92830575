"""The command line: one file a verb, each a signature, one api call and one view."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from sweepctl import __version__
from sweepctl.cli.fault import UsageFault, misused, unknown_verb
from sweepctl.cli.output import output_failed, report, say, steady_output
from sweepctl.errors import SweepctlError

# Every verb, in the order of the help, and the file that has it; loaded only where it is asked for.
VERBS: Mapping[str, str] = {
    "check": "check",
    "create": "create",
    "run": "run",
    "agent": "agent",
    "ls": "ls",
    "status": "status",
    "show": "show",
    "logs": "logs",
    "why": "why",
    "best": "best",
    "pause": "control",
    "resume": "control",
    "stop": "control",
    "cancel": "control",
    "retry": "retry",
    "edit": "edit",
    "enqueue": "enqueue",
    "delete": "delete",
    "metrics": "metrics",
    "completion": "completion",
    "doctor": "doctor",
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


def app_with(verbs: Sequence[str]) -> typer.Typer:
    """The command line with some of its verbs."""
    app = typer.Typer(
        name="sweepctl",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_main)
    for verb in verbs:
        name = _HIDDEN.get(verb, verb)
        module = importlib.import_module(f"{__name__}.{VERBS[name]}")
        app.command(verb, hidden=verb in _HIDDEN)(getattr(module, name))
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
    except typer.Abort:
        say("nothing was changed")
        return 1
    return code if isinstance(code, int) else 0


def _app_for(args: Sequence[str]) -> typer.Typer:
    """The command line with the verb that the arguments name, or with all. Raises UsageError."""
    if args[0].startswith("-"):
        return app_with([*VERBS, *_HIDDEN])
    if args[0] not in {*VERBS, *_HIDDEN}:
        raise unknown_verb(args[0], VERBS)
    return app_with([args[0]])


def _refused(error: SweepctlError, args: Sequence[str]) -> int:
    report(error, "--json" in args)
    return error.exit_code
