"""Readings to points and exact figures, in bounded memory per metric."""

from __future__ import annotations

from collections.abc import Container

from sweepctl.metrics.reading import EPOCH, Reading, Standing, Step
from sweepctl.metrics.tally import Tally, Track
from sweepctl.model.point import Batch, Rank, Series

MOST_METRICS = 1_000
LONGEST_NAME = 200


class Tracker:
    """Follows the metrics of one execution.

    Of a metric only the readings of the highest rank seen count (for the objective its exact name goes before any
    rank, and for every metric the source that the sweep file names); a higher one restarts it. A value for the step a
    metric is at replaces its point, as does a frame of the
    same row without a step; every other finite value is a new point. `keep` are counts whose point is never thinned.
    """

    def __init__(self, objective_name: str | None, keep: Container[int] = ()) -> None:
        self._objective = objective_name
        self._keep = keep
        self._tallies: dict[str, Tally] = {}
        self._changed: set[str] = set()
        self._voided: dict[str, None] = {}
        self._waiting: set[str] = set()
        # What the output says last, and what a source says last.
        self._steps: dict[bool, Step] = {}
        self._epoch: Step | None = None
        self.epochs = 0

    def add(self, reading: Reading, row: int | None) -> None:
        """Take in a reading; `row` is its line's, None for a record of the metrics file."""
        said, origin = reading.step, reading.from_source
        self._count_epochs(said)
        is_flow = reading.rank < Rank.TAGGED and not reading.step_is_sticky
        if is_flow and said is not None and said != self._steps.get(origin):
            self._steps[origin] = said
            self._settle_all_but(said, origin)
        track = Track(said, row)
        is_settled = not reading.is_passing and not (reading.step_is_sticky and said is not None)
        for name, value in reading.values.items():
            tally = self._tally(name, reading.standing(name))
            if tally is None:
                continue
            tally.add(value, track, is_settled)
            self._changed.add(name)
            if tally.is_waiting:
                self._waiting.add(name)

    def _count_epochs(self, said: Step | None) -> None:
        """How often the script said that it is in another epoch."""
        epoch = said if said is None or said.kind == EPOCH else said.within
        if epoch is not None and epoch != self._epoch:
            self._epoch = epoch
            self.epochs += 1

    @property
    def settled(self) -> int:
        """How many values of the objective no later line can be expected to replace."""
        tally = None if self._objective is None else self._tallies.get(self._objective)
        return 0 if tally is None else tally.settled

    def take(self) -> Batch:
        """The points, thinned, and the series that are new or changed since the last call.

        What was stored of a metric in `voided` is void, before these points are stored.
        """
        changed = [self._tallies[name] for name in sorted(self._changed)]
        batch = Batch(
            tuple(point for tally in changed for point in tally.take()),
            tuple(tally.series() for tally in changed),
            tuple(self._voided),
        )
        self._changed.clear()
        self._voided.clear()
        return batch

    def finish(self) -> None:
        """No more readings come: every value is final."""
        for origin in (False, True):
            self._settle_all_but(None, origin)

    def series(self, name: str) -> Series | None:
        """The exact figures of a metric so far."""
        tally = self._tallies.get(name)
        return None if tally is None else tally.series()

    def seen(self) -> dict[str, tuple[int, float]]:
        """How many points each metric has, and its last value."""
        return {name: (tally.count, tally.last) for name, tally in self._tallies.items()}

    def _settle_all_but(self, step: Step | None, origin: bool) -> None:
        for name in list(self._waiting):
            tally = self._tallies[name]
            if tally.standing[0] == origin and (step is None or tally.track.step != step):
                tally.settle()
                self._waiting.discard(name)

    def _tally(self, name: str, standing: Standing) -> Tally | None:
        """The metric's tally, started anew for a reading of higher standing; None where the reading does not count."""
        tally = self._tallies.get(name)
        if tally is not None and standing == tally.standing:
            return tally
        if tally is None:
            is_full = len(self._tallies) - (self._objective in self._tallies) >= MOST_METRICS - 1
            if name != self._objective and (is_full or len(name) > LONGEST_NAME or not name.isprintable()):
                return None
        elif standing < tally.standing:
            return None
        else:
            self._voided[name] = None
            self._waiting.discard(name)
        self._tallies[name] = Tally(name, standing, self._keep)
        return self._tallies[name]
