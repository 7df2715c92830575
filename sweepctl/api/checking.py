"""Checking a sweep file with all that it names; nothing is run and nothing is stored."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sweepctl.agent.parts import part_arguments
from sweepctl.agent.sources import require
from sweepctl.agent.sources.collisions import shared_source
from sweepctl.command import Filling, Template, asked_variables, fit, macros_in, render_masked, unset_variables
from sweepctl.errors import SpecError, UsageError
from sweepctl.model.checked import Checked
from sweepctl.model.draw import History
from sweepctl.model.masked import readable, resolved, variables_in
from sweepctl.model.params import Params, Value
from sweepctl.model.problem import Problem, Severity
from sweepctl.model.spec import DEFAULT_COMMAND, Method, SweepSpec
from sweepctl.samplers import open_sampler, size_of
from sweepctl.space.space import Space
from sweepctl.spec.findings import did_you_mean
from sweepctl.spec.flag_advice import advise
from sweepctl.spec.flags import read_flags
from sweepctl.spec.schema import Loaded, Overrides, load_spec
from sweepctl.stoppers import open_stopper

# What a sweep file may be called.
SWEEP_FILES = frozenset({".yaml", ".yml", ".json"})
_SECRET = re.compile(r"key|token|secret|passw|credential|auth", re.IGNORECASE)
_FIRST_BYTES = 256
_SAMPLES = (0.0, 0.25, 0.5, 0.75, 1.0 - 2**-53)
_MOST_VALUES = 50
_DRAWS = 2_000


def check(
    file: Path,
    *,
    program: str | None = None,
    name: str | None = None,
    interpreter: str | None = None,
    folder: Path | None = None,
    changes: Sequence[str] = (),
    text: str | None = None,
) -> Checked:
    """Read a sweep file and everything it names, and run nothing. Raises SpecError with all problems, UsageError.

    `program`, `name`, `interpreter` and `changes`, each a `KEY=VALUE`, count instead of what the file says; `folder` is
    where trials run, by default the current folder. With a `text` that is the sweep, and `file` its program.
    """
    overrides = Overrides(program, name, interpreter, tuple(changes))
    if text is None:
        return _checked(file, contents(file), overrides, folder)
    try:
        found = _checked(file, text.encode(), overrides, folder)
    except SpecError as error:
        raise SpecError(str(file), tuple(map(_without_place, error.problems))) from None
    return replace(found, problems=tuple(map(_without_place, found.problems)))


def _without_place(problem: Problem) -> Problem:
    """Of a text that nobody has seen no line is named."""
    return replace(problem, line=0, column=0)


def _checked(file: Path, data: bytes, overrides: Overrides, folder: Path | None) -> Checked:
    loaded = load_spec(data, str(file), overrides)
    spec, place, notes = _located(loaded, file, folder)
    require(spec.objectives)
    environ = {**os.environ, **resolved(spec.env, os.environ)}
    template = fit(spec.command, spec.interpreter, place, environ)
    share, size = _share(spec), size_of(spec)
    problems = [
        *loaded.problems,
        *notes,
        *_advice(spec, place, file, loaded),
        *(Problem(Severity.NOTE, str(file), 0, 0, "command", note) for note in template.notes),
        *_unset(spec, file),
        *_open_secrets(spec, file),
        *_shared(spec, file),
        *_unfit(spec, file, size, share),
    ]
    if any(problem.is_error for problem in problems):
        raise SpecError(str(file), tuple(problems))
    stopper = open_stopper(spec)
    bands = stopper.bands if stopper else ()
    filling = filling_of(spec, place, template, _first_point(spec))
    argv = [readable(item) for item in render_masked(template.command, filling)]
    return Checked(spec, place, problems, argv, size, bands if isinstance(bands, tuple) else (), share)


def _unset(spec: SweepSpec, file: Path) -> Iterator[Problem]:
    for name in unset_variables(spec.command, {**os.environ, **spec.env}):
        sentence = f"the environment variable {name} is not set here; no agent starts without it"
        yield Problem(Severity.WARNING, str(file), 0, 0, "command", sentence)
    for name in (name for text in spec.env.values() for name in variables_in(text) if name not in os.environ):
        sentence = f"the environment variable {name} is not set here; no agent starts without it"
        yield Problem(Severity.WARNING, str(file), 0, 0, "env", sentence)


def _open_secrets(spec: SweepSpec, file: Path) -> Iterator[Problem]:
    """Whatever stands on a command line can be read by everybody on the machine."""
    for name in filter(_SECRET.search, dict.fromkeys(asked_variables(spec.command))):
        sentence = f"the value of {name} will stand on a command line, which everybody on the machine can read"
        hint = "let the program read it from its environment, where it is anyway"
        yield Problem(Severity.NOTE, str(file), 0, 0, "command", sentence, hint)


def _shared(spec: SweepSpec, file: Path) -> Iterator[Problem]:
    shared = shared_source(spec)
    if shared is not None:
        sentence = f"`{shared}` is the same for every trial, so they cannot run side by side"
        hint = "let the script write below ${trial_dir}, and name that here"
        yield Problem(Severity.NOTE, str(file), 0, 0, "metric.source", sentence, hint)


def filling_of(spec: SweepSpec, place: Path, template: Template, point: Params, number: int = 1) -> Filling:
    """What the macros of a trial stand for, as far as that is known before there is a sweep."""
    params = {**point, **part_arguments(spec.parts, spec.seed or 0, 0)}
    trial = place / ".sweepctl" / "SWEEP" / str(number)
    environ = {**_unset_names(spec), **os.environ, **resolved(spec.env, os.environ)}
    return Filling(template.interpreter.path, spec.program or "", params, "SWEEP", number, trial, environ)


def _share(spec: SweepSpec) -> float | None:
    """The share of random points that satisfy the constraints."""
    if not spec.constraints:
        return None
    space = Space.of(spec.parameters, spec.constraints)
    stream = random.Random(0)
    points = (space.quantile([stream.random() for _ in space.leaves]) for _ in range(_DRAWS))
    return sum(map(space.accepts, points)) / _DRAWS


def _unfit(spec: SweepSpec, file: Path, size: int | None, share: float | None) -> Iterator[Problem]:
    """What is wrong with the space as a whole."""
    if spec.method is Method.GRID and size is None:
        sentence = "are too many to be counted through with conditions and constraints"
        yield Problem(Severity.ERROR, str(file), 0, 0, "parameters", sentence, "use `method: random`")
    elif size == 0:
        sentence = "leave no point at all"
        yield Problem(Severity.ERROR, str(file), 0, 0, "constraints", sentence, "loosen them")
    elif share == 0 and size is None:
        sentence = f"none of {_DRAWS:,} random points satisfies them"
        yield Problem(Severity.WARNING, str(file), 0, 0, "constraints", sentence, "narrow the parameters instead")


def _unset_names(spec: SweepSpec) -> dict[str, str]:
    """Variables that a command asks for stand for themselves until an agent runs it."""
    names = (name.removeprefix("envvar:") for _, name in macros_in(spec.command) if name.startswith("envvar:"))
    return {name: name for name in names}


def _first_point(spec: SweepSpec) -> Mapping[str, Value]:
    method = Method.RANDOM if spec.method is Method.BAYES else spec.method
    sampler = open_sampler(replace(spec, method=method), spec.seed or 0, 1)
    return sampler.draw(0, History())


def contents(file: Path) -> bytes:
    """The bytes of a file. Raises UsageError."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"there is no file {file}", _other_file(file)) from None
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from None


