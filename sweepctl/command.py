"""A command template and a point → argv. One scanner, one pass: what a macro expands to is never scanned again.

Macros and their expansions are W&B's (`wandb_agent.py`), see
https://docs.wandb.ai/guides/sweeps/sweep-config-keys#command. Ours: `${NAME}` of a parameter, `${trial_dir}`,
`${trial}`, `${sweep}`, every macro also inside a longer item, and `$${` for a literal `${`.
"""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sweepctl.errors import UsageError
from sweepctl.model.masked import masked
from sweepctl.model.nearest import nearest
from sweepctl.model.params import Params, Value, canonical, params_json

_MACRO = re.compile(r"\$\$\{|\$\{([^{}]*)\}")
_ENVVAR = "envvar:"
_NOTHING = object()
_PYTHON = re.compile(r"(?:.*[\\/])?python[\d.]*(?:\.exe)?")


@dataclass(frozen=True)
class Filling:
    """What the macros of one execution expand to; `folder` is the trial's own folder."""

    interpreter: str
    program: str
    params: Params
    sweep: str
    trial: int
    folder: Path
    environ: Mapping[str, str]


def _pairs(filling: Filling) -> Iterator[tuple[str, Value]]:
    return ((name, canonical(value)) for name, value in filling.params.items())


def _args(filling: Filling) -> list[str]:
    return [f"--{name}={value}" for name, value in _pairs(filling)]


def _args_no_equals(filling: Filling) -> list[str]:
    return [item for name, value in _pairs(filling) for item in (f"--{name}", str(value))]


def _args_no_hyphens(filling: Filling) -> list[str]:
    return [f"{name}={value}" for name, value in _pairs(filling)]


def _args_no_boolean_flags(filling: Filling) -> list[str]:
    flags = (
        (f"--{name}" if value is True else f"--{name}={value}") for name, value in _pairs(filling) if value is not False
    )
    return list(flags)


_EXPANSIONS: Mapping[str, Callable[[Filling], list[str]]] = {
    "args": _args,
    "args_no_equals": _args_no_equals,
    "args_no_hyphens": _args_no_hyphens,
    "args_no_boolean_flags": _args_no_boolean_flags,
    "args_append_hydra": lambda filling: [f"+{item}" for item in _args_no_hyphens(filling)],
    "args_override_hydra": lambda filling: [f"++{item}" for item in _args_no_hyphens(filling)],
    "args_json": lambda filling: [params_json(filling.params)],
    "args_json_file": lambda filling: [str(filling.folder / "params.json")],
    "env": lambda filling: ["/usr/bin/env"],
    "interpreter": lambda filling: [filling.interpreter],
    "program": lambda filling: [filling.program],
    "trial_dir": lambda filling: [str(filling.folder)],
    "trial": lambda filling: [str(filling.trial)],
    "sweep": lambda filling: [filling.sweep],
}
MACROS: Collection[str] = _EXPANSIONS.keys()
# Macros that expand to a list, shell-quoted and joined where they stand inside a longer item.
_PLURAL = frozenset(name for name in _EXPANSIONS if name.startswith("args") and "json" not in name)


