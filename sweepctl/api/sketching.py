"""A first sweep file for a program: from its source, from its `--help`, or from trials that there are."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sweepctl.agent.asking import help_of
from sweepctl.api.checking import contents
from sweepctl.api.earlier import earlier
from sweepctl.api.shipped import schema_file
from sweepctl.command import find_interpreter
from sweepctl.errors import UsageError
from sweepctl.model.goal import Goal
from sweepctl.model.script import Passing, Printed, Script
from sweepctl.model.sketch import Aim, LeftOut, Sketch, Varied
from sweepctl.model.spec import DEFAULT_COMMAND
from sweepctl.spec.programs import read_script
from sweepctl.spec.programs.help_text import read_help
from sweepctl.spec.programs.printed import read_printed, read_printed_text
from sweepctl.spec.programs.source import Source
from sweepctl.spec.sketching.aim import aim_of, choose_aim
from sweepctl.spec.sketching.ranges import choose
from sweepctl.spec.sketching.writing import written

_PYTHON = (".py", ".pyw")


def sketch(
    program: Path | None,
    *,
    metric: str | None = None,
    goal: Goal | None = None,
    source: str | None = None,
    run_help: bool = False,
    interpreter: str | None = None,
) -> Sketch:
    """A sweep file for a program, which is not run unless `run_help` asks it what it takes.

    `source` is an earlier sweep or a CSV file: its trials say which ranges are good. Raises UsageError, NotFoundError.
    """
    if program is None and source is None:
        raise UsageError("for which program?", "sweepctl init train.py")
    if program is None:
        assert source is not None
        return earlier(source, None, (), metric, goal)
    script, printed = _read(program, run_help, interpreter)
    if source is not None:
        return earlier(source, str(program), script.settings, metric, goal)
    varied, left = choose(script.settings)
    if not varied:
        raise UsageError(f"{program} has no setting to vary that is known here", _ask(program, run_help))
    needed = [
        f"--{one.name}=…" for one in script.settings if one.is_required and one.name in {other.name for other in left}
    ]
    aim = choose_aim(printed, [one.name for one in script.settings])
    if metric is not None:
        aim = _aim_as_said(metric, goal, [one.name for one in printed])
    elif aim is not None and goal is not None:
        aim = replace(aim, goal=goal)
    return Sketch(
        program=_named(program, script),
        framework=script.framework,
        varied=varied,
        left=[one for one in left if all(not name.startswith(f"--{one.name}=") for name in needed)],
        aim=aim,
        command=_command(program, script, [*script.positional, *needed]),
        needed=[*script.positional, *needed],
        early_stop=aim is not None and any(one.in_loop and one.name == aim.name for one in printed),
    )


def _read(program: Path, run_help: bool, interpreter: str | None) -> tuple[Script, Sequence[Printed]]:
    text = contents(program).decode(errors="replace")
    is_python = program.suffix in _PYTHON or "python" in text.partition("\n")[0]
    source = Source.of(program.resolve(), text) if is_python else None
    printed = read_printed(source) if source else read_printed_text(text)
    if run_help:
        python = find_interpreter(interpreter, Path.cwd(), os.environ).path
        argv = [python, str(program)] if is_python else [str(program.resolve())]
        return read_help(help_of(argv, Path.cwd())), printed
    script = read_script(source) if source else None
    if script is None:
        what = "uses no framework that is read here" if source else "is not Python, so its source is not read"
        raise UsageError(f"{program} {what}", _ask(program, run_help))
    return script, printed


def _ask(program: Path, run_help: bool) -> str:
    """What to do where nothing is known."""
    named = shlex.quote(str(program))
    other = f"say it yourself: sweepctl run {named} 'lr=log(1e-4,1e-1)' --metric val_loss -n 20"
    return other if run_help else f"`sweepctl init {named} --run-help` asks it for its --help; or {other}"


def _named(program: Path, script: Script) -> str:
    """The program as it is started: one that is not Python by its path."""
    is_bare = program.suffix not in _PYTHON and program.parent == Path() and script.passing is not Passing.FLAGS
    return f"./{program}" if is_bare and os.access(program, os.X_OK) else str(program)


def _command(program: Path, script: Script, needed: Sequence[str]) -> list[str] | None:
    """The command where the default one does not do."""
    if script.passing is Passing.FLAGS and script.command is None and not needed:
        return None
    is_python = program.suffix in _PYTHON or not os.access(program, os.X_OK)
    start = list(DEFAULT_COMMAND[:-1]) if is_python else ["${program}"]
    return [*start, *([script.command] if script.command else []), str(script.passing)]


def sketch_text(one: Sketch, file: str) -> str:
    """The sweep file; `file` is how it will be called, `-` for one that is only printed."""
    folder, shipped = Path(file).resolve().parent, schema_file()
    # Of an environment inside of the project the way there holds on other machines too.
    is_inside = file != "-" and shipped.is_relative_to(folder)
    return written(
        one, str(shipped.relative_to(folder) if is_inside else shipped), "sweep.yaml" if file == "-" else file
    )


def require_free(file: Path, force: bool) -> None:
    """Refuse a file that is there, unless `force` says that it may be overwritten. Raises UsageError."""
    if not force and file.exists():
        raise _there_already(file)


def write_sketch(text: str, file: Path, force: bool) -> None:
    """Write the file; one that is there only if `force` says so. Raises UsageError."""
    try:
        with file.open("w" if force else "x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise _there_already(file) from None
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}") from None


def _there_already(file: Path) -> UsageError:
    return UsageError(f"{file} is there already", "--force overwrites it, -o FILE writes another one")


def with_aim(one: Sketch, metric: str) -> Sketch:
    """The proposal for another metric. Raises UsageError."""
    if one.aim is not None and one.aim.name == metric:
        return one
    seen = [one.aim.name, *one.aim.others] if one.aim else []
    return replace(one, aim=_aim_as_said(metric, None, seen))


def with_goal(one: Sketch, goal: Goal) -> Sketch:
    """The proposal with another direction of its metric."""
    return replace(one, aim=replace(one.aim, goal=goal) if one.aim else None)


def with_varied(one: Sketch, names: Sequence[str]) -> Sketch:
    """The proposal with these parameters to vary. Raises UsageError."""
    able = {varied.name: varied for varied in one.varied}
    able |= {left.name: Varied(left.name, left.block) for left in one.left if left.block}
    for name in names:
        if name not in able:
            raise UsageError(f"`{name}` cannot be varied here", f"there are {', '.join(able)}")
    if not names:
        raise UsageError("a sweep varies something", f"there are {', '.join(able)}")
    left = [left for left in one.left if left.name not in names]
    left += [LeftOut(varied.name, "as you said", varied.block) for varied in one.varied if varied.name not in names]
    return replace(one, varied=[able[name] for name in dict.fromkeys(names)], left=left)


def with_cap(one: Sketch, trials: int) -> Sketch:
    """The proposal with so many trials. Raises UsageError."""
    if trials < 1:
        raise UsageError(f"a sweep has at least 1 trial, not {trials}")
    return replace(one, run_cap=trials)


def _aim_as_said(metric: str, goal: Goal | None, seen: Sequence[str]) -> Aim:
    if not metric.strip():
        raise UsageError("a metric has a name")
    return aim_of(metric.strip(), goal, "as you said", seen)
