"""Our own keys that shape the search: `search`, `stop`, `folds`, `repeats`, `constraints`, `initial`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sweepctl.model.checks import Check, at_least, number, positive, text
from sweepctl.model.params import Value, canonical
from sweepctl.model.spec import Limits, Objective, Parameter, Parts, Search
from sweepctl.samplers.engines import AUTO, ENGINES
from sweepctl.space.expression import ExpressionError, parse
from sweepctl.space.given import oddities
from sweepctl.space.space import Space
from sweepctl.spec.document import Node
from sweepctl.spec.findings import Findings, did_you_mean

SEARCH: Mapping[str, Check] = {"sampler": text, "startup": at_least(0)}
STOP: Mapping[str, Check] = {
    "trials": at_least(1),
    "hours": positive,
    "no_improvement": at_least(1),
    "target": number,
}
PARTS: Mapping[str, Check] = {"count": at_least(2), "name": text}
# Engines that search for several objectives; a Gaussian process and CMA-ES have one.
_FOR_SEVERAL = ("tpe", "qmc", "random")


def _options(node: Node, path: str, checks: Mapping[str, Check], example: str, findings: Findings) -> dict[str, Value]:
    """The fine values of a block by key; everything else is reported."""
    if node.mapping is None:
        findings.error(node.place, path, "has to be a mapping", f"write `{example}`")
    found: dict[str, Value] = {}
    for key, value in node.entries.items():
        if key not in checks:
            findings.unknown_key(node, key, path, checks)
            continue
        wanted = checks[key](value.plain)
        if wanted:
            findings.wrong(value.place, f"{path}.{key}", wanted, value.plain)
        else:
            found[key] = canonical(value.plain)
    return found


def read_search(node: Node, is_bayes: bool, objectives: Sequence[Objective], findings: Findings) -> Search:
    """`search: {sampler: gp, startup: 10}`."""
    options = _options(node, "search", SEARCH, "search: {sampler: gp}", findings)
    if not is_bayes:
        findings.warn(node.place, "search", "is for `method: bayes` only, and is not used")
    search = Search(**options)  # type: ignore[arg-type]
    known = (AUTO, *ENGINES)
    place = node.entries["sampler"].place if "sampler" in node.entries else node.place
    if ":" not in search.sampler and search.sampler not in known:
        hint = did_you_mean(search.sampler, known) or f"one of {', '.join(known)}, or module:factory for your own"
        findings.error(place, "search.sampler", f"`{search.sampler}` is not a sampler", hint)
    elif len(objectives) > 1 and search.sampler in ENGINES and search.sampler not in _FOR_SEVERAL:
        sentence = f"`{search.sampler}` searches for one metric, not for {len(objectives)}"
        findings.error(place, "search.sampler", sentence, f"one of {AUTO}, {', '.join(_FOR_SEVERAL)}")
    return search


def read_stop(
    node: Node, limits: Limits, objectives: tuple[Objective, ...], findings: Findings
) -> tuple[Limits, tuple[Objective, ...]]:
    """`stop: {trials: 200, hours: 8, no_improvement: 50, target: 0.05}`: the limits and objectives with it."""
    options = _options(node, "stop", STOP, "stop: {trials: 200, hours: 8}", findings)
    caps = [cap for cap in (limits.run_cap, options.get("trials")) if isinstance(cap, int)]
    hours, fruitless, target = options.get("hours"), options.get("no_improvement"), options.get("target")
    for key in ("target", "no_improvement"):
        if key in options and len(objectives) != 1:
            sentence = "needs one metric" if objectives else "needs a `metric`"
            findings.error(node.entries[key].place, f"stop.{key}", sentence)
    if isinstance(target, int | float) and len(objectives) == 1:
        if objectives[0].target not in {None, float(target)}:
            findings.error(
                node.entries["target"].place, "stop.target", "differs from `metric.target`", "keep one of them"
            )
        objectives = (replace(objectives[0], target=float(target)),)
    return (
        replace(
            limits,
            run_cap=min(caps, default=None),
            hours=float(hours) if isinstance(hours, int | float) else None,
            no_improvement=fruitless if isinstance(fruitless, int) else None,
        ),
        objectives,
    )


def read_parts(folds: Node | None, repeats: Node | None, parameters: Sequence[Parameter], findings: Findings) -> Parts:
    """`folds: 5` and `repeats: 3`, or `{count: 5, name: fold}` where the argument has another name."""
    parts = Parts()
    if folds is not None:
        count, name = _part(folds, "folds", parts.fold_name, parameters, findings)
        parts = replace(parts, folds=count, fold_name=name)
    if repeats is not None:
        count, name = _part(repeats, "repeats", parts.seed_name, parameters, findings)
        parts = replace(parts, repeats=count, seed_name=name)
    if parts.folds > 1 and parts.repeats > 1 and parts.fold_name == parts.seed_name:
        assert repeats is not None
        findings.error(repeats.place, "repeats.name", f"both `folds` and `repeats` are passed as `{parts.fold_name}`")
    return parts


def _part(node: Node, key: str, default: str, parameters: Sequence[Parameter], findings: Findings) -> tuple[int, str]:
    options: dict[str, Value] = {}
    if node.mapping is None:
        wanted = PARTS["count"](node.plain)
        if wanted:
            findings.wrong(
                node.place, key, wanted, node.plain, f"write `{key}: 5`, or `{key}: {{count: 5, name: {default}}}`"
            )
        else:
            options = {"count": canonical(node.plain)}
    else:
        options = _options(node, key, PARTS, f"{key}: 5", findings)
        if "count" not in node.mapping:
            findings.error(node.place, key, "needs `count`", f"write `{key}: 5`")
    count, name = options.get("count", 1), str(options.get("name", default))
    if any(parameter.path[0] == name for parameter in parameters):
        sentence = f"a parameter is called `{name}` already"
        findings.error(node.place, key, sentence, f"write `{key}: {{count: 5, name: ...}}` with another name")
    return (count if isinstance(count, int) else 1), name


def read_constraints(node: Node, parameters: Sequence[Parameter], findings: Findings) -> tuple[str, ...]:
    """`constraints: ["layers * width <= 4096"]`."""
    if not isinstance(node.content, list):
        hint = 'write `constraints: ["layers * width <= 4096"]`'
        findings.error(node.place, "constraints", "has to be a list of conditions", hint)
        return ()
    names = {".".join(one.path[:depth]) for one in parameters for depth in range(1, len(one.path) + 1)}
    found = []
    for position, item in enumerate(node.content):
        where = f"constraints.{position}"
        try:
            expression = parse(str(item.plain))
        except ExpressionError as error:
            findings.error(item.place, where, f"`{item.plain}` {error}")
            continue
        strange = sorted(expression.names - names)
        for name in strange:
            findings.error(item.place, where, f"there is no parameter `{name}`", did_you_mean(name, names))
        if not strange:
            found.append(expression.text)
    return tuple(found)


def read_initial(
    node: Node, parameters: Sequence[Parameter], constraints: Sequence[str], cap: int | None, findings: Findings
) -> tuple[Mapping[str, Value], ...]:
    """`initial: [{lr: 0.01}, …]`: points by dotted name; what they leave out is drawn."""
    if not isinstance(node.content, list):
        findings.error(node.place, "initial", "has to be a list of points", "write `initial: [{lr: 0.01}]`")
        return ()
    if cap is not None and len(node.content) > cap:
        findings.error(node.place, "initial", f"has {len(node.content)} points, and the sweep at most {cap} trials")
    space = Space.of(parameters, constraints)
    names = [leaf.name for leaf in space.leaves]
    found = []
    for position, item in enumerate(node.content):
        where = f"initial.{position}"
        if item.mapping is None:
            findings.error(item.place, where, "has to be a mapping", "write `{lr: 0.01}`")
            continue
        point = _point(item, "", names, where, findings)
        for name, sentence in oddities(space, point):
            findings.warn(item.place, f"{where}.{name}" if name else where, sentence)
        found.append(point)
    return tuple(found)


def _point(node: Node, prefix: str, names: Collection[str], where: str, findings: Findings) -> dict[str, Value]:
    """The values of a point by dotted name; nested ones may be nested here too."""
    found: dict[str, Value] = {}
    for key, value in node.entries.items():
        name = f"{prefix}{key}"
        if name in names:
            found[name] = canonical(value.plain)
        elif value.mapping is not None and any(one.startswith(f"{name}.") for one in names):
            found |= _point(value, f"{name}.", names, where, findings)
        else:
            sentence = f"there is no parameter `{name}`"
            findings.error(node.keys[key].place, where, sentence, did_you_mean(name, names))
    return found
