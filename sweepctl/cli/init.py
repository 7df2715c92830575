"""`sweepctl init`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sweepctl import api
from sweepctl.cli.asking import asked
from sweepctl.cli.options import Interpreter, Json
from sweepctl.cli.output import say, verb
from sweepctl.errors import UsageError
from sweepctl.model.goal import Goal

if TYPE_CHECKING:
    from sweepctl.model.sketch import Sketch


@verb
def init(
    program: Annotated[Path | None, typer.Argument(metavar="[PROGRAM]", help="The script, such as train.py.")] = None,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE|-", help="Where to; - is stdout.")
    ] = "sweep.yaml",
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
    metric: Annotated[str | None, typer.Option("--metric", help="The metric; default: one that it prints.")] = None,
    goal: Annotated[Goal | None, typer.Option("--goal", help="Its better direction; default: by its name.")] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="SWEEP|FILE.csv", help="Ranges around what did well there.")
    ] = None,
    run_help: Annotated[bool, typer.Option("--run-help", help="Run PROGRAM --help, and read that.")] = False,
    interpreter: Interpreter = None,
    interactive: Annotated[bool, typer.Option("-i", "--interactive", help="Ask a few questions.")] = False,
    json: Json = False,
) -> None:
    """Write a sweep file for a program: its flags with sensible ranges, and the metric that it prints.

    The program is read, not run: argparse, click, typer, absl, hydra, wandb. Other languages by --run-help.

    Example: sweepctl init train.py
    """
    if interactive and (json or not sys.stdin.isatty()):
        raise UsageError("-i asks questions, and nobody is there to answer", "leave it out, and edit the file")
    if output != "-":
        api.require_free(Path(output), force)
    sketch = api.sketch(program, metric=metric, goal=goal, source=source, run_help=run_help, interpreter=interpreter)
    if interactive:
        sketch = asked(sketch)
    text = api.sketch_text(sketch, output)
    if output != "-":
        api.write_sketch(text, Path(output), force)
    if json:
        from sweepctl.views import document

        typer.echo(document.sketch(sketch, text, None if output == "-" else output))
        return
    _tell(sketch)
    if output == "-":
        typer.echo(text.rstrip("\n"))
        return
    varied = ", ".join(one.name for one in sketch.varied)
    typer.echo(f"wrote {output}: {varied}")
    prior = ["--prior", sketch.prior] if sketch.prior else []
    command = shlex.join(["sweepctl", "run", output, "-n", "20", *prior])
    typer.echo(f"run it with: {command}")


def _tell(sketch: Sketch) -> None:
    """What was guessed, and why."""
    if sketch.framework:
        say(f"{sketch.program}: its flags by {sketch.framework}")
    if sketch.aim is None:
        say("warning: it prints no metric that is known here; say which: --metric NAME")
    else:
        say(f"metric: {sketch.aim.name}, {sketch.aim.goal} ({sketch.aim.why})")
    for name in sketch.needed:
        say(f"warning: it needs {name}: write it into `command`")
