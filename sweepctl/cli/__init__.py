"""The command line: one file a verb, each a signature, one api call and one view."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from sweepctl import __version__
from sweepctl.cli import (
    agent,
    best,
    check,
    control,
    create,
    delete,
    enqueue,
    logs,
    ls,
    metrics,
    retry,
    run,
    show,
    status,
)
from sweepctl.cli.output import UsageFault, output_failed, refuse, say, steady_output

_PASS_ON = frozenset({"run", "agent"})

app = typer.Typer(
    name="sweepctl",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sweepctl {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Hyperparameter sweeps for any script, from the terminal, offline.

    Start with: sweepctl run sweep.yaml -n 20
    """


def run_app(args: Sequence[str]) -> int:
    """Run the verb that the arguments name; the exit code.

    What comes after `--` of `run` and `agent` is passed to every trial.
    """
    own, passed_on = list(args), tuple[str, ...]()
    if args and args[0] in _PASS_ON and "--" in args:
        cut = args.index("--")
        own, passed_on = list(args[:cut]), tuple(args[cut + 1 :])
    with steady_output():
        try:
            code = app(own, obj=passed_on, standalone_mode=False)
            sys.stdout.flush()
        except OSError as error:
            return output_failed(error)
        except UsageFault as error:
            return refuse(error, "--json" in own)
        except typer.Abort:
            say("nothing was changed")
            return 1
    return code if isinstance(code, int) else 0


app.command("check")(check.check)
app.command("create")(create.create)
app.command("sweep", hidden=True)(create.create)
app.command("run")(run.run)
app.command("agent")(agent.agent)
app.command("ls")(ls.ls)
app.command("status")(status.status)
app.command("show")(show.show)
app.command("logs")(logs.logs)
app.command("best")(best.best)
app.command("pause")(control.pause)
app.command("resume")(control.resume)
app.command("stop")(control.stop)
app.command("cancel")(control.cancel)
app.command("retry")(retry.retry)
app.command("enqueue")(enqueue.enqueue)
app.command("delete")(delete.delete)
app.command("metrics")(metrics.metrics)
