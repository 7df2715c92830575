"""Agents: announced, beating, gone, and what becomes of what they held."""

from __future__ import annotations

from dataclasses import replace

from sweepctl.model.outcome import Ending
from sweepctl.model.trial import TrialState
from sweepctl.store import agents
from sweepctl.store.database import Database
from tests.store.world import World


class AgentsContract:
    def test_an_agent_is_seen_by_the_others_and_not_by_itself(self, database: Database) -> None:
        world, other = World(database), World(database)
        identity = world.come("a")
        world.come("b")
        other.come("c")
        assert [(peer.id, peer.identity) for peer in agents.peers(database, world.sweep, "b")] == [("a", identity)]

    def test_a_beat_moves_the_counter(self, database: Database) -> None:
        world = World(database)
        world.come("a")
        before = world.peer("a").beat
        assert agents.beat(database, "a")
        assert agents.beat(database, "a")
        assert world.peer("a").beat == before + 2

    def test_an_agent_that_nobody_knows_has_no_beat(self, database: Database) -> None:
        assert not agents.beat(database, "nobody")

    def test_agents_are_listed_with_what_they_run(self, database: Database) -> None:
        world = World(database)
        world.come("a", jobs=4)
        world.start("a")
        world.claim("a")
        world.finish(world.start("a"))
        world.come("b")
        found = agents.list_agents(database, world.sweep)
        assert [(agent.id, agent.jobs, agent.running) for agent in found] == [("a", 4, 2), ("b", 1, 0)]
        assert all(0 <= agent.silent < 60 for agent in found)

    def test_an_agent_that_left_is_not_listed_and_not_watched(self, database: Database) -> None:
        world = World(database)
        world.come("a")
        agents.leave(database, "a", world.sweep, "done")
        assert agents.list_agents(database, world.sweep) == []
        assert agents.peers(database, world.sweep, "b") == []
        assert not agents.beat(database, "a")
        assert world.events() == ["created", "agent_came", "agent_left"]

    def test_an_agent_that_leaves_hands_back_what_it_still_holds(self, database: Database) -> None:
        world = World(database)
        world.start("a")
        world.claim("a")
        agents.leave(database, "a", world.sweep, "it broke")
        assert [(trial.state, trial.attempt) for trial in world.trials()] == [(TrialState.QUEUED, 2)] * 2
        assert [world.claim("b").execution.trial for _ in range(2)] == [1, 2]

    def test_what_a_lost_agent_held_goes_back_to_the_queue(self, database: Database) -> None:
        world = World(database)
        world.finish(world.start("a"), values=[1.0])
        world.start("a")
        world.claim("a")
        world.start("b")
        assert world.lose("a") == [2, 3]
        assert [trial.state for trial in world.trials()] == [
            TrialState.FINISHED,
            TrialState.QUEUED,
            TrialState.QUEUED,
            TrialState.RUNNING,
        ]
        assert not agents.beat(database, "a")
        assert agents.beat(database, "b")
        assert "agent_lost" in world.events()

    def test_an_agent_that_has_beaten_since_it_was_seen_is_not_lost(self, database: Database) -> None:
        world = World(database)
        world.start("a")
        seen = world.peer("a")
        agents.beat(database, "a")
        assert agents.declare_lost(database, world.sweep, seen, "it is silent") == []
        assert world.trial(1).state is TrialState.RUNNING
        assert agents.beat(database, "a")

    def test_an_agent_is_lost_only_once(self, database: Database) -> None:
        world = World(database)
        world.start("a")
        seen = world.peer("a")
        assert len(agents.declare_lost(database, world.sweep, seen, "it is gone")) == 1
        world.start("b")
        assert agents.declare_lost(database, world.sweep, replace(seen), "it is gone") == []
        assert world.trial(1).agent == "b"

    def test_a_lost_attempt_says_why_and_the_next_one_begins_anew(self, database: Database) -> None:
        world = World(database)
        world.report(world.start("a"), [0.1, 0.2])
        world.lose("a", "its agent (pid 7) is gone")
        row = database.row("SELECT ending, why FROM executions WHERE attempt = 1")
        assert row is not None
        assert (row["ending"], row["why"]) == (Ending.LOST, "its agent (pid 7) is gone")
        trial = world.trial(1)
        assert (trial.value, trial.count, trial.reason) == (None, 0, "")
