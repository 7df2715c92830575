"""Lines to readings: every format in order, the step remembered, the objective's name recognised."""

from __future__ import annotations

import re
from dataclasses import replace

from sweepctl.metrics.frames import Redrawn
from sweepctl.metrics.names import Names
from sweepctl.metrics.reading import STEP, Reading, Step
from sweepctl.metrics.records import parse_record
from sweepctl.metrics.registry import open_formats
from sweepctl.model.point import Line, Rank
from sweepctl.model.spec import Objective

_MAY_MATTER = re.compile(r"[0-9]|[nN][aA][nN]|[iI][nN][fF]")


class Reader:
    """Reads the lines and the records of one execution; a step that a line says holds until another is said.

    A line that only says a new step gives a reading without values. Of the formats that guess, the first with values
    wins; the user's pattern is read beside them, and a tagged line is read by nobody else.
    """

    def __init__(self, objective: Objective | None) -> None:
        self._formats = open_formats(objective)
        self._names = Names(objective.name if objective else None)
        self._step: Step | None = None

    def read(self, line: Line) -> list[Reading]:
        """What a line says; usually nothing or one reading."""
        if not _MAY_MATTER.search(line.text):
            return []
        found, step = self._try_formats(line.text)
        if found and found[0].rank is Rank.TAGGED:
            return [self._names.match(found[0])] if found[0].values else []
        moved = self._move(step)
        if not found:
            return [Reading({}, moved)] if moved else []
        placed, is_passing = moved or self._step, isinstance(line, Redrawn)
        is_sticky = moved is None and placed is not None
        return [
            self._names.match(Reading(reading.values, placed, reading.rank, is_sticky, is_passing)) for reading in found
        ]

    def record(self, text: str) -> Reading | None:
        """What a line of the metrics file says, None where it is torn; steps of the output do not apply to it."""
        reading = parse_record(text)
        return None if reading is None else self._names.match(reading)

    def _try_formats(self, text: str) -> tuple[list[Reading], Step | None]:
        found: list[Reading] = []
        step: Step | None = None
        for form in self._formats:
            if found and found[-1].rank is Rank.GUESSED and step is not None:
                break
            reading = form.read(text)
            if reading is None:
                continue
            if reading.rank is Rank.TAGGED:
                return [reading], reading.step
            step = step or reading.step
            if reading.values and not (found and found[-1].rank is reading.rank):
                found.append(reading)
        return found, step

    def _move(self, step: Step | None) -> Step | None:
        """Remember a step that a line says; the full step, with the epoch in force."""
        if step is None:
            return None
        if step.kind == STEP and step.within is None and self._step is not None:
            epoch = self._step.within if self._step.kind == STEP else self._step
            step = replace(step, within=epoch)
        self._step = step
        return step
