"""How many trials at a time, and what each of them gets."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sweepctl.agent.seats import capacity, gpus, seating
from sweepctl.agent.seats.gpus import Gpu, Maker
from sweepctl.agent.seats.seating import Arrangement, Seating, arrange
from sweepctl.errors import UsageError


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight cores, five and a half gigabytes, four GPUs."""
    for name in gpus.VISIBLE:
        monkeypatch.delenv(name, raising=False)
    for name in capacity.THREADS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(capacity, "cores", lambda: 8)
    monkeypatch.setattr(capacity, "memory", lambda: 5_500_000_000)
    monkeypatch.setattr(gpus, "present", lambda: [Maker.NVIDIA])
    monkeypatch.setattr(gpus, "inventory", lambda maker: [Gpu(n, f"GPU-seating-{n}", token=str(n)) for n in range(4)])
    monkeypatch.setattr(gpus, "parts", list)


def without_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take them away."""
    monkeypatch.setattr(gpus, "present", list)


def words(found: Arrangement) -> Sequence[str]:
    """What was said; its seats are given back."""
    found.seats.close()
    return [said.sentence for said in found.notes]


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("wish", "jobs", "sentence"),
    [
        (Seating(None), 4, "-j auto: 4 at a time; 8 cores, 5.5 GB of memory (1 GB a trial), 4 GPUs"),
        (Seating(None, "0,1"), 2, "-j auto: 2 at a time; 8 cores, 5.5 GB of memory (1 GB a trial), 2 GPUs"),
        (Seating(None, "all", 2), 2, "-j auto: 2 at a time; 8 cores, 5.5 GB of memory (1 GB a trial), 4 GPUs"),
        (Seating(None, "all", 0.5), 5, "-j auto: 5 at a time; 8 cores, 5.5 GB of memory (1 GB a trial), 4 GPUs"),
        (Seating(None, "none"), 5, "-j auto: 5 at a time; 8 cores, 5.5 GB of memory (1 GB a trial)"),
        (Seating(8), 8, "there are 4 GPUs, one a trial: 4 of 8 trials run at a time"),
        (Seating(8, per_trial=2), 8, "there are 4 GPUs, 2 GPUs a trial: 2 of 8 trials run at a time"),
        (Seating(10, per_trial=0.5), 10, "there are 4 GPUs, 1/2 GPU a trial: 8 of 10 trials run at a time"),
        (Seating(6, "all"), 6, "up to 2 trials share a GPU: -j 6 with 4"),
        (Seating(4), 4, "each trial has OMP_NUM_THREADS=2, and the like: 8 cores, 4 at a time"),
    ],
)
def test_the_machine_is_shared_out_and_that_is_said(wish: Seating, jobs: int, sentence: str) -> None:
    found = arrange(wish, {})
    assert found.jobs == jobs
    assert sentence in words(found)


@pytest.mark.usefixtures("machine")
def test_one_trial_at_a_time_on_one_card_is_nothing_to_talk_about() -> None:
    assert words(arrange(Seating(), {})) == []


@pytest.mark.usefixtures("machine")
def test_without_gpus_nothing_is_said_unless_they_were_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    without_gpus(monkeypatch)
    assert words(arrange(Seating(), {})) == []
    for wish in (Seating(gpus="all"), Seating(gpus="0"), Seating(per_trial=1)):
        with pytest.raises(UsageError, match="there is no GPU that nvidia-smi or rocm-smi shows"):
            arrange(wish, {})


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (Seating(gpus="0,9"), "--gpus names 9, which is not among 0, 1, 2, 3"),
        (Seating(per_trial=5), "--gpus-per-trial 5: there are 4 GPUs"),
        (Seating(gpus="1", per_trial=2), "--gpus-per-trial 2: there is 1 GPU"),
    ],
)
def test_what_is_not_there_is_a_sentence(wish: Seating, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        arrange(wish, {})
    assert caught.value.sentence == sentence


@pytest.mark.usefixtures("machine")
def test_trials_that_write_to_one_file_are_never_put_side_by_side() -> None:
    assert arrange(Seating(None, "none"), {}, 1).jobs == 1


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize("hidden", ["", "-1", "NoDevFiles"])
def test_an_agent_that_was_given_no_gpu_does_not_look_for_any(hidden: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", hidden)
    monkeypatch.setattr(gpus, "inventory", lambda maker: pytest.fail("it looked"))
    assert words(seating.arrange(Seating(), {})) == []
