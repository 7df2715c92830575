"""The `parameters:` block → Parameters. Keys, inference and nesting are W&B's (`sweeps/config/schema.json`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sweepctl.model.params import Value
from sweepctl.model.spec import Method, Parameter
from sweepctl.space.distributions import DISTRIBUTIONS, distribution_of, implied_kind
from sweepctl.spec.document import Node
from sweepctl.spec.findings import Findings, did_you_mean

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_ALL_KEYS = frozenset(key for member in DISTRIBUTIONS.values() for key in member.checks) | {
    "distribution",
    "parameters",
}


def read_parameters(block: Node, method: Method | None, findings: Findings) -> Iterator[tuple[Parameter, Node]]:
    """Every leaf of the block with its node; what cannot be read is reported and left out."""
    yield from _block(block, (), method, findings)


def _block(
    block: Node, path: tuple[str, ...], method: Method | None, findings: Findings
) -> Iterator[tuple[Parameter, Node]]:
    where = _dotted(path)
    if block.mapping is None:
        findings.error(
            block.place, where, "has to be a mapping of parameter names", "write `lr: {min: 0.001, max: 0.1}`"
        )
        return
    if not block.mapping:
        findings.error(block.place, where, "has no parameters", "add at least one, such as `lr: {values: [0.1, 0.01]}`")
    for name, node in block.mapping.items():
        inner = (*path, name)
        if not _NAME.fullmatch(name):
            sentence = f"W&B allows letters, digits, `_`, `.` and `-` in a name; `{name}` is passed as it is"
            findings.warn(block.key_places[name], _dotted(inner), sentence)
        if node.mapping is not None and set(node.mapping) == {"parameters"}:
            yield from _block(node.mapping["parameters"], inner, method, findings)
        else:
            parameter = _leaf(node, inner, findings)
            if parameter and _suits(parameter, node, method, findings):
                yield parameter, node


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(("parameters", *path))


def _leaf(node: Node, path: tuple[str, ...], findings: Findings) -> Parameter | None:
    where = _dotted(path)
    keys = node.mapping
    if keys is None:
        wrapped = "values" if isinstance(node.content, list) else "value"
        findings.error(
            node.place, where, "has to be a mapping", f"write `{path[-1]}: {{{wrapped}: {_short(node.plain)}}}`"
        )
        return None
    kind = _kind(node, keys, where, findings)
    if kind is None:
        return None
    member = DISTRIBUTIONS[kind]
    fine = _no_strangers(node, keys, kind, where, findings)
    for missing in sorted(member.required() - set(keys)):
        findings.error(node.place, where, f"`{kind}` needs `{missing}`", _missing_hint(kind, missing, keys))
        fine = False
    options: dict[str, Value] = {}
    for key, check in member.checks.items():
        if key not in keys:
            continue
        value = _listed(keys[key], where, findings) if key == "values" else keys[key].plain
        wanted = check(value)
        if wanted:
            hint = _check_hint(kind, key, value)
            findings.error(keys[key].place, f"{where}.{key}", f"has to be {wanted}, not {_short(value)}", hint)
            fine = False
        options[key] = value
    if not fine:
        return None
    parameter = Parameter(path, kind, options)
    return parameter if _agrees(parameter, node, findings) else None


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}…"


def _kind(node: Node, keys: Mapping[str, Node], where: str, findings: Findings) -> str | None:
    """The distribution, named or implied."""
    if "distribution" not in keys:
        kind = implied_kind({key: value.plain for key, value in keys.items() if key in _ALL_KEYS})
        if kind is None:
            findings.error(node.place, where, _no_kind_sentence(keys), _no_kind_hint(keys))
        return kind
    name = keys["distribution"].plain
    if isinstance(name, str) and name in DISTRIBUTIONS:
        return name
    hint = did_you_mean(str(name), DISTRIBUTIONS) or f"one of {', '.join(sorted(DISTRIBUTIONS))}"
    findings.error(keys["distribution"].place, f"{where}.distribution", f"`{name}` is not a distribution", hint)
    return None


def _no_kind_sentence(keys: Mapping[str, Node]) -> str:
    known = [f"`{key}`" for key in keys if key in _ALL_KEYS]
    return f"{' and '.join(known)} do not say how to draw it" if known else "does not say how to draw it"


def _no_kind_hint(keys: Mapping[str, Node]) -> str:
    if {"mu", "sigma"} & set(keys):
        return "add `distribution: normal`"
    if {"a", "b"} & set(keys):
        return "add `distribution: beta`"
    if "q" in keys:
        return "add `distribution: q_uniform`"
    if {"min", "max"} & set(keys):
        return "give both `min` and `max`, and nothing of another distribution"
    return "give `value`, `values`, or `min` and `max`"


def _missing_hint(kind: str, missing: str, keys: Mapping[str, Node]) -> str | None:
    if missing in {"min", "max"} and "values" in keys:
        return "leave out `distribution`: `values` are categorical by themselves"
    if missing == "values" and "value" in keys:
        return "write `values: [...]`, or leave out `distribution`"
    return f"add `{missing}:`"


def _check_hint(kind: str, key: str, value: object) -> str | None:
    if kind == "int_uniform":
        return "use `distribution: uniform` for fractions"
    if "log_uniform_values" in kind and key in {"min", "max"}:
        return "a log scale has no zero and no negative numbers; use `distribution: uniform`"
    if isinstance(value, str) and key in {"min", "max", "q", "mu", "sigma"}:
        return "leave out the quotes" if re.fullmatch(r"[-+.\deE]+", value) else None
    return None


def _no_strangers(node: Node, keys: Mapping[str, Node], kind: str, where: str, findings: Findings) -> bool:
    """Keys the distribution does not take. Harmless ones are warned of; one that would change the draw is an error."""
    allowed = {*DISTRIBUTIONS[kind].checks, "distribution"}
    fine = True
    for key in keys:
        if key in allowed:
            continue
        if key in _ALL_KEYS or keys[key].mapping is not None:
            hint = "is it indented too far?" if keys[key].mapping is not None else _other_kind_hint(key)
            findings.error(node.key_places[key], f"{where}.{key}", f"`{kind}` does not take `{key}`", hint)
            fine = False
        else:
            findings.unknown_key(node, key, where, allowed)
    return fine


def _other_kind_hint(key: str) -> str:
    takers = [kind for kind, member in sorted(DISTRIBUTIONS.items()) if key in member.checks]
    return f"`{key}` belongs to {', '.join(takers)}" if takers else "remove it"


def _listed(node: Node, where: str, findings: Findings) -> Value:
    """The items of `values`; a set in braces is taken for the list that was meant."""
    if node.mapping and all(item.content is None for item in node.mapping.values()):
        findings.warn(node.place, f"{where}.values", "a set in braces is read as a list", "write `values: [...]`")
        return [_scalar(key) for key in node.mapping]
    return node.plain


def _scalar(text: str) -> Value:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _agrees(parameter: Parameter, node: Node, findings: Findings) -> bool:
    """Whether the keys fit together."""
    where = _dotted(parameter.path)
    complaints = distribution_of(parameter).complaints()
    for complaint in complaints:
        place = node.mapping[complaint.key].place if node.mapping and complaint.key in node.mapping else node.place
        say = findings.error if complaint.is_error else findings.warn
        say(place, f"{where}.{complaint.key}", complaint.sentence, complaint.hint)
    return not any(complaint.is_error for complaint in complaints)


def _suits(parameter: Parameter, node: Node, method: Method | None, findings: Findings) -> bool:
    """Whether the search method can take it; W&B's grid refuses continuous and weighted parameters."""
    if method is not Method.GRID or distribution_of(parameter).grid is not None:
        return True
    where = _dotted(parameter.path)
    if parameter.distribution == "categorical_w_probabilities":
        findings.error(node.place, where, "a grid visits every value, so `probabilities` mean nothing", "remove them")
        return False
    hint = "list its `values`, or use `distribution: q_uniform` with a step `q`, or `method: random`"
    findings.error(node.place, where, f"a grid cannot count through a continuous `{parameter.distribution}`", hint)
    return False
