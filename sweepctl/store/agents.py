"""Agents: registered, beating, gone. A beat is a counter: an observer times it on its own clock."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.status import AgentSeen
from sweepctl.model.trial import Execution
from sweepctl.store.database import Database
from sweepctl.store.endings import end_held
from sweepctl.store.events import record


@dataclass(frozen=True)
class Identity:
    """Which process on which machine: enough to tell later whether it is gone."""

    host: str
    boot: str
    pid: int
    birth: str


@dataclass(frozen=True)
class Peer:
    """Another agent that holds executions, as of its newest beat."""

    id: str
    identity: Identity
    beat: int


def register(database: Database, agent: str, sweep: str, identity: Identity, jobs: int) -> None:
    """Announce an agent."""
    now = time.time()
    with database.transaction():
        database.change(
            "INSERT INTO agents (id, sweep, host, boot, pid, birth, jobs, beat, started, seen)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
            (agent, sweep, identity.host, identity.boot, identity.pid, identity.birth, jobs, now, now),
        )
        record(database, sweep, None, "agent_came", agent=agent, host=identity.host, pid=identity.pid, jobs=jobs)


def beat(database: Database, agent: str) -> bool:
    """Renew the lease; False when the agent was declared lost meanwhile."""
    with database.transaction():
        statement = "UPDATE agents SET beat = beat + 1, seen = ? WHERE id = ? AND gone IS NULL"
        return database.change(statement, (time.time(), agent)) == 1


def leave(database: Database, agent: str, sweep: str, why: str) -> None:
    """Say goodbye; what the agent still holds, its programs being gone, goes back to the queue."""
    with database.transaction():
        end_held(database, sweep, agent, Outcome(Ending.HANDED_BACK, why=why))
        database.change("UPDATE agents SET gone = ? WHERE id = ?", (time.time(), agent))
        if database.row("SELECT 1 FROM sweeps WHERE id = ?", (sweep,)):
            record(database, sweep, None, "agent_left", agent=agent, why=why)


def peers(database: Database, sweep: str, agent: str) -> list[Peer]:
    """The other agents of the sweep that have not said goodbye."""
    rows = database.rows("SELECT * FROM agents WHERE sweep = ? AND gone IS NULL AND id <> ?", (sweep, agent))
    return [Peer(row["id"], Identity(row["host"], row["boot"], row["pid"], row["birth"]), row["beat"]) for row in rows]


def declare_lost(database: Database, sweep: str, peer: Peer, why: str) -> list[Execution]:
    """End what a vanished agent held; its trials are queued again. Nothing if it has beaten since it was seen."""
    with database.transaction():
        touched = database.change(
            "UPDATE agents SET gone = ? WHERE id = ? AND gone IS NULL AND beat = ?", (time.time(), peer.id, peer.beat)
        )
        if not touched:
            return []
        record(database, sweep, None, "agent_lost", agent=peer.id, host=peer.identity.host, why=why)
        return end_held(database, sweep, peer.id, Outcome(Ending.LOST, why=why))


def places(database: Database, sweep: str) -> dict[str, str]:
    """Where each agent that ever worked on the sweep ran."""
    rows = database.rows("SELECT id, host, pid FROM agents WHERE sweep = ? ORDER BY started", (sweep,))
    return {row["id"]: f"pid {row['pid']} on {row['host']}" for row in rows}


def list_agents(database: Database, sweep: str) -> list[AgentSeen]:
    """The agents that have not said goodbye, with how much each runs."""
    rows = database.rows(
        "SELECT a.*, (SELECT count(*) FROM executions e WHERE e.sweep = a.sweep AND e.agent = a.id AND e.latest = 1"
        " AND e.state IN ('claimed', 'running')) AS running FROM agents a"
        " WHERE a.sweep = ? AND a.gone IS NULL ORDER BY a.started",
        (sweep,),
    )
    now = time.time()
    return [
        AgentSeen(
            row["id"], row["host"], row["pid"], row["jobs"], row["running"], row["started"], max(0.0, now - row["seen"])
        )
        for row in rows
    ]
