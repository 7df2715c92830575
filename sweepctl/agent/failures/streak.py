"""Failures in a row: when they are too many for chance, and what seems to be broken."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sweepctl.agent.failures.symptoms import Symptom, symptom_of
from sweepctl.model.outcome import SCRIPT_FAILURES, Ending, Outcome
from sweepctl.model.status import Fault
from sweepctl.model.trial import Execution
from sweepctl.store.faults import Health

# A failure within so many seconds of its start is quick.
QUICK = 10.0
_FIRST, _SYMPTOMS = 3, 2
_MOST_REMEMBERED = 1000
# A row that is as likely as this where trials fail as often as they did before is no chance.
_CHANCE = {"first": 0.05, "quick": 0.001}
_WELL = frozenset({Ending.FINISHED, Ending.STOPPED})
_ILL = SCRIPT_FAILURES | {Ending.NOT_STARTED}
# What a trial does to itself says nothing of others.
_OWN = frozenset({Ending.TIMED_OUT, Ending.SILENT, Ending.OVER_MEMORY})


@dataclass(frozen=True)
class Failure:
    """An execution that failed or gave no metric, after how many seconds, with its last lines."""

    execution: Execution
    outcome: Outcome
    seconds: float
    tail: Sequence[str] = ()

    @property
    def symptom(self) -> Symptom | None:
        """What it is known as."""
        return symptom_of((*self.tail, self.outcome.why)) if self.outcome.ending in _ILL else None

    @property
    def is_own(self) -> bool:
        """Whether the trial has only itself to blame."""
        return self.outcome.ending in _OWN or (self.symptom is not None and not self.symptom.is_machines)

    @property
    def is_quick(self) -> bool:
        """Whether it failed soon after its start."""
        return self.outcome.ending in _ILL and self.seconds < QUICK


class Kind(StrEnum):
    """What is odd about a row of failures."""

    FIRST = "first"
    QUICK = "quick"
    SYMPTOM = "symptom"


@dataclass(frozen=True)
class Suspicion:
    """A row of failures, one for each trial, that may be more than chance, in words."""

    kind: Kind
    row: Sequence[Failure]
    why: str

    def fault(self, health: Health) -> Fault | None:
        """What seems to be broken, None where it may be chance."""
        do_others_well = health.others_well > health.others_failed
        if self.kind is Kind.SYMPTOM:
            return Fault.MACHINE
        if health.succeeded and health.share_of_failures ** len(self.row) > _CHANCE[self.kind]:
            return None
        if all(one.is_own or one.outcome.ending is Ending.NO_METRIC for one in self.row):
            return Fault.UNKNOWN
        if do_others_well:
            return Fault.MACHINE
        is_everywhere = health.elsewhere_failed > 0 and not health.others_well
        return Fault.SCRIPT if is_everywhere or not health.succeeded else Fault.UNKNOWN


class Streak:
    """What an agent's executions came to, since the last one that ended well."""

    def __init__(self, threshold: int) -> None:
        """`threshold` quick failures in a row are odd, fewer at the start or with a symptom; with 0 nothing is."""
        self._threshold = threshold
        self._has_succeeded = False
        self.failures: deque[Failure] = deque(maxlen=_MOST_REMEMBERED)

    def saw(self, execution: Execution, outcome: Outcome, seconds: float, tail: Sequence[str]) -> None:
        """An execution ended."""
        if outcome.ending in _WELL:
            self._has_succeeded = True
            self.failures.clear()
        elif outcome.ending in _ILL or outcome.ending is Ending.NO_METRIC:
            self.failures.append(Failure(execution, outcome, seconds, tuple(tail)))

    def suspicion(self) -> Suspicion | None:
        """What is odd about the newest failures."""
        if not self._threshold or not self.failures:
            return None
        newest: dict[int, Failure] = {}
        for one in self.failures:
            newest.pop(one.execution.trial, None)
            newest[one.execution.trial] = one
        row = list(newest.values())
        return self._symptom(row) or self._first(row) or self._quick(row)

    def _symptom(self, row: Sequence[Failure]) -> Suspicion | None:
        blamable = [one for one in row if not one.is_own][-min(_SYMPTOMS, self._threshold) :]
        symptoms = [one.symptom for one in blamable]
        if len(blamable) < min(_SYMPTOMS, self._threshold) or not all(one and one.is_machines for one in symptoms):
            return None
        named = " and ".join(dict.fromkeys(f"`{one.name}`" for one in symptoms if one))
        many = "a trial" if len(blamable) == 1 else f"{len(blamable)} trials in a row"
        return Suspicion(Kind.SYMPTOM, blamable, f"{many} failed with {named}")

    def _first(self, row: Sequence[Failure]) -> Suspicion | None:
        if self._has_succeeded or len(row) < min(_FIRST, self._threshold):
            return None
        blind = sum(one.outcome.ending is Ending.NO_METRIC for one in row)
        what = "failed" if not blind else "gave no metric" if blind == len(row) else "failed or gave no metric"
        return Suspicion(Kind.FIRST, row, f"the first {len(row)} runs {what} and none succeeded")

    def _quick(self, row: Sequence[Failure]) -> Suspicion | None:
        found: list[Failure] = []
        for one in reversed(row):
            if one.is_own:
                continue
            if not one.is_quick:
                break
            found.append(one)
        if len(found) < self._threshold:
            return None
        return Suspicion(Kind.QUICK, found[::-1], f"the last {len(found)} trials failed within {QUICK:g} s each")
