"""The whole sweep file → SweepSpec: W&B's language (https://docs.wandb.ai/guides/sweeps/sweep-config-keys) and ours.

Every problem is reported, not only the first. Unknown keys are warned of and ignored, as W&B's service does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sweepctl.command import MACROS, unknown_macros
from sweepctl.errors import SpecError
from sweepctl.model.checks import Check, integer, number
from sweepctl.model.params import Value, canonical
from sweepctl.model.problem import Problem
from sweepctl.model.spec import (
    DEFAULT_COMMAND,
    EarlyTerminate,
    Goal,
    Limits,
    Method,
    Objective,
    Parameter,
    Summary,
    SweepSpec,
)
from sweepctl.spec.document import DocumentError, Node, Place, read_document
from sweepctl.spec.findings import Findings, did_you_mean
from sweepctl.spec.space_schema import read_parameters
from sweepctl.stoppers import STOPPERS

_UNUSED: Mapping[str, str] = {
    "entity": "there is no account here",
    "project": "there is no server here; sweeps live in the folder",
    "controller": "the agents coordinate themselves",
    "job": "Launch is W&B's",
    "image_uri": "Launch is W&B's",
    "scheduler": "the sampler is chosen by `method`",
    "apiVersion": "reserved by W&B",
    "kind": "reserved by W&B",
}
_UNITS: Mapping[str, float] = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_COMMON_SLIPS: Mapping[str, str] = {"count": "run_cap", "early_stopping": "early_terminate", "max_runs": "run_cap"}
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True)
class Overrides:
    """What the command line says in place of the file."""

    program: str | None = None
    name: str | None = None
    interpreter: str | None = None


@dataclass(frozen=True)
class Loaded:
    """A sweep file that can run, what is still worth saying about it, and where each parameter stands."""

    spec: SweepSpec
    problems: tuple[Problem, ...]
    places: Mapping[tuple[str, ...], Place]


def load_spec(data: bytes, source: str, overrides: Overrides | None = None) -> Loaded:
    """Read a sweep file. Raises SpecError, which carries every problem, if one of them is an error."""
    findings = Findings(source)
    try:
        document = read_document(data)
    except DocumentError as error:
        findings.error(error.place, "", error.sentence, error.hint)
        raise SpecError(source, tuple(findings.problems)) from None
    for fault in document.faults:
        findings.error(fault.place, "", fault.sentence, fault.hint)
    root = document.root
    if root.mapping is None:
        findings.error(root.place, "", "a sweep file is a mapping of keys", "start with `method: random`")
        raise SpecError(source, tuple(findings.problems))
    reader = _Reader(root, root.mapping, overrides or Overrides(), findings)
    spec = reader.spec()
    findings.problems.sort(key=lambda problem: (problem.line, problem.column))
    if spec is None or findings.has_errors:
        raise SpecError(source, tuple(findings.problems))
    return Loaded(spec, tuple(findings.problems), reader.places)


class _Reader:
    """Reads one root mapping, key by key."""

    def __init__(self, root: Node, keys: Mapping[str, Node], overrides: Overrides, findings: Findings) -> None:
        self._root = root
        self._keys = keys
        self._overrides = overrides
        self._findings = findings
        self.places: dict[tuple[str, ...], Place] = {}

    def spec(self) -> SweepSpec | None:
        """The spec, None where a part without which there is no spec is missing."""
        self._strangers()
        method = self._method()
        parameters = self._parameters(method)
        objectives = self._objectives()
        stop = self._early_terminate(bool(objectives))
        command = self._command(parameters)
        program = self._program(command)
        self._needs_of(method, parameters, objectives)
        spec = SweepSpec(
            method=method or Method.RANDOM,
            parameters=parameters,
            objectives=objectives,
            early_terminate=stop,
            program=program,
            command=command or DEFAULT_COMMAND,
            interpreter=self._overrides.interpreter,
            env=self._env(),
            limits=self._limits(),
            seed=self._whole("seed"),
            name=self._overrides.name or self._text("name"),
            description=self._text("description"),
        )
        return None if self._findings.has_errors else spec

    def _strangers(self) -> None:
        for key in self._keys:
            if key in _UNUSED:
                self._findings.note(self._root.key_places[key], key, f"`{key}` is not used: {_UNUSED[key]}")
            elif key not in KEYS:
                slip = _COMMON_SLIPS.get(key)
                hint = f"did you mean `{slip}`?" if slip else None
                self._findings.unknown_key(self._root, key, "", KEYS, hint)

    def _get(self, key: str) -> Node | None:
        """The node of a key, None where it is absent or empty."""
        node = self._keys.get(key)
        return None if node is None or node.content is None else node

    def _checked(self, key: str, check: Check) -> Value:
        """The value of a scalar key, None where it is absent or wrong."""
        node = self._get(key)
        if node is None:
            return None
        wanted = check(node.plain)
        if wanted:
            self._findings.error(node.place, key, f"has to be {wanted}, not {node.plain!r}")
            return None
        return canonical(node.plain)

    def _text(self, key: str) -> str | None:
        node = self._get(key)
        if node is None:
            return None
        if isinstance(node.content, dict | list):
            self._findings.error(node.place, key, "has to be a text")
            return None
        return str(node.plain)

    def _whole(self, key: str) -> int | None:
        value = self._checked(key, integer)
        return int(value) if isinstance(value, int | float) else None

    def _method(self) -> Method | None:
        node = self._get("method")
        if node is None:
            self._findings.error(self._root.place, "method", "is missing", "add `method: random`, `grid` or `bayes`")
            return None
        name = str(node.plain)
        if name in set(Method):
            return Method(name)
        hint = did_you_mean(name, list(Method)) or "one of grid, random, bayes"
        self._findings.error(node.place, "method", f"`{name}` is not a method", hint)
        return None

    def _parameters(self, method: Method | None) -> tuple[Parameter, ...]:
        node = self._get("parameters")
        if node is None:
            place = self._root.key_places.get("parameters", self._root.place)
            sentence = "is empty" if "parameters" in self._keys else "is missing"
            hint = "list what to vary, such as `lr: {values: [0.1, 0.01]}`, indented below it"
            self._findings.error(place, "parameters", sentence, hint)
            return ()
        found = list(read_parameters(node, method, self._findings))
        self.places = {parameter.path: leaf.place for parameter, leaf in found}
        return tuple(parameter for parameter, _ in found)

    def _objectives(self) -> tuple[Objective, ...]:
        several = self._get("metrics")
        if several is not None and isinstance(several.content, list) and several.content:
            sentence = "one objective is searched for: the first one; the others are recorded"
            self._findings.warn(several.place, "metrics", sentence)
            first = self._objective(several.content[0], "metrics.0")
            return (first,) if first else ()
        node = self._get("metric")
        objective = self._objective(node, "metric") if node else None
        return (objective,) if objective else ()

    def _objective(self, node: Node, path: str) -> Objective | None:
        keys = node.mapping
        if keys is None:
            hint = f"write `metric: {{name: {node.plain}, goal: minimize}}`"
            self._findings.error(node.place, path, "has to be a mapping", hint)
            return None
        for key in keys:
            if key not in METRIC_KEYS:
                self._findings.unknown_key(node, key, path, METRIC_KEYS)
        name = keys["name"].plain if "name" in keys else None
        if not isinstance(name, str) or not name:
            place = keys["name"].place if "name" in keys else node.place
            self._findings.error(place, f"{path}.name", "has to name the metric", "add `name: val_loss`")
            return None
        return Objective(
            name,
            self._choice(keys, path, "goal", Goal.MINIMIZE),
            self._choice(keys, path, "summary", Summary.BEST),
            self._target(keys, path),
            self._pattern(keys, path),
        )

    def _choice(self, keys: Mapping[str, Node], path: str, key: str, default: _Choice) -> _Choice:
        """One of an enum's values; W&B falls back silently to the default, we say so."""
        node = keys.get(key)
        if node is None:
            return default
        kind = type(default)
        if str(node.plain) in set(kind):
            return kind(str(node.plain))
        hint = did_you_mean(str(node.plain), list(kind)) or f"one of {', '.join(kind)}"
        sentence = f"`{node.plain}` is not a {key}; `{default}` is used, as W&B does"
        self._findings.warn(node.place, f"{path}.{key}", sentence, hint)
        return default

    def _target(self, keys: Mapping[str, Node], path: str) -> float | None:
        node = keys.get("target")
        if node is None:
            return None
        if number(node.plain):
            self._findings.error(node.place, f"{path}.target", f"has to be a number, not {node.plain!r}")
            return None
        return float(str(node.plain))

    def _pattern(self, keys: Mapping[str, Node], path: str) -> str | None:
        node = keys.get("pattern")
        if node is None:
            return None
        try:
            groups = re.compile(str(node.plain)).groupindex
        except re.error as error:
            self._findings.error(node.place, f"{path}.pattern", f"is not a regular expression: {error}")
            return None
        if "value" not in groups:
            hint = r"such as 'acc (?P<value>[\d.]+)'"
            self._findings.error(node.place, f"{path}.pattern", "needs a group named `value`", hint)
            return None
        return str(node.plain)

    def _early_terminate(self, has_objective: bool) -> EarlyTerminate | None:
        node = self._get("early_terminate")
        if node is None:
            return None
        where = "early_terminate"
        keys = node.mapping
        if keys is None:
            hint = "write `early_terminate: {type: hyperband, min_iter: 3}`"
            self._findings.error(node.place, where, "has to be a mapping", hint)
            return None
        if not has_objective:
            self._findings.error(node.place, where, "needs a `metric` to judge by", "add `metric: {name: val_loss}`")
        kind = str(keys["type"].plain) if "type" in keys else ""
        if kind not in STOPPERS:
            place = keys["type"].place if "type" in keys else node.place
            sentence = f"`{kind}` is not a kind of early stopping" if kind else "`type` is missing"
            hint = did_you_mean(kind, STOPPERS) or f"one of {', '.join(STOPPERS)}"
            self._findings.error(place, f"{where}.type", sentence, hint)
            return None
        return self._stopper(kind, node, keys)

    def _stopper(self, kind: str, node: Node, keys: Mapping[str, Node]) -> EarlyTerminate | None:
        module = STOPPERS[kind].load()
        options: dict[str, Value] = {}
        fine = True
        for key, value in keys.items():
            if key not in module.CHECKS:
                self._findings.unknown_key(node, key, "early_terminate", module.CHECKS)
                continue
            wanted = module.CHECKS[key](value.plain)
            if wanted:
                fine = False
                sentence = f"has to be {wanted}, not {value.plain!r}"
                self._findings.error(value.place, f"early_terminate.{key}", sentence)
            elif key != "type":
                options[key] = canonical(value.plain)
        for complaint in module.complaints(options) if fine else []:
            place = keys[complaint.key].place
            self._findings.error(place, f"early_terminate.{complaint.key}", complaint.sentence, complaint.hint)
        return EarlyTerminate(kind, options)

    def _command(self, parameters: tuple[Parameter, ...]) -> tuple[str, ...] | None:
        node = self._get("command")
        if node is None:
            return None
        if not isinstance(node.content, list):
            hint = "write one list item for each argument"
            self._findings.warn(node.place, "command", "is not a list and is ignored, as W&B does", hint)
            return None
        command = tuple(str(canonical(item.plain)) for item in node.content)
        names = {parameter.name for parameter in parameters} | {parameter.path[0] for parameter in parameters}
        for unknown in unknown_macros(command, names):
            hint = f"did you mean `${{{unknown.nearest}}}`?" if unknown.nearest else f"one of {', '.join(MACROS)}"
            place = node.content[unknown.position].place
            sentence = f"`${{{unknown.name}}}` is neither a macro nor a parameter"
            self._findings.error(place, f"command.{unknown.position}", sentence, f"{hint} A literal `${{` is `$${{`.")
        for position, item in enumerate(command):
            if re.match(r"-\S* .*-", item):
                sentence = f"`{item}` is passed as one argument, blanks and all"
                place = node.content[position].place
                self._findings.warn(place, f"command.{position}", sentence, "write one list item for each argument")
        return command

    def _program(self, command: tuple[str, ...] | None) -> str | None:
        program = self._overrides.program or self._text("program")
        needed = command is None or any("${program}" in item for item in command)
        if program is None and needed:
            sentence = "neither `program` nor a `command` that does without it"
            hint = "add `program: train.py`, or pass --program train.py"
            self._findings.error(self._root.place, "program", sentence, hint)
        return program

    def _needs_of(
        self, method: Method | None, parameters: tuple[Parameter, ...], objectives: tuple[Objective, ...]
    ) -> None:
        if method is not Method.BAYES:
            return
        place = self._keys["method"].place
        if not objectives and not {"metric", "metrics"} & self._keys.keys():
            self._findings.error(place, "metric", "bayes needs a `metric`", "add `metric: {name: val_loss}`")
        if parameters and all(parameter.distribution == "constant" for parameter in parameters):
            self._findings.error(place, "parameters", "bayes needs at least one parameter that is not constant")

    def _env(self) -> Mapping[str, str]:
        node = self._get("env")
        if node is None:
            return {}
        if node.mapping is None:
            self._findings.error(node.place, "env", "has to be a mapping", "write `env: {NAME: value}`")
            return {}
        env = {}
        for name, value in node.mapping.items():
            if isinstance(value.content, dict | list):
                self._findings.error(value.place, f"env.{name}", "has to be a text or a number")
            elif not name or "=" in name or "\0" in name:
                self._findings.error(value.place, f"env.{name}", "is not a name for an environment variable")
            else:
                env[name] = "" if value.content is None else str(canonical(value.plain))
        return env

    def _limits(self) -> Limits:
        cap = self._whole("run_cap")
        if cap is not None and cap < 1:
            self._findings.error(self._keys["run_cap"].place, "run_cap", f"has to be at least 1, not {cap}")
        retries = self._whole("retries") or 0
        if retries < 0:
            self._findings.error(self._keys["retries"].place, "retries", "has to be 0 or more")
        return Limits(cap, self._timeout(), retries)

    def _timeout(self) -> float | None:
        node = self._get("timeout")
        if node is None:
            return None
        match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd]?)", str(node.plain))
        seconds = float(match[1]) * _UNITS[match[2]] if match else math.nan
        if not seconds > 0:
            sentence = f"has to be a time above 0, not {node.plain!r}"
            self._findings.error(node.place, "timeout", sentence, "a number of seconds, or `90s`, `30m`, `2h`")
            return None
        return seconds


METRIC_KEYS: Collection[str] = ("name", "goal", "target", "summary", "pattern", "impute", "impute_while_running")
KEYS: Collection[str] = (
    "method",
    "parameters",
    "program",
    "command",
    "metric",
    "metrics",
    "early_terminate",
    "run_cap",
    "name",
    "description",
    "seed",
    "timeout",
    "retries",
    "env",
)
