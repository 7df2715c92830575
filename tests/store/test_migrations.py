"""Stores of earlier versions go on; programs of earlier versions leave a newer store alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sweepctl.errors import StoreError
from sweepctl.model.claim import Claim
from sweepctl.model.trial import TrialState
from sweepctl.store.database import open_database
from sweepctl.store.schema import VERSION
from tests.e2e.agents import Agent, create, sleepers, started, sweep_of
from tests.harness import Project, eventually
from tests.store.crasher import again
from tests.store.invariants import check
from tests.store.old import SWEEP, build


def version_of(folder: Path) -> str:
    """What a store says of itself."""
    with closing(sqlite3.connect(folder / "sweeps.db")) as connection:
        return str(connection.execute("SELECT value FROM meta WHERE key = 'sweepctl'").fetchone()[0])


def set_version(folder: Path, version: int) -> None:
    """As if another program had migrated it."""
    with closing(sqlite3.connect(folder / "sweeps.db", timeout=30.0)) as connection, connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'sweepctl'", (str(version),))


def test_a_store_of_the_first_version_opens_under_the_newest_and_goes_on(folder: Path) -> None:
    build(folder)
    assert version_of(folder) == "1"
    with closing(open_database(folder)) as database:
        check(database)
        assert version_of(folder) == str(VERSION)
        world = again(database)
        assert world.sweep == SWEEP
        first, second, third = world.trials()
        assert (first.state, first.attempt, first.value, first.params) == (TrialState.FINISHED, 2, 0.25, {"x": 0.25})
        assert (second.state, third.state) == (TrialState.RUNNING, TrialState.QUEUED)
        assert world.lose("a") == [2]
        while isinstance(answer := world.ask("new"), Claim):
            world.begin(answer, "new", x=0.1)
            world.finish(answer, values=[1.0], agent="new")
        assert [trial.state for trial in world.trials()] == ["finished"] * 4
        assert [trial.params["x"] for trial in world.trials()] == [0.25, 0.5, 0.75, 0.1]
        check(database)


def test_every_verb_refuses_a_newer_store_with_a_sentence_and_touches_nothing(project: Project) -> None:
    sweep_of(project, "hangs_at_first")
    create(project)
    store = project.folder / ".sweepctl"
    set_version(store, VERSION + 1)
    before = (store / "sweeps.db").read_bytes()
    for verb in ("status", "agent", "pause", "create sweep.yaml"):
        result = project.run(*verb.split())
        assert (result.code, result.out) == (1, ""), verb
        assert result.err.splitlines()[0].endswith(f"newer sweepctl (schema {VERSION + 1}, this one knows {VERSION})")
        assert result.err.splitlines()[1:] == ["hint: upgrade sweepctl"]
    assert (store / "sweeps.db").read_bytes() == before


@pytest.mark.parametrize("has_free_slot", [False, True])
def test_an_agent_leaves_when_the_store_becomes_newer(project: Project, has_free_slot: bool) -> None:
    """It must not write by rules that are no more: its trials are killed, and the next agent runs them again."""
    sweep_of(project, "hangs_at_first", run_cap=1)
    create(project)
    agent = Agent(project, "agent", "-j", "2" if has_free_slot else "1")
    started(project)
    set_version(project.folder / ".sweepctl", VERSION + 1)
    assert agent.leaves() == 1
    assert agent.text.count("newer sweepctl") == 1, agent.text
    assert "Traceback" not in agent.text
    eventually(lambda: not sleepers(project))
    set_version(project.folder / ".sweepctl", VERSION)
    last = Agent(project, "agent")
    assert last.leaves(60.0) == 0, last.text
    assert [trial["state"] for trial in project.status()["trials"]] == ["finished"]


def test_a_store_whose_version_is_nonsense_is_refused(folder: Path) -> None:
    open_database(folder).close()
    set_version(folder, 0)
    with pytest.raises(StoreError, match="is not a sweepctl store"):
        open_database(folder)
