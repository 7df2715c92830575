"""The registry of distributions: W&B's names, and how a short form implies one.

Names, defaults and formulas follow the `sweeps` package (https://github.com/wandb/sweeps, `schema.json` and
`params.py`), documented at https://docs.wandb.ai/guides/sweeps/sweep-config-keys.
"""

from __future__ import annotations

from collections.abc import Mapping

from sweepctl.model.params import Value
from sweepctl.model.spec import Parameter
from sweepctl.space.distributions.base import Distribution
from sweepctl.space.distributions.continuous import (
    Beta,
    InvLogUniform,
    InvLogUniformValues,
    LogNormal,
    LogUniform,
    LogUniformValues,
    Normal,
    Uniform,
)
from sweepctl.space.distributions.discrete import Categorical, CategoricalWithProbabilities, Constant, IntUniform
from sweepctl.space.distributions.quantised import (
    QBeta,
    QLogNormal,
    QLogUniform,
    QLogUniformValues,
    QNormal,
    QUniform,
)

_MEMBERS: tuple[type[Distribution], ...] = (
    Beta,
    Categorical,
    CategoricalWithProbabilities,
    Constant,
    IntUniform,
    InvLogUniform,
    InvLogUniformValues,
    LogNormal,
    LogUniform,
    LogUniformValues,
    Normal,
    QBeta,
    QLogNormal,
    QLogUniform,
    QLogUniformValues,
    QNormal,
    QUniform,
    Uniform,
)

_IMPLIED: Mapping[frozenset[str], str] = {
    frozenset({"value"}): Constant.kind,
    frozenset({"values"}): Categorical.kind,
    frozenset({"values", "probabilities"}): CategoricalWithProbabilities.kind,
}

DISTRIBUTIONS: Mapping[str, type[Distribution]] = {member.kind: member for member in _MEMBERS}


def implied_kind(keys: Mapping[str, object]) -> str | None:
    """The distribution that the keys of a parameter imply without naming it, None where they do not.

    Whole-number bounds are `int_uniform` only if both are written without a point: `0.0 … 1.0` is `uniform`.
    """
    names = frozenset(keys)
    if names == {"min", "max"}:
        both_whole = all(isinstance(keys[name], int) for name in names)
        return IntUniform.kind if both_whole else Uniform.kind
    return _IMPLIED.get(names)


def distribution_of(parameter: Parameter) -> Distribution:
    """The distribution that a stored parameter names."""
    options: Mapping[str, Value] = parameter.options
    return DISTRIBUTIONS[parameter.distribution](**options)
