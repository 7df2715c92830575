"""An agent looks twice a second, Optuna at every value: what passed between two looks is not overlooked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from sweepctl.model.params import Value
from sweepctl.model.spec import EarlyTerminate, Goal, Method, Objective, SweepSpec
from sweepctl.stoppers import open_stopper
from sweepctl.stoppers.base import Stopper
from tests.stoppers.ledger import Ledger

LATE: Sequence[tuple[Mapping[str, Value], Sequence[float]]] = (
    ({"type": "median", "interval_steps": 3}, (9.0, 9.0, 9.0, 9.0)),
    ({"type": "median", "n_warmup_steps": 3, "interval_steps": 10}, (9.0, 9.0, 9.0, 9.0)),
    ({"type": "percentile", "percentile": 25, "interval_steps": 4}, (9.0, 9.0, 9.0, 9.0, 9.0)),
    ({"type": "threshold", "upper": 5, "interval_steps": 3}, (1.0, 1.0, 9.0, 9.0)),
    ({"type": "threshold", "upper": 5}, (1.0, 9.0, 1.0, 1.0)),
)


def opened(block: Mapping[str, Value]) -> Stopper:
    options = {key: value for key, value in block.items() if key != "type"}
    objectives = (Objective("loss", Goal.MINIMIZE),)
    stopper = open_stopper(SweepSpec(Method.RANDOM, (), objectives, EarlyTerminate(str(block["type"]), options)))
    assert stopper is not None
    return stopper


def five_good_ones() -> Ledger:
    """Trials 0 to 4 have finished, with the value 1 all along."""
    ledger = Ledger(Goal.MINIMIZE)
    for trial in range(5):
        for _ in range(10):
            ledger.report(trial, 1.0)
        ledger.finish(trial)
    return ledger


def stops(stopper: Stopper, values: Sequence[float], looks: Sequence[int]) -> list[bool]:
    """Whether a sixth trial is stopped, at each look at that many of its values."""
    ledger, found = five_good_ones(), []
    for n, value in enumerate(values, 1):
        ledger.report(5, value)
        if n in looks:
            decision = ledger.decide(stopper, 5)
            found.append(decision is not None and decision.stop)
    return found


@pytest.mark.parametrize(("block", "values"), LATE)
def test_a_check_that_fell_between_two_looks_is_made_at_the_next(
    block: Mapping[str, Value], values: Sequence[float]
) -> None:
    every = range(len(values) + 1)
    first = 2 if "interval_steps" in block else 1
    assert any(stops(opened(block), values, every)[first - 1 :])
    assert stops(opened(block), values, (1, len(values)))[-1]


def test_a_check_that_was_made_is_not_made_again() -> None:
    block: Mapping[str, Value] = {"type": "median", "n_warmup_steps": 3, "interval_steps": 10}
    assert stops(opened(block), (1.0, 1.0, 0.5, 9.0, 9.0), (3, 5)) == [False, False]
    # The check of the third value is over; the next is that of the thirteenth.
    late = opened({"type": "threshold", "upper": 5, "n_warmup_steps": 3, "interval_steps": 10})
    assert stops(late, (1.0, 1.0, 1.0, 9.0, 9.0), (1, 5)) == [False, False]


def test_the_best_value_counts_though_it_passed_between_two_looks() -> None:
    assert stops(opened({"type": "median"}), (9.0, 0.5, 9.0), (1, 3)) == [True, False]


def test_the_reason_names_the_value_that_was_outside_of_the_limits() -> None:
    ledger = five_good_ones()
    for value in (1.0, 9.0, 2.0):
        ledger.report(5, value)
    decision = ledger.decide(opened({"type": "threshold", "upper": 5}), 5)
    assert decision is not None
    assert decision.why == "threshold: 9, value 2, is outside of the limits"
