"""Random histories of a sweep: claims, ends, deaths and requests in any order keep every promise of the store."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.store.machine import SweepMachine

CALM = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)


def test_a_few_random_histories_keep_every_promise() -> None:
    few = settings(CALM, max_examples=25, stateful_step_count=30, derandomize=True)
    run_state_machine_as_test(SweepMachine, settings=few)


@pytest.mark.slow
def test_many_random_histories_keep_every_promise() -> None:
    run_state_machine_as_test(SweepMachine, settings=settings(CALM, max_examples=150, stateful_step_count=40))
