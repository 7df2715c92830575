"""Trials whose curves are known, and what a stopper is told of them as an agent would tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sweepctl.model.decision import Decision
from sweepctl.stoppers.base import Evidence, Stopper


def evidence(
    trial: int, count: int, at_bands: Mapping[int, Mapping[int, float]], best: float | None = None
) -> Evidence:
    """What there is to say of a trial at some bands."""
    own = [values[trial] for values in at_bands.values()]
    return Evidence(trial, count, 0, min(own) if best is None else best, at_bands)


@dataclass(frozen=True)
class Arena:
    """The curves of trials 0, 1 … that ran one after the other; all but the one that is judged have finished."""

    curves: Sequence[Sequence[float]]

    def mirrored(self) -> Arena:
        """The same with the signs changed."""
        return Arena([[-value for value in curve] for curve in self.curves])

    def decisions(self, stopper: Stopper, trial: int) -> list[Decision]:
        """What is decided as the trial gets one value after the other."""
        found = []
        judged = 0
        for count in range(1, len(self.curves[trial]) + 1):
            told = self._told(stopper, trial, judged, count)
            if told is not None:
                found.append(stopper.judge(told))
                judged = count
        return found

    def _told(self, stopper: Stopper, trial: int, judged: int, count: int) -> Evidence | None:
        question = stopper.question(judged, count)
        if question is None:
            return None
        known = {number: curve for number, curve in enumerate(self.curves) if number != trial}
        own = self.curves[trial][:count]
        goal = getattr(stopper, "goal", None)
        best_of = max if goal == "maximize" else min
        leader = best_of(known.values(), key=best_of, default=()) if question.leader else ()
        at_bands = {
            band: {n: c[band - 1] for n, c in {**known, trial: own}.items() if len(c) >= band}
            for band in question.bands
        }
        return Evidence(
            trial,
            count,
            judged,
            best_of(own),
            at_bands,
            list(enumerate(own, 1)) if question.curve else (),
            len(known) if question.finished else 0,
            {n: c[count - 1] for n, c in known.items() if len(c) >= count} if question.finished else {},
            list(enumerate(leader, 1)),
        )
