"""`sweepctl completion`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sweepctl.cli import VERBS, app_with
from sweepctl.cli.options import Json
from sweepctl.cli.output import verb
from sweepctl.cli.shells import SHELLS
from sweepctl.cli.shells.install import install as written
from sweepctl.cli.shells.table import verbs


class Shell(StrEnum):
    """Those that there is a completion for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


@verb
def completion(
    shell: Annotated[Shell, typer.Argument(metavar="bash|zsh|fish", help="Of which shell.")],
    install: Annotated[bool, typer.Option("--install", help="Write it to where the shell looks for it.")] = False,
    json: Json = False,
) -> None:
    """Print what a shell needs to complete commands, options, sweeps, trials and parameters.

    Example: sweepctl completion bash --install
    """
    script = SHELLS[shell](verbs(app_with(tuple(VERBS))))
    files = [str(path) for path in written(shell, script)] if install else []
    if json:
        from sweepctl.views import document

        typer.echo(document.document(shell=shell, files=files) if install else document.document(script=script))
    elif install:
        typer.echo(f"wrote {' and '.join(files)}; open a new {shell} to use it")
    else:
        typer.echo(script, nl=False)
