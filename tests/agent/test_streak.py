"""When failures in a row are too many for chance, and what they are blamed on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sweepctl.agent.failures.streak import QUICK, Kind, Streak, Suspicion
from sweepctl.agent.failures.symptoms import symptom_of
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.status import Fault
from sweepctl.model.trial import Execution
from sweepctl.store.faults import Health

DISK = ("OSError: [Errno 28] No space left on device",)
CUDA = ("RuntimeError: CUDA error: an illegal instruction was encountered",)
OWN = ("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB",)
FINE = Health(succeeded=50, ended_before=50)


class Story:
    """What an agent saw, in short words."""

    def __init__(self, threshold: int = 5) -> None:
        self.streak = Streak(threshold)
        self._trial = 0

    def then(
        self, ending: Ending = Ending.FAILED, tail: Sequence[str] = (), *, seconds: float = 1.0, times: int = 1
    ) -> Story:
        for _ in range(times):
            self._trial += 1
            self.streak.saw(Execution("s", self._trial, 0, 1), Outcome(ending), seconds, tail)
        return self

    def suspicion(self) -> Suspicion:
        found = self.streak.suspicion()
        assert found is not None
        return found


def test_three_failures_at_the_start_are_odd_however_long_they_took() -> None:
    story = Story().then(times=2, seconds=1000.0)
    assert story.streak.suspicion() is None
    found = story.then(Ending.NO_METRIC).suspicion()
    assert (found.kind, found.why) == (Kind.FIRST, "the first 3 runs failed or gave no metric and none succeeded")


def test_later_only_quick_failures_in_a_row_are_odd() -> None:
    story = Story().then(Ending.FINISHED).then(times=4)
    assert story.streak.suspicion() is None
    assert story.then().suspicion().kind is Kind.QUICK
    assert Story().then(Ending.FINISHED).then(times=9, seconds=QUICK).streak.suspicion() is None
    assert Story().then(Ending.FINISHED).then(times=4).then(Ending.STOPPED).then(times=4).streak.suspicion() is None


@pytest.mark.parametrize("ending", [Ending.HANDED_BACK, Ending.CANCELLED, Ending.LOST, Ending.REQUEUED])
def test_what_is_nobodys_failure_is_passed_over(ending: Ending) -> None:
    story = Story().then(Ending.FINISHED).then(times=4).then(ending, times=9)
    assert story.streak.suspicion() is None
    assert story.then().suspicion().kind is Kind.QUICK


@pytest.mark.parametrize("ending", [Ending.TIMED_OUT, Ending.SILENT, Ending.OVER_MEMORY])
def test_a_trial_that_reached_its_limits_has_itself_to_blame(ending: Ending) -> None:
    assert Story().then(Ending.FINISHED).then(ending, times=20).streak.suspicion() is None
    assert Story().then(Ending.FINISHED).then(tail=OWN, times=20).streak.suspicion() is None


def test_attempts_of_one_trial_are_one_failure() -> None:
    streak = Streak(3)
    for attempt in range(1, 20):
        streak.saw(Execution("s", 1, 0, attempt), Outcome(Ending.FAILED), 0.1, DISK)
    assert streak.suspicion() is None


def test_two_machine_symptoms_are_enough_also_after_hours_and_with_others_between() -> None:
    story = Story().then(Ending.FINISHED).then(tail=DISK, seconds=9000.0)
    assert story.streak.suspicion() is None
    found = story.then(tail=OWN).then(tail=CUDA).suspicion()
    assert (found.kind, len(found.row)) == (Kind.SYMPTOM, 2)
    assert found.why == "2 trials in a row failed with `no space left on device` and `CUDA error`"
    assert found.fault(FINE) is Fault.MACHINE
    assert Story().then(Ending.FINISHED).then(tail=DISK).then().then(tail=DISK).streak.suspicion() is None


def test_a_threshold_of_nought_finds_nothing_odd_and_one_of_one_everything() -> None:
    assert Story(0).then(tail=DISK, times=50).streak.suspicion() is None
    assert Story(1).then(tail=DISK).suspicion().kind is Kind.SYMPTOM
    assert Story(1).then().suspicion().kind is Kind.FIRST
    assert Story(1).then(Ending.FINISHED).then().suspicion().kind is Kind.QUICK


@pytest.mark.parametrize(
    ("health", "fault"),
    [
        (Health(), Fault.SCRIPT),
        (Health(others_failed=4, elsewhere_failed=4), Fault.SCRIPT),
        (Health(others_well=2), Fault.MACHINE),
        (FINE, Fault.UNKNOWN),
        (Health(succeeded=50, ended_before=50, others_well=2, others_failed=1), Fault.MACHINE),
        (Health(succeeded=50, ended_before=50, others_failed=3), Fault.UNKNOWN),
        (Health(succeeded=50, ended_before=50, others_failed=3, elsewhere_failed=3), Fault.SCRIPT),
        (Health(succeeded=50, ended_before=50, others_well=3, others_failed=3, elsewhere_failed=3), Fault.UNKNOWN),
        (Health(succeeded=50, failed_before=50, ended_before=100), None),
    ],
)
def test_what_is_broken_is_told_by_how_the_others_fare(health: Health, fault: Fault | None) -> None:
    row = Story().then(times=3).suspicion()
    assert row.fault(health) is fault


def test_where_half_of_the_space_fails_more_in_a_row_are_needed() -> None:
    half = Health(succeeded=100, failed_before=100, ended_before=200)
    for times in range(5, 13):
        found = Story().then(Ending.FINISHED).then(times=times).suspicion()
        assert (found.fault(half) is None) == (times < 10), times


def test_without_the_metric_or_by_their_own_fault_nobody_else_is_blamed() -> None:
    assert Story().then(tail=OWN, times=3).suspicion().fault(Health(others_well=3)) is Fault.UNKNOWN
    assert Story().then(Ending.NO_METRIC, times=3).suspicion().fault(Health()) is Fault.UNKNOWN


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("cp: error writing 'x': No space left on device", "no space left on device"),
        ("OSError: [Errno 122] Disk quota exceeded", "no space left on device"),
        ("OSError: [Errno 30] Read-only file system: 'a'", "read-only file system"),
        ("OSError: [Errno 5] Input/output error", "input/output error"),
        ("RuntimeError: CUDA error: no kernel image is available for execution on the device", "CUDA error"),
        ("RuntimeError: CUDA error: no CUDA-capable device is detected", "no CUDA-capable device"),
        ("RuntimeError: No CUDA GPUs are available", "no CUDA-capable device"),
        ("RuntimeError: Found no NVIDIA driver on your system.", "no CUDA-capable device"),
        ("CUDA driver version is insufficient for CUDA runtime version", "CUDA driver version is insufficient"),
        ("Failed to initialize NVML: Driver/library version mismatch", "NVML: Driver/library version mismatch"),
        ("kernel: NVRM: Xid (PCI:0000:3b:00): 79, GPU has fallen off the bus.", "Xid"),
        ("failed call to cuInit: CUDA_ERROR_UNKNOWN: unknown error", "CUDA error"),
        ("ValueError: axis 3 is out of bounds", None),
        ("loss 0.3 xidentity", None),
    ],
)
def test_the_machines_troubles_are_known_by_name(line: str, name: str | None) -> None:
    found = symptom_of(["Traceback (most recent call last):", line, ""])

    assert (found.name if found else None) == name
    assert found is None or found.is_machines


@pytest.mark.parametrize(
    "line",
    [
        *OWN,
        "RuntimeError: CUDA out of memory.",
        "RuntimeError: CUDA error: out of memory",
        "RuntimeError: CUDA error: device-side assert triggered",
        "jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate",
    ],
)
def test_what_a_trial_does_to_itself_is_not_the_machines(line: str) -> None:
    found = symptom_of([line])
    assert found is not None
    assert not found.is_machines
