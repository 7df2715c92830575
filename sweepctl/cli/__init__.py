"""The command line: one file a verb, each a signature, one api call and one view."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import __version__
from sweepctl.cli import agent, best, check, control, create, delete, enqueue, logs, ls, retry, run, show, status

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


_PASSES_ON = {"allow_extra_args": True, "ignore_unknown_options": False}

app.command("check")(check.check)
app.command("create")(create.create)
app.command("sweep", hidden=True)(create.create)
app.command("run", context_settings=_PASSES_ON)(run.run)
app.command("agent", context_settings=_PASSES_ON)(agent.agent)
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
