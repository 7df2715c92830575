"""The `parameters:` block → Parameters. Keys, inference and nesting are W&B's (`sweeps/config/schema.json`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sweepctl.model.checks import is_number
from sweepctl.model.params import Value
from sweepctl.model.spec import Method, Parameter
from sweepctl.space.distributions import DISTRIBUTIONS, distribution_of, implied_kind
from sweepctl.spec.conditions import Found, When
from sweepctl.spec.document import Node
from sweepctl.spec.findings import Findings, did_you_mean, shown

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_NOTHING_HINT = "give `value`, `values`, or `min` and `max`"
# What tells a parameter from a mapping of anything else.
_TELLING_KEYS = frozenset({"value", "values", "min", "max", "distribution", "parameters"})
_ALL_KEYS = frozenset(key for member in DISTRIBUTIONS.values() for key in member.checks) | {
    "distribution",
    "parameters",
}
# Whatever can stand in a parameter.
PARAMETER_KEYS = _ALL_KEYS | {"when"}


def looks_like_a_parameter(node: Node) -> bool:
    """Whether it is written as a parameter is."""
    return not _TELLING_KEYS.isdisjoint(node.entries)


def names_in(block: Node, prefix: str = "") -> set[str]:
    """The names of a block's parameters, dotted where nested, whether or not they can be read."""
    names = set()
    for name, node in block.entries.items():
        names.add(f"{prefix}{name}")
        if _is_nested(node):
            names |= names_in(node.entries["parameters"], f"{prefix}{name}.")
    return names


def _is_nested(node: Node) -> bool:
    return node.mapping is not None and set(node.mapping) - {"when"} == {"parameters"}


def read_parameters(block: Node, method: Method | None, findings: Findings) -> Iterator[Found]:
    """Every leaf of the block with its node; what cannot be read is reported and left out."""
    yield from _block(block, (), (), method, findings)


def _block(
    block: Node, path: tuple[str, ...], outer: tuple[When, ...], method: Method | None, findings: Findings
) -> Iterator[Found]:
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
        if not name:
            findings.error(block.keys[name].place, where, "a parameter needs a name")
        elif not _NAME.fullmatch(name):
            sentence = f"W&B allows letters, digits, `_`, `.` and `-` in a name; `{name}` is passed as it is"
            findings.warn(block.keys[name].place, _dotted(inner), sentence)
        whens = (*outer, When(node.entries["when"], inner)) if "when" in node.entries else outer
        if _is_nested(node):
            yield from _block(node.entries["parameters"], inner, whens, method, findings)
        else:
            parameter = _leaf(_without_when(node), inner, findings)
            if parameter and _suits(parameter, node, method, findings):
                yield Found(parameter, node, whens)


def _without_when(node: Node) -> Node:
    if "when" not in node.entries:
        return node
    return replace(node, content={key: value for key, value in node.entries.items() if key != "when"})


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(("parameters", *path))


def _leaf(node: Node, path: tuple[str, ...], findings: Findings) -> Parameter | None:
    where = _dotted(path)
    keys = node.mapping
    if keys is None:
        wrapped = "values" if isinstance(node.content, list) else "value"
        hint = f"write `{path[-1]}: {{{wrapped}: {shown(node.plain)}}}`"
        if node.content is None:
            findings.error(node.place, where, "is empty", _NOTHING_HINT)
        else:
            findings.error(node.place, where, "has to be a mapping", hint)
        return None
    kind = _kind(node, keys, where, findings)
    if kind is None:
        return None
    member = DISTRIBUTIONS[kind]
    missing = sorted(member.required() - set(keys), reverse=True)
    if missing:
        sentence = f"`{kind}` needs {_joined(missing)}"
        findings.error(node.place, where, sentence, _missing_hint(missing, keys))
    fine = _no_strangers(node, kind, where, findings, is_complete=not missing) and not missing
    options: dict[str, Value] = {}
    for key, check in member.checks.items():
        if key not in keys:
            continue
        value = _listed(keys[key], where, findings) if key == "values" else keys[key].plain
        wanted = check(value)
        if wanted:
            findings.wrong(keys[key].place, f"{where}.{key}", wanted, value, _check_hint(kind, key, value))
            fine = False
        options[key] = value
    if not fine:
        return None
    parameter = Parameter(path, kind, options)
    return parameter if _agrees(parameter, node, findings) else None


