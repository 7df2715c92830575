"""What every verb does with its result and its errors: data on stdout, messages on stderr."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TextIO

import typer

from sweepctl.errors import SpecError, SweepctlError

if TYPE_CHECKING:
    from sweepctl.model.form import Form
    from sweepctl.model.problem import Problem
    from sweepctl.model.status import TrialDetail

P = ParamSpec("P")
INTERNAL_ERROR = 3


def verb(function: Callable[P, int | None]) -> Callable[P, None]:
    """A verb returns its exit code, None for 0; errors become a sentence, or a document with `--json`."""

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = function(*args, **kwargs)
        except SweepctlError as error:
            report(error, bool(kwargs.get("json")))
            raise typer.Exit(error.exit_code) from None
        except Exception as error:
            if os.environ.get("SWEEPCTL_DEBUG") or isinstance(error, typer.Exit | typer.Abort):
                raise
            report(_internal(error), bool(kwargs.get("json")))
            raise typer.Exit(INTERNAL_ERROR) from None
        raise typer.Exit(code or 0)

    return wrapped


def _internal(error: Exception) -> SweepctlError:
    """A fault of ours, with the place where it happened."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "nowhere"
    sentence = f"sweepctl itself failed: {type(error).__name__}: {error} ({place})"
    return SweepctlError(sentence, "SWEEPCTL_DEBUG=1 shows the traceback; please report it")


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
    try:
        print(text, file=sys.stderr, flush=True)
    except BrokenPipeError:
        abandon(sys.stderr)


def abandon(stream: TextIO) -> None:
    """Stop writing to a stream whose reader went away; the interpreter would complain about it once more at exit."""
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


def show(renderable: Any) -> None:
    """Data in rich's terms, on stdout."""
    from sweepctl.views import text

    typer.echo(text.rendered(renderable))


def tell_detail(found: TrialDetail, form: Form | None, json: bool) -> None:
    """A trial as a document, in one of the forms of `--format`, or as text."""
    from sweepctl.views import document, text

    if json:
        typer.echo(document.detail(found))
    elif form is not None:
        typer.echo(text.detail_as(form, found))
    else:
        show(text.detail(found))
