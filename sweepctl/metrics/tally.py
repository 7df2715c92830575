"""The points and the exact figures of one metric."""

from __future__ import annotations

import math
from collections.abc import Container
from dataclasses import dataclass

from sweepctl.metrics.reading import Standing, Step
from sweepctl.model.point import Point, Series

UNTHINNED = 2_000


def stride(n: int) -> int:
    """Which points around the `n`-th are stored: all up to 2,000, every 2nd up to 4,000, every 4th up to 8,000 …"""
    return 1 << ((n - 1) // UNTHINNED).bit_length()


@dataclass(frozen=True)
class Track:
    """Where a value was said: values of one step, or without a step of one row, are the same value redrawn."""

    step: Step | None
    row: int | None

    def is_same(self, other: Track) -> bool:
        if self.step is not None:
            return self.step == other.step
        return other.step is None and self.row is not None and self.row == other.row


class Tally:
    """One metric: the point that may still be replaced is kept apart from the figures of those before it."""

    __slots__ = (
        "_closed", "_final", "_first", "_fresh", "_has_last", "_high", "_keep", "_low", "_metric", "_odd", "_open",
        "_total", "is_waiting", "last", "standing", "track",
    )  # fmt: skip

    def __init__(self, metric: str, standing: Standing, keep: Container[int]) -> None:
        self.standing = standing
        self.track = Track(None, None)
        self.last = math.nan
        self.is_waiting = False
        self._metric = metric
        self._keep = keep
        self._closed = 0
        self._open: Point | None = None
        self._has_last = False
        self._odd = 0
        self._first = math.nan
        self._final = math.nan
        self._low: Point | None = None
        self._high: Point | None = None
        self._total = 0.0
        self._fresh: dict[int, Point] = {}

    @property
    def count(self) -> int:
        return self._closed + (self._open is not None)

    @property
    def settled(self) -> int:
        return self.count - self.is_waiting

    def add(self, value: float, track: Track, is_settled: bool) -> None:
        """Take in a value: it replaces the open point where the track is the same, else it closes it."""
        redraws = self._has_last and track.is_same(self.track)
        last, self.last = self.last, value
        self._has_last = True
        self.track = track
        if not redraws:
            self._close()
        if not math.isfinite(value):
            self._odd += not (redraws and not math.isfinite(last))
            return
        self._final = value
        self.is_waiting = not is_settled and (self._open is None or self.is_waiting)
        step = None if track.step is None else track.step.value
        self._open = Point(self._metric, self._closed + 1, step, value)
        if self._open.n % stride(self._open.n) == 0 or self._open.n in self._keep:
            self._fresh[self._open.n] = self._open

    def settle(self) -> None:
        """The open point is final as far as anyone can tell."""
        self.is_waiting = False

    def take(self) -> list[Point]:
        """The points to store since the last call, thinned."""
        fresh, self._fresh = self._fresh, {}
        return list(fresh.values())

    def series(self) -> Series:
        """The figures, with the open point."""
        low, high, point = self._low, self._high, self._open
        if point is not None:
            low, high = _lower(low, point), _higher(high, point)
        return Series(
            metric=self._metric,
            count=self.count,
            odd=self._odd,
            first=self._first if self._closed or point is None else point.value,
            last=self.last,
            final=self._final,
            last_step=None if self.track.step is None else self.track.step.value,
            unit=None if self.track.step is None else self.track.step.kind,
            low=math.nan if low is None else low.value,
            low_n=0 if low is None else low.n,
            low_step=None if low is None else low.step,
            high=math.nan if high is None else high.value,
            high_n=0 if high is None else high.n,
            high_step=None if high is None else high.step,
            total=self._total + (0.0 if point is None else point.value),
        )

    def _close(self) -> None:
        """Fold the open point into the figures."""
        point = self._open
        if point is None:
            return
        if not self._closed:
            self._first = point.value
        self._low, self._high = _lower(self._low, point), _higher(self._high, point)
        self._total += point.value
        self._closed += 1
        self._open = None
        self.is_waiting = False


def _lower(best: Point | None, point: Point) -> Point:
    return point if best is None or point.value < best.value else best


def _higher(best: Point | None, point: Point) -> Point:
    return point if best is None or point.value > best.value else best
