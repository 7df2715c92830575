"""What executions ran with: as a block, as a document, and as a line that runs one again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sweepctl.model.masked import readable, shell_word
from sweepctl.model.record import Code, Python, Record
from sweepctl.model.status import Sweep, TrialDetail
from sweepctl.views.words import harmless

_HASH_SHOWN = 10
_ENV = "/usr/bin/env"
_SEED = "SWEEPCTL_SEED"


def command_line(found: TrialDetail) -> str:
    """The command of a trial's first part as one types it into a shell, from where one is."""
    first = next(iter(found.newest_records), None)
    line = " ".join(map(shell_word, first.argv)) if first else shlex.join(found.argv)
    return f"{_way(found)}{line}" if line else ""


def lines_to_run(found: TrialDetail) -> list[str]:
    """A line for each part that runs it again in any shell: same folder, same variables, same seed.

    A value that came from a variable of the user's is asked for again. Other folders than the sweep's are not made.
    """
    if not found.newest_records:
        return [command_line(found)] if found.argv else []
    return [_way(found) + _again(one) for one in found.newest_records]


def _way(found: TrialDetail) -> str:
    here = found.sweep.folder == str(Path.cwd())
    return "" if here else f"cd {shlex.quote(found.sweep.folder)} && "


def _again(one: Record) -> str:
    given = {name: value for name, value in one.environment.items() if value is not None}
    variables = {_SEED: str(one.seed), **given}
    settings = [f"{shlex.quote(name)}={shell_word(value)}" for name, value in variables.items()]
    argv = one.argv[1:] if one.argv[:1] == (_ENV,) else one.argv
    return " ".join(["env", *settings, *map(shell_word, argv)])


def record_rows(found: TrialDetail) -> Iterator[tuple[str, str]]:
    """What is worth showing of a trial's newest first part, a name and a text each."""
    one = next(iter(found.newest_records), None)
    if one is None:
        return
    world = one.world
    yield "ran on", harmless(f"{world.host} as {world.user}, sweepctl {world.sweepctl}, seed {one.seed}")
    if world.python is not None:
        yield "python", harmless(_python_text(world.python))
    if world.code is not None:
        yield "code", harmless(_code_text(world.code))
    given = " ".join(f"{name}={readable(value)}" for name, value in one.environment.items() if value is not None)
    if given:
        yield "env", harmless(given)


def _python_text(one: Python) -> str:
    version = f"{one.version}, " if one.version else ""
    packages = f", {one.count} packages ({one.packages[:_HASH_SHOWN]})" if one.packages else ""
    return f"{version}{one.path}{packages}"


def _code_text(one: Code) -> str:
    commit = f"commit {one.commit[:_HASH_SHOWN]}" if one.commit else "no commit yet"
    branch = f" on {one.branch}" if one.branch else ""
    changed = f", changed since: {_diff_file(one)}" if one.diff else ""
    others = f", {one.untracked} untracked" if one.untracked else ""
    return f"{commit}{branch}{changed}{others}"


def _diff_file(one: Code) -> str:
    return f"code/{one.diff}.diff" + (" (the beginning of it)" if one.is_cut else "")


def record(sweep: Sweep, one: Record) -> dict[str, Any]:
    """One execution's, with `${envvar:NAME}` where a value is not kept and null where none was named in `env`."""
    code, python = one.world.code, one.world.python
    return {
        "part": one.part,
        "attempt": one.attempt,
        "started": one.started,
        "argv": [readable(item) for item in one.argv],
        "folder": one.folder,
        "environment": {name: None if value is None else readable(value) for name, value in one.environment.items()},
        "seed": one.seed,
        "host": one.world.host,
        "user": one.world.user,
        "sweepctl": one.world.sweepctl,
        "code": {**asdict(code), "file": f"{sweep.id}/code/{code.diff}.diff" if code.diff else None} if code else None,
        "python": {**asdict(python), "file": _packages_file(python)} if python else None,
    }


def _packages_file(one: Python) -> str | None:
    return f"packages/{one.packages}.txt" if one.packages else None
