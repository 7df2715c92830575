"""The user's own regular expression, from the objective's `pattern`."""

from __future__ import annotations

import re

from sweepctl.errors import UsageError
from sweepctl.metrics.formats.figures import finite, join, number
from sweepctl.metrics.reading import Reading
from sweepctl.model.point import Rank
from sweepctl.model.spec import Objective

_LONGEST = 10_000


class Pattern:
    """Every match on a line counts; `value` is needed, `step` is optional, `name` defaults to the objective's.

    Only the start of a very long line is searched, as a user's expression need not be linear.
    """

    def __init__(self, pattern: str, objective_name: str) -> None:
        try:
            self._regex = re.compile(pattern)
        except re.error as error:
            raise UsageError(f"the objective's pattern is not a regular expression: {error}") from None
        if "value" not in self._regex.groupindex:
            raise UsageError("the objective's pattern has no group named value", "write it as (?P<value>…)")
        self._objective_name = objective_name

    def read(self, text: str) -> Reading | None:
        values: dict[str, float] = {}
        step = None
        for match in self._regex.finditer(text, 0, _LONGEST):
            groups = match.groupdict()
            value = number(groups["value"])
            if value is not None:
                values[groups.get("name") or self._objective_name] = value
                step = finite(groups.get("step"))
        return Reading(values, join(None, step), Rank.PATTERN) if values else None


def build(objective: Objective | None) -> Pattern | None:
    """The registry's door."""
    if objective is None or objective.pattern is None:
        return None
    return Pattern(objective.pattern, objective.name)