def _kind(node: Node, keys: Mapping[str, Node], where: str, findings: Findings) -> str | None:
    """The distribution, named or implied."""
    named = keys.get("distribution")
    if named is None:
        kind = implied_kind({key: value.plain for key, value in keys.items() if key in _ALL_KEYS})
        if kind is None:
            findings.error(node.place, where, _no_kind_sentence(keys), _no_kind_hint(keys))
        return kind
    if isinstance(named.content, str) and named.content in DISTRIBUTIONS:
        return named.content
    where = f"{where}.distribution"
    name = str(named.plain)
    hint = did_you_mean(name, DISTRIBUTIONS) or f"one of {', '.join(sorted(DISTRIBUTIONS))}"
    sentence = "is empty" if named.content is None else f"`{name}` is not a distribution"
    findings.error(named.place, where, sentence, "remove it, or name one" if named.content is None else hint)
    return None


def _joined(keys: Sequence[str]) -> str:
    """`a`, `b` and `c`."""
    *most, last = (f"`{key}`" for key in keys)
    return f"{', '.join(most)} and {last}" if most else last


def _no_kind_sentence(keys: Mapping[str, Node]) -> str:
    known = [key for key in keys if key in _ALL_KEYS]
    if len(known) < 2:
        return f"{_joined(known)} alone does not say how to draw it" if known else "does not say how to draw it"
    clash = not {"value", "values", "parameters"}.isdisjoint(known)
    return f"{_joined(known)} do not {'go together' if clash else 'say how to draw it'}"


def _no_kind_hint(keys: Mapping[str, Node]) -> str:
    for telling, kind in (("mu", "normal"), ("sigma", "normal"), ("a", "beta"), ("b", "beta"), ("q", "q_uniform")):
        if telling in keys:
            return f"add `distribution: {kind}`"
    if {"min", "max"} & set(keys):
        return "give both `min` and `max`, and nothing of another distribution"
    if keys and all(node.mapping is not None for node in keys.values()):
        return "write `parameters:` between it and what is nested in it"
    near = [found for key in keys if key not in _ALL_KEYS and (found := did_you_mean(key, _ALL_KEYS))]
    return near[0] if near else _NOTHING_HINT


def _missing_hint(missing: Sequence[str], keys: Mapping[str, Node]) -> str:
    if "min" in missing and "values" in keys:
        return "leave out `distribution`: `values` are categorical by themselves"
    if "values" in missing and "value" in keys:
        return "write `values: [...]`, or leave out `distribution`"
    return f"add {_joined([f'{key}:' for key in missing])}"


def _check_hint(kind: str, key: str, value: object) -> str | None:
    if key == "values" and not isinstance(value, list | dict) and value is not None:
        return f"write `values: [{shown(value)}]`"
    if isinstance(value, str):
        return "leave out the quotes" if re.fullmatch(r"[-+]?[\d.]+([eE][-+]?\d+)?", value) else None
    if kind == "int_uniform" and isinstance(value, float):
        return "use `distribution: uniform` for fractions"
    if "log_uniform_values" in kind and key in {"min", "max"} and is_number(value):
        return "a log scale has no zero and no negative numbers; use `distribution: uniform`"
    return None


def _no_strangers(node: Node, kind: str, where: str, findings: Findings, is_complete: bool) -> bool:
    """Keys the distribution does not take. Harmless ones are warned of; one that would change the draw is an error.

    The latter is not said where keys are missing too: then the distribution is the wrong one, and that is said.
    """
    allowed = {*DISTRIBUTIONS[kind].checks, "distribution"}
    fine = True
    for key, value in node.entries.items():
        if key in allowed:
            continue
        if key not in _ALL_KEYS and value.mapping is None:
            findings.unknown_key(node, key, where, allowed)
        elif is_complete:
            hint = "is it indented too far?" if value.mapping is not None else _other_kind_hint(key, kind)
            findings.error(node.keys[key].place, f"{where}.{key}", f"`{kind}` does not take `{key}`", hint)
            fine = False
    return fine


def _other_kind_hint(key: str, kind: str) -> str:
    takers = [name for name, member in sorted(DISTRIBUTIONS.items()) if key in member.checks]
    likely = [name for name in takers if name.startswith(kind) or name == f"q_{kind}"] or takers
    return f"remove it, or use `distribution: {likely[0]}`" if likely else "remove it"


def _listed(node: Node, where: str, findings: Findings) -> Value:
    """The items of `values`; a set in braces is taken for the list that was meant."""
    if node.mapping and all(item.content is None for item in node.mapping.values()):
        findings.warn(node.place, f"{where}.values", "a set in braces is read as a list", "write `values: [...]`")
        return [key.plain for key in node.keys.values()]
    return node.plain


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