def _other_file(file: Path) -> str | None:
    """One beside it that may have been meant, or how to get a sweep file."""
    if "=" in file.name:
        return "the program comes first: sweepctl run train.py 'lr=log(1e-4,1e-1)'"
    if file.name.startswith("python"):
        return "name the script alone; --interpreter says which Python, if not the one that is found"
    beside: list[str] = []
    with suppress(OSError):
        beside = sorted(str(one) for one in file.parent.iterdir() if one.is_file())
    first = "`sweepctl init train.py` writes one for a script" if file.suffix in SWEEP_FILES else None
    return did_you_mean(str(file), beside) or first


def _located(loaded: Loaded, file: Path, folder: Path | None) -> tuple[SweepSpec, Path, list[Problem]]:
    """Where the trials run: the current folder, or the sweep file's own if only there the program is."""
    spec = loaded.spec
    here = (folder or Path.cwd()).resolve()
    if not here.is_dir():
        raise UsageError(f"there is no folder {here}")
    if spec.program is None or not any(name == "program" for _, name in macros_in(spec.command)):
        return spec, here, []
    beside = file.resolve().parent
    if (here / spec.program).is_file():
        return _runnable(spec, here, file), here, []
    if folder is None and (beside / spec.program).is_file():
        note = f"{spec.program} is beside {file.name}: trials run in {beside}"
        return _runnable(spec, beside, file), beside, [Problem(Severity.NOTE, str(file), 0, 0, "program", note)]
    sentence = f"{spec.program} is not in {here}" + ("" if here == beside else f", and not in {beside}")
    problem = Problem(Severity.ERROR, str(file), 0, 0, "program", sentence, "pass --program or --cwd")
    raise SpecError(str(file), (*loaded.problems, problem))


