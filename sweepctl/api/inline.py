"""A sweep without a sweep file: what to vary is said on the command line."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sweepctl.api.checking import SWEEP_FILES, contents
from sweepctl.errors import UsageError
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal, Method
from sweepctl.spec.inline import read_ranges
from sweepctl.spec.yaml_text import block_yaml

# What has to be said of early stopping where only its type is.
_FIRST_LOOK: dict[str, dict[str, Value]] = {"hyperband": {"min_iter": 3}}


@dataclass(frozen=True)
class Inline:
    """What the command line says of a sweep: the ranges, each a `name=…`, and how to search them."""

    ranges: Sequence[str] = ()
    metric: str | None = None
    goal: Goal | None = None
    method: Method | None = None
    early_stop: str | None = None

    @property
    def has_options(self) -> bool:
        """Whether anything but ranges was given."""
        return any(one is not None for one in (self.metric, self.goal, self.method, self.early_stop))


def inline_sweep(file: Path, asked: Inline) -> str | None:
    """The YAML of a sweep of the program `file`; None where it is a sweep file itself. Raises UsageError."""
    named = shlex.quote(str(file))
    if file.suffix in SWEEP_FILES and (asked.ranges or asked.has_options):
        strange = next((one for one in asked.ranges if "=" not in one), None)
        if strange is not None:
            raise UsageError(f"`{strange}` is no range", f"-n says how many trials: sweepctl run {named} -n 20")
        example = shlex.quote(asked.ranges[0]) if asked.ranges else "metric.name=val_loss"
        raise UsageError(f"{file} is a sweep file: it says itself what to vary", f"change it with --set {example}")
    if asked.ranges:
        contents(file)
        return _text(file, asked)
    if file.suffix in SWEEP_FILES or not _is_program(file):
        return None
    hint = f"say what to vary, `sweepctl run {named} 'lr=log(1e-4,1e-1)' --metric val_loss`, or: sweepctl init {named}"
    raise UsageError(f"{file} is a program and no sweep file", hint)


def _is_program(file: Path) -> bool:
    """Whether a file is code: its name says Python, or its beginning names an interpreter. Raises UsageError."""
    is_python = file.suffix == ".py"
    return (is_python or file.is_file()) and (contents(file).startswith(b"#!") or is_python)


def _text(file: Path, asked: Inline) -> str:
    parameters = read_ranges(asked.ranges)
    method = asked.method or (Method.BAYES if asked.metric and _varies(parameters) else Method.RANDOM)
    sweep: dict[str, Value] = {"name": file.stem, "program": str(file), "method": str(method)}
    if asked.metric:
        sweep["metric"] = {"name": asked.metric, "goal": str(asked.goal or Goal.MINIMIZE)}
    elif asked.goal:
        raise UsageError(f"--{asked.goal} what?", "name it: --metric val_loss")
    sweep["parameters"] = dict(parameters)
    if asked.early_stop:
        sweep["early_terminate"] = {"type": asked.early_stop, **_FIRST_LOOK.get(asked.early_stop, {})}
    asked_for = " ".join(shlex.join([str(file), *asked.ranges]).split())
    return f"# {asked_for}\n{block_yaml(sweep)}"


def _varies(parameters: dict[str, dict[str, Value]]) -> bool:
    return any("value" not in block for block in parameters.values())
