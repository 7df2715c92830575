"""Lines to readings: every format in order, the step remembered, the objective's name recognised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sweepctl.metrics.frames import Redrawn
from sweepctl.metrics.names import Names
from sweepctl.metrics.prefix import unprefixed
from sweepctl.metrics.reading import STEP, Reading, Step
from sweepctl.metrics.records import parse_record
from sweepctl.metrics.registry import Opened, open_formats
from sweepctl.model.point import Line, Rank, Stream
from sweepctl.model.spec import Objective

_MAY_MATTER = re.compile(r"[0-9]|[nN][aA][nN]|[iI][nN][fF]")


@dataclass
class _Found:
    """What the formats made of one line: readings with values, and the step with whether it was said in passing."""

    readings: list[Reading] = field(default_factory=list)
    step: Step | None = None
    is_aside: bool = False

    def take_step(self, reading: Reading) -> None:
        """The first step that a line says counts."""
        if self.step is None:
            self.step, self.is_aside = reading.step, reading.step_is_sticky

    def add(self, reading: Reading, name: str) -> None:
        """One more reading that may have values."""
        self.take_step(reading)
        if reading.values:
            self.readings.append(Reading(reading.values, rank=reading.rank, format=name, section=reading.section))


class Reader:
    """Reads the lines and the records of one execution; a step that a line says holds until another is said.

    A line that only says a new step gives a reading without values. Of the formats that guess, the first with values
    wins, but those of prose complete each other; the user's pattern is read beside them, and a tagged line is read by
    nobody else.
    """

    def __init__(self, *objectives: Objective | None) -> None:
        """Of a sweep without an objective None is given, or nothing."""
        wanted = [objective for objective in objectives if objective is not None]
        self._formats = {stream: open_formats(wanted) for stream in Stream}
        self._listeners = {
            stream: [opened.form for opened in formats.exclusive if opened.heeds_words]
            for stream, formats in self._formats.items()
        }
        self._names = [Names(objective.name) for objective in wanted]
        self._step: Step | None = None

    def read(self, line: Line) -> list[Reading]:
        """What a line says; usually nothing or one reading."""
        if not _MAY_MATTER.search(line.text):
            text = unprefixed(line.text)
            for listener in self._listeners[line.stream]:
                listener.read(text)
            return []
        found = self._try_formats(line)
        if found.readings and found.readings[0].rank is Rank.TAGGED:
            return [self.named(found.readings[0])] if found.readings[0].values else []
        moved = None if found.is_aside else self._move(found.step)
        if not found.readings:
            return [Reading({}, moved, format="steps")] if moved else []
        placed = moved or (found.step if found.is_aside else self._step)
        is_passing, is_sticky = isinstance(line, Redrawn), moved is None and placed is not None
        return [
            self.named(
                Reading(
                    reading.values, placed, reading.rank, is_sticky, is_passing,
                    format=reading.format, section=reading.section,
                )
            )
            for reading in found.readings
        ]  # fmt: skip

    def record(self, text: str) -> Reading | None:
        """What a line of the metrics file says, None where it is torn; steps of the output do not apply to it."""
        reading = parse_record(text)
        return None if reading is None else self.named(replace(reading, format="record"))

    def named(self, reading: Reading) -> Reading:
        """The reading with the objectives called by their own names."""
        for names in self._names:
            reading = names.match(reading)
        return reading

    def _try_formats(self, line: Line) -> _Found:
        formats, found = self._formats[line.stream], _Found()
        for opened in formats.verbatim:
            reading = opened.form.read(line.text)
            if reading is None:
                continue
            if reading.rank is Rank.TAGGED:
                return _Found([replace(reading, format=opened.name)])
            found.add(reading, opened.name)
        text = unprefixed(line.text)
        for opened in formats.exclusive:
            reading = opened.form.read(text)
            if reading is not None:
                found.add(reading, opened.name)
                if reading.values and found.step is not None:
                    return found
                if reading.values:
                    break
        else:
            self._read_prose(text, formats.prose, found)
            return found
        self._read_prose(text, formats.prose[-1:], found)
        return found

    def _read_prose(self, text: str, formats: Sequence[Opened], found: _Found) -> None:
        """What the formats that complete each other make of a line."""
        best: Reading | None = None
        for opened in formats:
            if opened.name == "steps" and found.step is not None:
                continue
            reading = opened.form.read(text)
            if reading is None:
                continue
            found.take_step(reading)
            if best is None:
                best, name = reading, opened.name
            elif reading.values:
                best = replace(best, values={**reading.values, **best.values}, section=best.section or reading.section)
        if best is not None:
            found.add(best, name)

    def _move(self, step: Step | None) -> Step | None:
        """Remember a step that a line says; the full step, with the epoch in force."""
        if step is None:
            return None
        if step.kind == STEP and step.within is None and self._step is not None:
            epoch = self._step.within if self._step.kind == STEP else self._step
            step = replace(step, within=epoch)
        self._step = step
        return step
