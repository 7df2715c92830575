"""Verbs, options and arguments with what can stand at their places, read from the command line itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import typer


class Kind(StrEnum):
    """What can stand at a place; the members of `ASKED` are in the store."""

    NOTHING = ""
    FILES = "files"
    FOLDERS = "folders"
    CHOICES = "choices"
    SWEEPS = "sweeps"
    TRIALS = "trials"
    TARGETS = "targets"
    ASSIGNMENTS = "assignments"
    COLUMNS = "columns"
    METRICS = "metrics"
    PARAMETERS = "parameters"
    STATES = "states"
    PLOTS = "plots"


ASKED = frozenset(Kind) - {Kind.NOTHING, Kind.FILES, Kind.FOLDERS, Kind.CHOICES}
# By the name of the parameter in the signature of its verb; paths and choices are known by their types.
KINDS: Mapping[str, Kind] = {
    "changes": Kind.ASSIGNMENTS,
    "cwd": Kind.FOLDERS,
    "columns": Kind.COLUMNS,
    "file": Kind.FILES,
    "form": Kind.CHOICES,
    "interpreter": Kind.FILES,
    "into": Kind.SWEEPS,
    "metric": Kind.METRICS,
    "name": Kind.NOTHING,
    "output": Kind.FILES,
    "prior": Kind.SWEEPS,
    "program": Kind.FILES,
    "sort": Kind.COLUMNS,
    "source": Kind.FILES,
    "state": Kind.STATES,
    "sweep": Kind.SWEEPS,
    "target": Kind.TARGETS,
    "trial": Kind.TRIALS,
    "trials": Kind.TRIALS,
    "values": Kind.ASSIGNMENTS,
    "words": Kind.PLOTS,
}


@dataclass(frozen=True)
class Place:
    """A place where a value stands: after an option, or of an argument."""

    name: str
    kind: Kind
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class Option:
    """An option with its spellings; `value` is None for one that is given or not."""

    names: Sequence[str]
    help: str
    value: Place | None


@dataclass(frozen=True)
class Verb:
    """A verb; the last argument repeats if `goes_on`."""

    name: str
    help: str
    options: Sequence[Option]
    arguments: Sequence[Place]
    goes_on: bool


def verbs(app: typer.Typer) -> list[Verb]:
    """The verbs of a command line that are not hidden."""
    group: Any = typer.main.get_command(app)
    return [_verb(name, command) for name, command in group.commands.items() if not command.hidden]


def verbs_with_value(verbs: Sequence[Verb]) -> list[str]:
    """Such as `run --count`: every verb with every spelling of an option that a value follows."""
    return [
        f"{verb.name} {name}"
        for verb in verbs
        for option in verb.options
        if option.value is not None
        for name in option.names
    ]


def _verb(name: str, command: Any) -> Verb:
    options = [_option(one) for one in command.params if one.param_type_name == "option" and not one.hidden]
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    about_help = Option(("-h", "--help"), "Show this message and exit.", None)
    return Verb(
        name,
        command.help.partition("\n")[0],
        [*options, about_help],
        [_place(one) for one in arguments],
        any(one.nargs == -1 for one in arguments),
    )


def _option(option: Any) -> Option:
    return Option(option.opts, option.help or "", None if option.is_flag else _place(option))


def _place(parameter: Any) -> Place:
    choices = tuple(str(getattr(one, "value", one)) for one in getattr(parameter.type, "choices", ()))
    is_path = parameter.type.name in {"path", "file", "filename"}
    fallback = Kind.CHOICES if choices else Kind.FILES if is_path else Kind.NOTHING
    return Place(parameter.name, KINDS.get(parameter.name, fallback), choices)