def macros_in(command: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Each macro with the position of its item, in order."""
    for position, item in enumerate(command):
        for match in _MACRO.finditer(item):
            if match[1] is not None:
                yield position, match[1]


def has_stray_macro(item: str) -> bool:
    """Whether a `${` stands there that begins no macro, such as one that is not closed."""
    return "${" in _MACRO.sub("", item)


@dataclass(frozen=True)
class UnknownMacro:
    """A macro that nothing fills, and the nearest that something does."""

    position: int
    name: str
    nearest: str | None


def unknown_macros(command: Sequence[str], parameters: Collection[str]) -> list[UnknownMacro]:
    """Macros that are neither ours nor W&B's nor the name of a parameter (dotted where nested)."""
    known = [*MACROS, *parameters]
    return [
        UnknownMacro(position, name, nearest(name, known))
        for position, name in macros_in(command)
        if name not in known and (name == _ENVVAR or not name.startswith(_ENVVAR))
    ]


def asked_variables(command: Sequence[str]) -> list[str]:
    """Environment variables that the command asks for."""
    return [name.removeprefix(_ENVVAR) for _, name in macros_in(command) if name.startswith(_ENVVAR)]


def unset_variables(command: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    """Environment variables that the command asks for and that are not set."""
    return [name for name in asked_variables(command) if name not in environ]


def render_masked(command: Sequence[str], filling: Filling) -> list[str]:
    """The argv as it is kept and shown: with masked names in place of the values of `${envvar:NAME}`.

    Raises UsageError as `render`.
    """
    return render(command, replace(filling, environ={name: masked(name) for name in filling.environ}))


def uses_folder(command: Sequence[str]) -> bool:
    """Whether trials are told apart by their own folder on the command line."""
    return any(name == "trial_dir" for _, name in macros_in(command))


def render(command: Sequence[str], filling: Filling) -> list[str]:
    """The argv of one execution. Raises UsageError for a macro that nothing fills."""
    argv: list[str] = []
    for item in command:
        whole = _MACRO.fullmatch(item)
        if whole and whole[1] is not None:
            argv += _expand(whole[1], filling)
        else:
            argv.append(_MACRO.sub(lambda match: _inside(match, filling), item))
    return argv


def expand(text: str, filling: Filling, quote: Callable[[str], str]) -> str:
    """A text with its macros filled in, each by its quoted value. Raises UsageError for one that nothing fills."""
    return _MACRO.sub(lambda match: quote(_inside(match, filling)) if match[1] is not None else "${", text)


def _inside(match: re.Match[str], filling: Filling) -> str:
    name = match[1]
    if name is None:
        return "${"
    texts = _expand(name, filling)
    return shlex.join(texts) if name in _PLURAL else texts[0]


def _expand(name: str, filling: Filling) -> list[str]:
    if name.startswith(_ENVVAR):
        variable = name.removeprefix(_ENVVAR)
        if variable not in filling.environ:
            raise UsageError(f"the environment variable {variable}, which `command` asks for, is not set")
        return [filling.environ[variable]]
    if name in _EXPANSIONS:
        return _EXPANSIONS[name](filling)
    value = next(_values(name, filling.params), _NOTHING)
    if value is _NOTHING:
        raise UsageError(f"`${{{name}}}` in `command` is neither a macro nor a parameter")
    return [str(value)]


def _values(name: str, params: Params) -> Iterator[object]:
    """What a name or a dotted path can mean, the parameter of just that name first."""
    if name in params:
        yield canonical(params[name])
    for dot, letter in enumerate(name):
        inner = params.get(name[:dot]) if letter == "." else None
        if isinstance(inner, dict):
            yield from _values(name[dot + 1 :], inner)


@dataclass(frozen=True)
class Interpreter:
    """A Python to run scripts with, and how it was found."""

    path: str
    found: str


def find_interpreter(asked: str | None, folder: Path, environ: Mapping[str, str]) -> Interpreter:
    """The Python for `${interpreter}`: asked for, else the active environment's, else a `.venv` above, else PATH's.

    Paths are from `folder`, where trials run. Raises UsageError where the one asked for is not there.
    """
    if asked:
        path = _found(asked, folder, environ)
        if path is None:
            raise UsageError(f"there is no interpreter {asked}", "name one with --interpreter")
        return Interpreter(path, "--interpreter")
    candidates: list[tuple[Path, str]] = []
    if environ.get("VIRTUAL_ENV"):
        candidates.append((Path(environ["VIRTUAL_ENV"]), "$VIRTUAL_ENV"))
    if environ.get("CONDA_PREFIX") and environ.get("CONDA_DEFAULT_ENV") != "base":
        candidates.append((Path(environ["CONDA_PREFIX"]), "$CONDA_PREFIX"))
    candidates += [(parent / ".venv", str(parent / ".venv")) for parent in (folder, *folder.parents)]
    for prefix, found in candidates:
        python = shutil.which(str(prefix / "bin" / "python"))
        if python:
            return Interpreter(python, found)
    for name in ("python", "python3"):
        path = _found(name, folder, environ)
        if path:
            return Interpreter(path, f"{name} on PATH")
    return Interpreter(sys.executable, "sweepctl's own")


def _found(program: str, folder: Path, environ: Mapping[str, str]) -> str | None:
    """Where an executable is, None if nowhere: looked for on PATH, or from the folder if it is a path."""
    return shutil.which(str(folder / program) if "/" in program else program, path=environ.get("PATH"))


@dataclass(frozen=True)
class Template:
    """A command made fit for this machine; `notes` say what was changed."""

    command: tuple[str, ...]
    interpreter: Interpreter
    notes: tuple[str, ...] = ()


def fit(command: Sequence[str], asked: str | None, folder: Path, environ: Mapping[str, str]) -> Template:
    """Choose the interpreter, also for a literal `python` in the command that this machine does not have.

    Raises UsageError where the interpreter asked for is not there.
    """
    interpreter = find_interpreter(asked, folder, environ)
    template = Template(tuple(command), interpreter)
    position = _literal_python(command)
    if position is None:
        is_unused = asked is not None and all(name != "interpreter" for _, name in macros_in(command))
        note = f"--interpreter {asked} is not used: `command` starts no Python"
        return replace(template, notes=(note,)) if is_unused else template
    literal = command[position]
    if asked:
        return _with(template, position, interpreter.path, f"using {interpreter.path} in place of `{literal}`")
    if _found(literal, folder, environ):
        return template
    expanded = _found(_expanded(literal, environ), folder, environ)
    if expanded:
        note = f"no shell is there to expand `{literal}`: using {expanded}"
        return _with(template, position, expanded, note)
    note = f"`{literal}` does not exist here: using {interpreter.path} ({interpreter.found})"
    return _with(template, position, interpreter.path, note)


def _with(template: Template, position: int, item: str, note: str) -> Template:
    command = (*template.command[:position], item, *template.command[position + 1 :])
    return replace(template, command=command, notes=(note,))


def _expanded(literal: str, environ: Mapping[str, str]) -> str:
    """A path with `~` and `$NAME` as a shell would expand them."""
    path = re.sub(r"\$(\w+)", lambda match: environ.get(match[1], match[0]), literal)
    return environ.get("HOME", "~") + path[1:] if path.startswith("~/") else path


def python_in(argv: Sequence[str], folder: Path, environ: Mapping[str, str]) -> str | None:
    """The path of the Python that a command starts, None where it starts none by name."""
    position = _literal_python(argv)
    return None if position is None else _found(argv[position], folder, environ)


def _literal_python(command: Sequence[str]) -> int | None:
    """Where the command starts a Python by name or path rather than by a macro."""
    for position, item in enumerate(command):
        if item in {"${env}", "/usr/bin/env", "env"} or re.fullmatch(r"\w+=.*", item, re.DOTALL):
            continue
        return position if _PYTHON.fullmatch(item) and not _MACRO.search(item) else None
    return None
