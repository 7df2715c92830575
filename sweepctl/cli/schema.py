"""`sweepctl schema`."""

from __future__ import annotations

from json import loads
from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json
from sweepctl.cli.output import verb


@verb
def schema(
    path: Annotated[bool, typer.Option("--path", help="Print where its file is instead.")] = False,
    json: Json = False,
) -> None:
    """Print the JSON Schema of a sweep file, with which editors complete and check it.

    In a sweep file: # yaml-language-server: $schema=PATH, with the path that --path prints.

    Example: sweepctl schema --path
    """
    if json:
        from sweepctl.views import document

        typer.echo(document.document(path=str(api.schema_file()), json_schema=loads(api.schema())))
        return
    typer.echo(str(api.schema_file()) if path else api.schema().rstrip("\n"))
