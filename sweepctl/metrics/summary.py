"""One number for the history of a trial's objective."""

from __future__ import annotations

import math

from sweepctl.model.point import Series
from sweepctl.model.spec import Goal, Objective, Summary


def objective_value(objective: Objective, series: Series) -> tuple[float, int, float | None] | None:
    """The value, the `n` and the step it came at, by `objective.summary`; None where no finite value was seen.

    A mean is placed at the last point; the step of a last point that NaN or infinity came after is not known.
    """
    if not series.count:
        return None
    low = (series.low, series.low_n, series.low_step)
    high = (series.high, series.high_n, series.high_step)
    if objective.summary is Summary.BEST:
        return low if objective.goal is Goal.MINIMIZE else high
    value = series.total / series.count if objective.summary is Summary.MEAN else series.final
    return value, series.count, series.last_step if math.isfinite(series.last) else None
