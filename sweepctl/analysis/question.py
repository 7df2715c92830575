"""What is asked about a sweep's parameters, and who answers; nothing heavy is loaded before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sweepctl.model.importance import Importances, Method
from sweepctl.model.registry import Entry
from sweepctl.model.spec import Objective
from sweepctl.model.status import Sweep
from sweepctl.model.trial import Trial
from sweepctl.samplers.threads import loading_single_threaded

_ANSWER = Entry("sweepctl.analysis.importance", "which parameters matter, and how sure that is")


@dataclass(frozen=True)
class Question:
    """Which trials of a sweep, all with a value, are asked about which objective."""

    sweep: Sweep
    objective: Objective
    trials: Sequence[Trial]
    method: Method = Method.AUTO


def answer(asked: Question) -> Importances:
    """Every parameter's share. Raises UsageError where the method is not installed."""
    with loading_single_threaded():
        found: Importances = _ANSWER.load().importances(asked)
    return found
