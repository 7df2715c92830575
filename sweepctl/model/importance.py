"""What matters in a sweep: which parameters move the objective, and how surely that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sweepctl.model.params import Value
from sweepctl.model.status import Sweep


class Method(StrEnum):
    """How importance is estimated; auto is the forest where scikit-learn is installed, else the Gaussian process."""

    AUTO = "auto"
    FOREST = "forest"
    GP = "gp"
    PED_ANOVA = "ped-anova"


@dataclass(frozen=True)
class Level:
    """One value of a parameter: the mean objective of the `count` trials that had it."""

    value: Value
    mean: float
    count: int


@dataclass(frozen=True)
class Weight:
    """One parameter. `importance` is its share, all add up to 1; `spread` its standard error by half-samples.

    `pearson` and `spearman` are correlations with the objective, for numbers; `eta` is the share of its variance
    that lies between the values, for categories, whose means are the `levels`. None where they are not defined.
    """

    name: str
    importance: float
    spread: float | None = None
    pearson: float | None = None
    spearman: float | None = None
    eta: float | None = None
    levels: Sequence[Level] = ()


@dataclass(frozen=True)
class Importances:
    """The parameters of a sweep, the most important first.

    `explained` is the share of the objective's variance that the model predicts on trials that it has not seen, None
    for a method that predicts nothing; `lead` in how many of `samples` half-samples the first parameter is the first.
    """

    sweep: Sweep
    metric: str
    method: Method
    summary: str
    trials: int
    weights: Sequence[Weight]
    explained: float | None = None
    lead: int = 0
    samples: int = 0
    constants: Sequence[str] = ()
    doubts: Sequence[str] = ()
