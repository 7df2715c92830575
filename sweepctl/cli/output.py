"""What every verb does with its result and its errors: data on stdout, messages on stderr."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, ParamSpec

import typer

from sweepctl.errors import SpecError, SweepctlError
from sweepctl.model.form import Form
from sweepctl.model.problem import Problem
from sweepctl.model.status import TrialDetail

P = ParamSpec("P")


def verb(function: Callable[P, int | None]) -> Callable[P, None]:
    """A verb returns its exit code, None for 0; errors become a sentence, or a document with `--json`."""

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = function(*args, **kwargs)
        except SweepctlError as error:
            report(error, bool(kwargs.get("json")))
            raise typer.Exit(error.exit_code) from None
        raise typer.Exit(code or 0)

    return wrapped


def report(error: SweepctlError, as_json: bool) -> None:
    """Print an error: every problem of a sweep file, or one sentence with its hint."""
    problems = error.problems if isinstance(error, SpecError) else ()
    if as_json:
        from sweepctl.views import document

        typer.echo(document.error(error.sentence, error.hint, problems))
        return
    say_problems(problems)
    say(f"error: {error.sentence}")
    if error.hint:
        say(f"hint: {error.hint}")


def say_problems(problems: Iterable[Problem]) -> None:
    """Print problems with their places and hints."""
    for problem in problems:
        say(f"{problem.severity}: {problem}")
        if problem.hint:
            say(f"  hint: {problem.hint}")


def say(text: str) -> None:
    """A message for the user, on stderr; one that nobody reads any more is no error."""
    with suppress(BrokenPipeError):
        print(text, file=sys.stderr, flush=True)


def show(renderable: Any) -> None:
    """Data in rich's terms, on stdout."""
    from sweepctl.views import text

    text.console().print(renderable)


def tell_detail(found: TrialDetail, form: Form | None, json: bool) -> None:
    """A trial as a document, in one of the forms of `--format`, or as text."""
    from sweepctl.views import document, text

    if json:
        typer.echo(document.detail(found))
    elif form is not None:
        typer.echo(text.detail_as(form, found))
    else:
        show(text.detail(found))
