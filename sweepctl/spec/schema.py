"""The whole sweep file → SweepSpec: W&B's language (https://docs.wandb.ai/guides/sweeps/sweep-config-keys) and ours.

Every problem is reported, not only the first. Unknown keys are warned of and ignored, as W&B's service does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sweepctl.errors import SpecError
from sweepctl.model.checks import Check, integer
from sweepctl.model.params import Value, canonical
from sweepctl.model.problem import Problem
from sweepctl.model.spec import (
    DEFAULT_COMMAND,
    EarlyTerminate,
    Limits,
    Method,
    Objective,
    Output,
    Parameter,
    Parts,
    Search,
    SweepSpec,
)
from sweepctl.spec.changes import changed
from sweepctl.spec.command_schema import read_command, read_program
from sweepctl.spec.conditions import with_conditions
from sweepctl.spec.document import DocumentError, Node, Place, read_document
from sweepctl.spec.findings import Findings, did_you_mean, nearest
from sweepctl.spec.limits_schema import LIMIT_KEYS, read_limits
from sweepctl.spec.metric_schema import METRIC_KEYS as METRIC_KEYS
from sweepctl.spec.metric_schema import read_objectives
from sweepctl.spec.search_schema import read_constraints, read_initial, read_parts, read_search, read_stop
from sweepctl.spec.space_schema import looks_like_a_parameter, names_in, read_parameters
from sweepctl.spec.stop_schema import read_early_terminate

UNUSED: Mapping[str, str] = {
    "entity": "there is no account here",
    "project": "there is no server here; sweeps live in the folder",
    "controller": "the agents coordinate themselves",
    "job": "Launch is W&B's",
    "image_uri": "Launch is W&B's",
    "scheduler": "the sampler is chosen by `method`",
    "apiVersion": "reserved by W&B",
    "kind": "reserved by W&B",
}
_COMMON_SLIPS: Mapping[str, str] = {"count": "run_cap", "early_stopping": "early_terminate", "max_runs": "run_cap"}
_MISPLACED = "is it a parameter? indent it below `parameters:`"
_MOST_ODD = 3
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Overrides:
    """What the command line says in place of the file."""

    program: str | None = None
    name: str | None = None
    interpreter: str | None = None
    changes: tuple[str, ...] = ()


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
    if root.mapping is not None and overrides:
        root = changed(root, overrides.changes, KEYS)
    if root.mapping is None:
        findings.error(root.place, "", "a sweep file is a mapping of keys", "start with `method: random`")
        raise SpecError(source, tuple(findings.problems))
    reader = _Reader(root, root.mapping, overrides or Overrides(), findings)
    spec = reader.spec()
    findings.problems.sort(key=lambda problem: (problem.line, problem.column))
    if findings.has_errors:
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
        self._are_whole = False

    def spec(self) -> SweepSpec:
        """The spec, worth something only if there were no errors."""
        self._strangers()
        method = self._method()
        parameters = self._parameters(method)
        self._needs_objective(method)
        parts = read_parts(self._get("folds"), self._get("repeats"), parameters, self._findings)
        names = self._names(parts)
        objectives = read_objectives(self._get("metric"), self._get("metrics"), names, self._findings)
        command = self._command(names)
        limits, objectives = self._stop(self._limits(), objectives)
        constraints, initial = self._points(parameters, limits.run_cap)
        return SweepSpec(
            method=method or Method.RANDOM,
            parameters=parameters,
            objectives=objectives,
            early_terminate=self._early_terminate(objectives),
            program=read_program(self._root, self._text("program"), self._overrides.program, command, self._findings),
            command=command or DEFAULT_COMMAND,
            interpreter=self._overrides.interpreter,
            env=self._env(),
            limits=limits,
            seed=self._whole("seed", -_LARGEST),
            name=self._overrides.name or self._text("name") or None,
            description=self._text("description") or None,
            search=self._search(method, objectives),
            parts=parts,
            constraints=constraints,
            initial=initial,
            stdout=self._stdout(),
        )

    def _limits(self) -> Limits:
        limits = read_limits({key: node for key in LIMIT_KEYS if (node := self._get(key))}, self._findings)
        return replace(limits, run_cap=self._whole("run_cap", 1))

    def _search(self, method: Method | None, objectives: tuple[Objective, ...]) -> Search:
        node = self._get("search")
        return read_search(node, method is Method.BAYES, objectives, self._findings) if node else Search()

    def _stop(self, limits: Limits, objectives: tuple[Objective, ...]) -> tuple[Limits, tuple[Objective, ...]]:
        node = self._get("stop")
        return read_stop(node, limits, objectives, self._findings) if node else (limits, objectives)

    def _early_terminate(self, objectives: tuple[Objective, ...]) -> EarlyTerminate | None:
        node = self._get("early_terminate")
        if node is not None and len(objectives) > 1:
            sentence = "with several metrics no trial is behind another, so none can be stopped"
            self._findings.error(node.place, "early_terminate", sentence, "remove it, or keep one metric")
        return read_early_terminate(node, self._findings) if node else None

    def _points(
        self, parameters: tuple[Parameter, ...], cap: int | None
    ) -> tuple[tuple[str, ...], tuple[Mapping[str, Value], ...]]:
        """Constraints and given points; nothing is said of them while the parameters cannot all be read."""
        if not self._are_whole:
            return (), ()
        given, chosen = self._get("constraints"), self._get("initial")
        constraints = read_constraints(given, parameters, self._findings) if given else ()
        return constraints, read_initial(chosen, parameters, constraints, cap, self._findings) if chosen else ()

    def _strangers(self) -> None:
        odd: list[str] = []
        for key, node in self._keys.items():
            if key in UNUSED:
                self._findings.note(self._root.keys[key].place, key, f"`{key}` is not used: {UNUSED[key]}")
            elif key in _COMMON_SLIPS:
                self._findings.unknown_key(self._root, key, "", KEYS, f"did you mean `{_COMMON_SLIPS[key]}`?")
            elif key not in KEYS and looks_like_a_parameter(node):
                self._findings.unknown_key(self._root, key, "", KEYS, _MISPLACED)
            elif key not in KEYS and nearest(key, KEYS):
                self._findings.unknown_key(self._root, key, "", KEYS)
            elif key not in KEYS:
                odd.append(key)
        self._rest(odd)

    def _rest(self, odd: Sequence[str]) -> None:
        """Keys that are like none of ours; many of them are a configuration of something else, said in one sentence."""
        if len(odd) <= _MOST_ODD:
            for key in odd:
                self._findings.unknown_key(self._root, key, "", KEYS)
            return
        shown = ", ".join(f"`{key}`" for key in odd[:_MOST_ODD])
        sentence = f"{shown} and {len(odd) - _MOST_ODD} more are not keys and are ignored"
        self._findings.warn(self._root.keys[odd[0]].place, "", sentence)

    def _get(self, key: str) -> Node | None:
        """The node of a key, None where it is absent or empty."""
        node = self._keys.get(key)
        return None if node is None or node.content is None else node

    def _checked(self, key: str, check: Check) -> Value:
        """The value of a key, None where it is absent or wrong."""
        node = self._get(key)
        if node is None:
            return None
        wanted = check(node.plain)
        if wanted:
            hint = _MISPLACED if looks_like_a_parameter(node) else None
            self._findings.wrong(node.place, key, wanted, node.plain, hint)
            return None
        return canonical(node.plain)

    def _text(self, key: str) -> str | None:
        value = self._checked(key, lambda value: "a text" if isinstance(value, dict | list) else None)
        return None if value is None else str(value)

    def _whole(self, key: str, least: int) -> int | None:
        wanted = "a whole number" if least < 0 else f"a whole number of at least {least}"

        def check(value: object) -> str | None:
            if integer(value) is not None or not isinstance(value, int | float) or value < least:
                return wanted
            return None if value <= _LARGEST else "a whole number below 2^63"

        value = self._checked(key, check)
        return int(value) if isinstance(value, int | float) else None

    def _method(self) -> Method | None:
        node = self._get("method")
        if node is None:
            place = self._root.keys["method"].place if "method" in self._keys else self._root.place
            self._findings.error(place, "method", "is missing", "add `method: random`, `grid` or `bayes`")
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
            place = self._root.keys["parameters"].place if "parameters" in self._keys else self._root.place
            sentence = "is empty" if "parameters" in self._keys else "is missing"
            hint = "list what to vary, such as `lr: {values: [0.1, 0.01]}`, indented below it"
            self._findings.error(place, "parameters", sentence, hint)
            return ()
        known = len(self._findings.problems)
        found = list(read_parameters(node, method, self._findings))
        self.places = {one.parameter.path: one.node.place for one in found}
        parameters = with_conditions(found, self._findings)
        self._are_whole = not any(problem.is_error for problem in self._findings.problems[known:])
        is_fixed = all(one.distribution == "constant" for one in parameters)
        if method is Method.BAYES and self._are_whole and is_fixed:
            place = self._keys["method"].place
            self._findings.error(place, "parameters", "bayes needs at least one parameter that is not constant")
        return parameters

    def _needs_objective(self, method: Method | None) -> None:
        """A metric is missing only if nothing is written there: one that is wrong has been told of."""
        if self._get("metric") or self._get("metrics"):
            return
        hint = "add `metric: {name: val_loss}`"
        if method is Method.BAYES:
            self._findings.error(self._keys["method"].place, "metric", "bayes needs a `metric`", hint)
        if self._get("early_terminate"):
            place = self._keys["early_terminate"].place
            self._findings.error(place, "early_terminate", "needs a `metric` to judge by", hint)

    def _names(self, parts: Parts) -> set[str]:
        """What a macro can ask for: the parameters, and the arguments that tell parts apart."""
        parameters = self._get("parameters")
        names = set(names_in(parameters)) if parameters else set()
        names |= {parts.fold_name} if parts.folds > 1 else set()
        return names | ({parts.seed_name} if parts.repeats > 1 else set())

    def _command(self, names: Collection[str]) -> tuple[str, ...] | None:
        node = self._get("command")
        return read_command(node, names, self._findings) if node else None

    def _stdout(self) -> Output:
        node = self._get("stdout")
        if node is None or str(node.plain) in set(Output):
            return Output(str(node.plain)) if node else Output.AUTO
        hint = did_you_mean(str(node.plain), list(Output)) or f"one of {', '.join(Output)}"
        self._findings.error(node.place, "stdout", f"`{node.plain}` is no kind of output", hint)
        return Output.AUTO

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
                self._findings.error(node.keys[name].place, f"env.{name}", "is not a name for an environment variable")
            else:
                env[name] = "" if value.content is None else str(canonical(value.plain))
        return env


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
    *LIMIT_KEYS,
    "env",
    "search",
    "stop",
    "folds",
    "repeats",
    "constraints",
    "initial",
    "stdout",
)