def _runnable(spec: SweepSpec, folder: Path, file: Path) -> SweepSpec:
    """A program in another language is run by itself, where W&B would hand it to Python."""
    assert spec.program is not None
    if spec.command != DEFAULT_COMMAND or spec.program.endswith((".py", ".pyz", ".pyc")):
        return spec
    program = folder / spec.program
    first = _first_line(program)
    if os.access(program, os.X_OK):
        if first.startswith(b"#!") and first.endswith(b"\r"):
            sentence = f"{spec.program} has the line ends of Windows, with which its interpreter is not found"
            raise _unrunnable(file, sentence, f"dos2unix {spec.program}, or save it with the line ends of Unix")
        named = spec.program if "/" in spec.program else f"./{spec.program}"
        return replace(spec, program=named, command=("${program}", "${args}"))
    if b"python" in first:
        return spec
    sentence = f"{spec.program} is not a Python file, and it cannot be executed"
    raise _unrunnable(file, sentence, f"chmod +x {spec.program}, or write a `command` that names its interpreter")


def _first_line(program: Path) -> bytes:
    """Empty where it may be executed, but not be read."""
    try:
        with program.open("rb") as opened:
            return opened.read(_FIRST_BYTES).split(b"\n")[0]
    except OSError:
        return b""


def _unrunnable(file: Path, sentence: str, hint: str) -> SpecError:
    return SpecError(str(file), (Problem(Severity.ERROR, str(file), 0, 0, "program", sentence, hint),))


def _advice(spec: SweepSpec, folder: Path, file: Path, loaded: Loaded) -> list[Problem]:
    """What the program's own argparse flags say about the parameters passed to it."""
    passed = {"args", "args_no_equals", "args_no_boolean_flags"} & {name for _, name in macros_in(spec.command)}
    if spec.program is None or not spec.program.endswith(".py") or not passed:
        return []
    try:
        flags = read_flags((folder / spec.program).read_text(errors="replace"))
    except OSError:
        return []
    if flags is None:
        return []
    without_flags = "args_no_boolean_flags" in passed
    samples = {name: values for name, values in _samples(spec).items() if not (without_flags and _is_boolean(values))}
    problems = []
    for advice in advise(flags, samples, spec.program):
        place = next((place for path, place in loaded.places.items() if path[0] == advice.parameter), None)
        line, column = (place.line, place.column) if place else (0, 0)
        path = f"parameters.{advice.parameter}"
        problems.append(Problem(Severity.WARNING, str(file), line, column, path, advice.sentence, advice.hint))
    return problems


def _is_boolean(values: Sequence[object]) -> bool:
    return all(isinstance(value, bool) for value in values)


def _samples(spec: SweepSpec) -> dict[str, list[object]]:
    """Some values of each parameter, as it is passed: all where there are few, else its range's ends and middle."""
    space = Space.of(spec.parameters, spec.constraints)
    parts = part_arguments(spec.parts, spec.seed or 0, 0)
    found: dict[str, list[object]] = {name: [value] for name, value in parts.items()}
    for leaf in space.leaves:
        if len(leaf.path) > 1:
            found[leaf.path[0]] = [{}]
            continue
        support = leaf.distribution.support
        if support is not None and support.count <= _MOST_VALUES:
            found[leaf.path[0]] = [support.at(i) for i in range(support.count)]
        else:
            found[leaf.path[0]] = [leaf.distribution.quantile(u) for u in _SAMPLES]
    return found
