"""Trials on GPUs, with an nvidia-smi that tells what a test wants it to."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sweepctl.agent.seats import claimed
from tests.e2e.agents import Agent, create, guards, sleepers, started, sweep_of, trial_path
from tests.harness import SCRIPTS, Project, Result, eventually

# Each is a real sweep, and there are many; `pytest -m slow` runs them.
pytestmark = pytest.mark.slow


@dataclass
class Machine:
    """A machine with some GPUs: a folder with an nvidia-smi, and what that tells."""

    folder: Path
    cards: list[dict[str, Any]] = field(default_factory=list)

    def has(self, number: int) -> None:
        """Give it so many cards that no other test has."""
        self.cards = [{"uuid": f"GPU-{uuid.uuid4()}"} for _ in range(number)]
        self.tells()

    def tells(self, users: list[dict[str, Any]] | None = None, mode: str = "") -> None:
        """What nvidia-smi says from now on."""
        new = self.folder / "new"
        new.write_text(json.dumps({"cards": self.cards, "users": users or [], "mode": mode}))
        new.replace(self.folder / "gpus.json")

    def user(self, card: int, pid: int) -> dict[str, Any]:
        """A process on a card."""
        return {"uuid": self.cards[card]["uuid"], "pid": pid, "memory": 9537}

    @property
    def environment(self) -> dict[str, str]:
        """What makes sweepctl see it."""
        return {"PATH": f"{self.folder}:{os.environ['PATH']}", "FAKE_GPUS": str(self.folder / "gpus.json")}

    def run(self, project: Project, *args: str, **env: str) -> Result:
        """Run sweepctl on it, to its end."""
        return project.run(*args, timeout=120.0, **{**self.environment, **env})


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine without cards, whose claims are tidied away."""
    folder = tmp_path / "machine"
    folder.mkdir()
    program = folder / "nvidia-smi"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -S {SCRIPTS / "fake_nvidia_smi.py"} "$@"\n')
    program.chmod(0o755)
    made = Machine(folder)
    made.has(0)
    yield made
    for card in made.cards:
        for name in (card["uuid"], *card.get("parts", [])):
            for lock in claimed.folder().glob(f"{name}*"):
                lock.unlink()


