"""`when:` of parameters and of nested blocks → the conditions of every parameter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sweepctl.model.params import Value, canonical
from sweepctl.model.spec import Condition, Parameter
from sweepctl.space.distributions import distribution_of
from sweepctl.space.space import Space
from sweepctl.spec.document import Node
from sweepctl.spec.findings import Findings, did_you_mean, shown


@dataclass(frozen=True)
class When:
    """A `when:` block, and the path of the parameter or the nested block that it stands at."""

    node: Node
    path: tuple[str, ...]

    @property
    def where(self) -> str:
        """The place in words."""
        return ".".join(("parameters", *self.path, "when"))


@dataclass(frozen=True)
class Found:
    """A parameter that could be read, its node, and the `when:` blocks that apply to it."""

    parameter: Parameter
    node: Node
    whens: tuple[When, ...] = ()


def with_conditions(found: Sequence[Found], findings: Findings) -> tuple[Parameter, ...]:
    """The parameters with their conditions; what is wrong with a condition is said once."""
    by_name = {one.parameter.name: one.parameter for one in found}
    known: dict[int, list[Condition]] = {}
    parameters = []
    for one in found:
        conditions: list[Condition] = []
        for when in one.whens:
            if id(when.node) not in known:
                known[id(when.node)] = list(_conditions(when, by_name, findings))
            conditions += known[id(when.node)]
        parameters.append(replace(one.parameter, when=tuple(conditions)))
    return _without_circles(parameters, found, findings)


def _conditions(when: When, by_name: Mapping[str, Parameter], findings: Findings) -> Iterator[Condition]:
    if not when.node.entries:
        findings.error(when.node.place, when.where, "has to be a mapping", "write `when: {optimizer: sgd}`")
    for name, node in when.node.entries.items():
        place, where = when.node.keys[name].place, f"{when.where}.{name}"
        full = _resolved(name, when.path, by_name)
        if full is None:
            sentence = f"there is no parameter `{name}` that it could depend on"
            findings.error(place, where, sentence, did_you_mean(name, by_name))
            continue
        if full == ".".join(when.path):
            findings.error(place, where, "a parameter cannot depend on itself")
            continue
        values = tuple(canonical(value) for value in (node.plain if isinstance(node.plain, list) else [node.plain]))
        if _can_be(full, values, by_name[full], node, where, findings):
            yield Condition(full, values)


def _resolved(name: str, path: Sequence[str], by_name: Mapping[str, Parameter]) -> str | None:
    """The full name: the nearest parameter of this name, looking outwards from where it stands."""
    scopes = (".".join([*path[:depth], name]) for depth in range(len(path) - 1, -1, -1))
    return next((full for full in scopes if full in by_name), None)


def _can_be(
    name: str, values: Sequence[Value], parameter: Parameter, node: Node, where: str, findings: Findings
) -> bool:
    """Whether the parameter can have the values at all."""
    distribution = distribution_of(parameter)
    if distribution.support is None:
        sentence = f"`{name}` is continuous, and a condition needs a parameter with separate values"
        findings.error(node.place, where, sentence)
        return False
    never = [value for value in values if distribution.support.position(value) is None]
    if never or not values:
        sentence = f"`{name}` is never {shown(never[0])}" if never else "has no value"
        findings.error(node.place, where, sentence, "write one of its values, or a list of them")
    return bool(values) and not never


def _without_circles(
    parameters: Sequence[Parameter], found: Sequence[Found], findings: Findings
) -> tuple[Parameter, ...]:
    try:
        Space.of(parameters)
    except ValueError as error:
        first = next(when for one in found for when in one.whens)
        findings.error(first.node.place, first.where, str(error))
        return tuple(replace(one, when=()) for one in parameters)
    return tuple(parameters)
