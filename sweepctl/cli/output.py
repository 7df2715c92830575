"""What every verb does with its result and its errors: data on stdout, messages on stderr."""

from __future__ import annotations

import errno
import functools
import io
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TextIO

import typer

from sweepctl.cli.fault import INTERNAL_ERROR, debugs, internal
from sweepctl.errors import NotFoundError, SpecError, SweepctlError
from sweepctl.model.harmless import harmless_lines
from sweepctl.views.characters import fitting

if TYPE_CHECKING:
    from sweepctl.model.form import Form
    from sweepctl.model.problem import Problem
    from sweepctl.model.status import TrialDetail

P = ParamSpec("P")
_OUTPUT_ERRORS = frozenset({errno.EPIPE, errno.EIO, errno.ENOSPC, errno.EDQUOT})


def verb(function: Callable[P, int | None]) -> Callable[P, None]:
    """A verb returns its exit code, None for 0; errors become a sentence, or a document with `--json`."""

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = function(*args, **kwargs)
        except SweepctlError as error:
            report(error, bool(kwargs.get("json")))
            raise typer.Exit(error.exit_code) from None
        except OSError as error:
            raise typer.Exit(output_failed(error)) from None
        except Exception as error:
            if debugs() or isinstance(error, typer.Exit | typer.Abort):
                raise
            report(internal(error), bool(kwargs.get("json")))
            raise typer.Exit(INTERNAL_ERROR) from None
        raise typer.Exit(code or 0)

    return wrapped


def output_failed(error: OSError) -> int:
    """The exit code after a write to stdout failed: none of a reader that went away; any other error is ours."""
    if debugs():
        raise error
    if error.errno not in _OUTPUT_ERRORS or error.filename:
        report(internal(error), as_json=False)
        return INTERNAL_ERROR
    abandon(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return 0
    say(f"error: cannot write the output: {error.strerror}")
    return 1


def steady_output() -> None:
    """Output that was closed before we began is thrown away, so that nobody has to look for it.

    What the encoding of a terminal has no character for, such as a dash in Latin-1, becomes a question mark.
    """
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")


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
        print(fitting(harmless_lines(text)), file=sys.stderr, flush=True)
    except OSError:
        abandon(sys.stderr)


def abandon(stream: TextIO) -> None:
    """Stop writing to a stream whose reader went away; the interpreter would complain about it once more at exit."""
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


def tell(text: str) -> None:
    """Sentences on stdout, whatever names are in them."""
    typer.echo(fitting(harmless_lines(text)))


def can_paint() -> bool:
    """Whether stdout is a terminal on which lines can stay in place."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def show(renderable: Any) -> None:
    """Data in rich's terms, on stdout."""
    from sweepctl.views import text

    typer.echo(text.rendered(renderable))


def tell_detail(found: TrialDetail, form: Form | None, json: bool) -> None:
    """A trial as a document, in one of the forms of `--format`, or as text."""
    from sweepctl.views import detail, document

    if json:
        typer.echo(document.detail(found))
    elif form is not None:
        exact = detail.detail_as(form, found)
        if not exact:
            raise NotFoundError(f"trial {found.trial.number} was never started here, so it has no {form}")
        # Not by echo, which takes colours out of what is piped.
        print(harmless_lines(exact) if sys.stdout.isatty() else exact)
    else:
        show(detail.detail(found))