@pytest.fixture(autouse=True)
def own_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a test says counts."""
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)


def seen(project: Project) -> dict[int, str]:
    """What each trial that started saw as CUDA_VISIBLE_DEVICES."""
    found = (project.folder / ".sweepctl").glob("*/*/started")
    return {int(path.parent.name): path.read_text() for path in found}


def on_gpus(project: Project, machine: Machine, go: str = "-", **keys: Any) -> None:
    """Write a sweep of trials that find out whether they are alone on their cards."""
    sweep_of(project, "on_gpu", str(machine.folder), go, **keys)


def another(project: Project) -> Project:
    """A folder of the same user with a store of its own."""
    folder = project.home / "other"
    folder.mkdir()
    return Project(folder, project.home, project.started)


def collided(machine: Machine) -> bool:
    """Whether two trials were on one card."""
    return (machine.folder / "collision").exists()


def test_two_agents_of_two_stores_never_put_two_trials_on_one_card(project: Project, machine: Machine) -> None:
    machine.has(4)
    other = another(project)
    for one in (project, other):
        on_gpus(one, machine, run_cap=8)
    agents = [Agent(one, "run", "sweep.yaml", "-j", "4", **machine.environment) for one in (project, other)]
    assert [agent.leaves(90) for agent in agents] == [0, 0], [agent.text for agent in agents]
    assert not collided(machine)
    assert set(seen(project).values()) | set(seen(other).values()) == {"0", "1", "2", "3"}
    assert len(seen(project)) == len(seen(other)) == 8


def test_a_card_that_somebody_else_uses_is_skipped_and_taken_once_it_is_free(
    project: Project, machine: Machine
) -> None:
    machine.has(2)
    other = subprocess.Popen(["sleep", "100"], cwd="/")
    try:
        machine.tells([machine.user(1, other.pid)])
        go = project.folder / "go"
        on_gpus(project, machine, str(go), run_cap=2)
        agent = Agent(project, "run", "sweep.yaml", "-j", "2", **machine.environment)
        agent.says(f"GPU 1 is skipped: pid {other.pid} (sleep) holds 10 GB")
        started(project, 1)
        assert seen(project) == {1: "0"}
        machine.tells()
        started(project, 2)
        assert seen(project) == {1: "0", 2: "1"}
        go.touch()
        assert agent.leaves() == 0, agent.text
        assert agent.text.count("is skipped") == 1
    finally:
        other.kill()
        other.wait()


@pytest.mark.slow
def test_memory_that_somebody_out_of_sight_holds_counts_as_use(project: Project, machine: Machine) -> None:
    machine.has(2)
    machine.cards[0]["used"] = 60000
    machine.tells()
    on_gpus(project, machine)
    done = machine.run(project, "run", "sweep.yaml")
    assert done.code == 0, done
    assert "GPU 0 is skipped: 63 GB of its memory are in use, by whom cannot be seen" in done.out
    assert seen(project) == {1: "1"}


@pytest.mark.slow
def test_cards_that_are_asked_for_by_name_are_used_whoever_is_on_them(project: Project, machine: Machine) -> None:
    machine.has(2)
    machine.tells([machine.user(1, os.getpid())])
    on_gpus(project, machine)
    done = machine.run(project, "run", "sweep.yaml", "--gpus", "1")
    assert done.code == 0, done
    assert seen(project) == {1: "1"}
    assert "trial 1 started on GPU 1" in done.out


def test_a_killed_agents_card_is_free_only_once_its_trial_is_gone(project: Project, machine: Machine) -> None:
    machine.has(1)
    other = another(project)
    on_gpus(project, machine, str(project.folder / "never"))
    on_gpus(other, machine)
    first = Agent(project, "run", "sweep.yaml", **machine.environment)
    started(project, 1)
    (guard,) = guards(project)
    guard.send_signal(signal.SIGSTOP)
    first.signal(signal.SIGKILL)
    first.leaves()
    assert sleepers(project)
    second = Agent(other, "run", "sweep.yaml", **machine.environment)
    second.says("waiting: the GPU is in use; `--gpus none` runs without")
    assert not trial_path(other, 1, "started")
    guard.send_signal(signal.SIGCONT)
    assert second.leaves() == 0, second.text
    assert seen(other) == {1: "0"}
    assert not collided(machine)


def test_a_trial_can_have_two_cards(project: Project, machine: Machine) -> None:
    machine.has(4)
    go = project.folder / "go"
    on_gpus(project, machine, str(go), run_cap=2)
    agent = Agent(project, "run", "sweep.yaml", "-j", "auto", "--gpus-per-trial", "2", **machine.environment)
    started(project, 1)
    started(project, 2)
    go.touch()
    assert agent.leaves() == 0, agent.text
    assert "4 GPUs" in agent.text
    assert sorted(seen(project).values()) == ["0,1", "2,3"]


@pytest.mark.slow
@pytest.mark.parametrize("options", [("--gpus-per-trial", "0.5"), ("--gpus", "all")])
def test_two_trials_share_a_card_where_that_is_asked_for(
    project: Project, machine: Machine, options: tuple[str, str]
) -> None:
    machine.has(2)
    sweep_of(project, "waits_for_go", run_cap=4)
    agent = Agent(project, "run", "sweep.yaml", "-j", "4", *options, **machine.environment)
    for number in range(1, 5):
        started(project, number)
    project.write("go", "")
    assert agent.leaves() == 0, agent.text
    assert sorted(agent.text.count(f"started on GPU {card}:") for card in (0, 1)) == [2, 2]


@pytest.mark.slow
def test_more_trials_than_cards_wait_for_one_and_that_is_said(project: Project, machine: Machine) -> None:
    machine.has(1)
    on_gpus(project, machine, run_cap=2)
    done = machine.run(project, "run", "sweep.yaml", "-j", "2")
    assert done.code == 0, done
    assert "warning: there is 1 GPU, one a trial: 1 of 2 trials run at a time" in done.out
    assert not collided(machine)
    assert set(seen(project).values()) == {"0"}


def test_without_gpus_a_trial_sees_none(project: Project, machine: Machine) -> None:
    machine.has(1)
    on_gpus(project, machine)
    assert machine.run(project, "run", "sweep.yaml", "--gpus", "none").code == 0
    assert seen(project) == {1: ""}


@pytest.mark.slow
def test_only_cards_that_the_agent_itself_was_given_are_used(project: Project, machine: Machine) -> None:
    machine.has(4)
    given = f"3,{machine.cards[1]['uuid'][:12]}"
    on_gpus(project, machine, run_cap=2)
    go_on = machine.run(project, "run", "sweep.yaml", "-j", "auto", CUDA_VISIBLE_DEVICES=given)
    assert go_on.code == 0, go_on
    assert set(seen(project).values()) <= set(given.split(","))
    assert "2 GPUs" in go_on.out
    wrong = machine.run(project, "agent", "--gpus", "0", CUDA_VISIBLE_DEVICES=given)
    assert wrong.code == 2
    assert wrong.err == f"error: --gpus names 0, which is not among CUDA_VISIBLE_DEVICES={given}\n"


@pytest.mark.slow
def test_parts_of_a_divided_card_are_used_where_they_are_named(project: Project, machine: Machine) -> None:
    machine.has(1)
    parts = [f"MIG-{uuid.uuid4()}" for _ in range(2)]
    machine.cards[0]["parts"] = parts
    machine.tells()
    on_gpus(project, machine, run_cap=2)
    done = machine.run(project, "run", "sweep.yaml", "-j", "2", CUDA_VISIBLE_DEVICES=",".join(parts))
    assert done.code == 0, done
    assert set(seen(project).values()) <= set(parts)
    left_out = machine.run(project, "run", "sweep.yaml", "-n", "1")
    assert "divided (MIG) are left out" in left_out.out


@pytest.mark.slow
def test_a_broken_driver_is_said_in_a_sentence_and_trials_run_as_they_always_did(
    project: Project, machine: Machine
) -> None:
    machine.tells(mode="broken")
    on_gpus(project, machine)
    done = machine.run(project, "run", "sweep.yaml")
    assert done.code == 0, done
    assert "warning: nvidia-smi failed: NVIDIA-SMI has failed because" in done.out
    assert seen(project) == {1: "unset"}
    asked = machine.run(project, "run", "sweep.yaml", "--gpus", "all")
    assert asked.code == 1
    assert len(project.run("ls", "--json").json["sweeps"]) == 1
    assert asked.err.startswith("error: nvidia-smi failed: NVIDIA-SMI has failed")


@pytest.mark.slow
def test_where_the_sweep_file_places_the_trials_nothing_is_chosen(project: Project, machine: Machine) -> None:
    machine.has(2)
    on_gpus(project, machine, env={"CUDA_VISIBLE_DEVICES": "1"})
    done = machine.run(project, "run", "sweep.yaml")
    assert done.code == 0, done
    assert seen(project) == {1: "1"}
    refused = machine.run(project, "run", "sweep.yaml", "--gpus", "0")
    assert refused.code == 2
    assert "`env` sets CUDA_VISIBLE_DEVICES, so --gpus has no say" in refused.err


@pytest.mark.slow
def test_a_sweep_within_a_trial_uses_the_cards_of_that_trial(project: Project, machine: Machine) -> None:
    machine.has(2)
    inner = another(project)
    on_gpus(inner, machine)
    command = ["/bin/sh", "-c", "cd ../other && $0 -m sweepctl run sweep.yaml && echo loss=1", sys.executable]
    project.sweep(command=command, run_cap=1)
    done = machine.run(project, "run", "sweep.yaml", "--gpus", "1")
    assert done.code == 0, (done, project.run("logs", "1").out)
    assert seen(inner) == {1: "1"}


@pytest.mark.slow
def test_trials_that_wait_for_a_card_leave_with_the_sweep(project: Project, machine: Machine) -> None:
    machine.has(1)
    machine.tells([machine.user(0, os.getpid())])
    on_gpus(project, machine)
    agent = Agent(project, "run", "sweep.yaml", **machine.environment)
    agent.says("waiting: the GPU is in use")
    assert project.run("stop").code == 0
    eventually(lambda: agent.process.poll() is not None)
    assert "the agent leaves: the sweep is stopped" in agent.text


@pytest.mark.slow
def test_agents_that_are_killed_again_and_again_leave_their_cards_to_others(project: Project, machine: Machine) -> None:
    machine.has(3)
    projects = (project, another(project))
    for one in projects:
        on_gpus(one, machine, run_cap=24)
        create(one)

    def agent_of(one: Project) -> Agent:
        return Agent(one, "agent", "-j", "3", **machine.environment)

    def wait_for_more(one: Project) -> None:
        before = len(seen(one))
        eventually(lambda: len(seen(one)) > before or before == 24, 60.0)

    agents = [agent_of(one) for one in projects]
    for turn in range(8):
        wait_for_more(projects[turn % 2])
        agents[turn % 2].signal(signal.SIGKILL)
        agents[turn % 2].leaves()
        agents[turn % 2] = agent_of(projects[turn % 2])
    assert [agent.leaves(120) for agent in agents] == [0, 0], [agent.text for agent in agents]
    assert not collided(machine)
    assert [one.status()["counts"]["finished"] for one in projects] == [24, 24]
    assert {card for one in projects for card in seen(one).values()} == {"0", "1", "2"}
