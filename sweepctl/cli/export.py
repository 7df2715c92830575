"""`sweepctl export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json, SweepName
from sweepctl.cli.output import say, verb
from sweepctl.errors import UsageError
from sweepctl.model.table import TableForm


@verb
def export(
    sweep: SweepName = None,
    form: Annotated[TableForm | None, typer.Option("--format", help="Default: csv, or the file's ending.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Default: stdout.")] = None,
    curves: Annotated[bool, typer.Option("--curves", help="Every value of every metric, in a row of its own.")] = False,
    optuna: Annotated[
        str | None, typer.Option("--optuna", metavar="URL", help="Make a study for Optuna's tools: sqlite:///x.db.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a study that has the sweep's name.")] = False,
    json: Json = False,
) -> None:
    """Write the trials for other programs: a row each, parameters by their dotted names.

    Example: sweepctl export --format jsonl -o trials.jsonl
    """
    if optuna is not None:
        _to_optuna(sweep, optuna, force, json)
        return
    chosen = form or (TableForm.JSON if json and output is None else _form_of(output))
    if json and output is None and chosen is not TableForm.JSON:
        raise UsageError(f"--json prints one document, and {chosen} is none", "write it to a file with -o")
    from sweepctl.views import document, table

    with api.curve_table(sweep) if curves else api.trial_table(sweep) as found:
        texts = table.curves(found, chosen) if curves else table.trials(found, chosen)  # type: ignore[arg-type]
        if output is None:
            for text in texts:
                typer.echo(text, nl=False)
            return
        api.write_whole(output, texts)
        if json:
            typer.echo(document.document(sweep=document.sweep(found.sweep), written=str(output), format=chosen))
        else:
            say(f"written to {output}")


def _form_of(output: Path | None) -> TableForm:
    ending = output.suffix.removeprefix(".") if output else ""
    return TableForm(ending) if ending in set(TableForm) else TableForm.CSV


def _to_optuna(sweep: str | None, url: str, force: bool, json: bool) -> None:
    from sweepctl.views import document

    found = api.export_study(sweep, url, force)
    if json:
        typer.echo(document.document(study=found.name, url=url, trials=found.trials, notes=list(found.notes)))
        return
    for note in found.notes:
        say(f"note: {note}")
    typer.echo(f"study {found.name} in {url}: {found.trials} trial{'s' if found.trials != 1 else ''}")
