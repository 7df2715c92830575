"""How executions end, and whether the trial goes back to the queue; all of it inside the caller's transaction."""

from __future__ import annotations

import time
from collections.abc import Mapping

from sweepctl.errors import FencedError
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.spec import Limits
from sweepctl.model.trial import Execution
from sweepctl.store.chances import Chance, next_chance
from sweepctl.store.database import Database, Row
from sweepctl.store.events import record

CANCELLED = Outcome(Ending.CANCELLED, why="cancelled by the user")
THIS = "sweep = ? AND trial = ? AND part = ? AND attempt = ?"
HELD = f"{THIS} AND agent = ? AND latest = 1 AND state IN ('claimed', 'running')"


def key(execution: Execution) -> tuple[object, ...]:
    """The execution as the values of its primary key."""
    return (execution.sweep, execution.trial, execution.part, execution.attempt)


def add_execution(database: Database, execution: Execution, state: str, agent: str | None) -> None:
    """Store the newest attempt of a part of a trial."""
    database.change(
        "INSERT INTO executions (sweep, trial, part, attempt, latest, state, agent) VALUES (?, ?, ?, ?, 1, ?, ?)",
        (*key(execution), state, agent),
    )


def require_held(database: Database, execution: Execution, agent: str) -> None:
    """Raises FencedError unless the execution is live and this agent's."""
    row = database.row(f"SELECT 1 FROM executions WHERE {HELD}", (*key(execution), agent))
    if row is None:
        raise FencedError(f"trial {execution.trial}, attempt {execution.attempt}, is no longer held by this agent")


def end(database: Database, execution: Execution, agent: str | None, outcome: Outcome, limits: Limits) -> bool:
    """End an execution; True if the trial goes back to the queue.

    Handed back and lost ones do, script failures while `retries` are left, those that ask for it as long as they get
    further, and none that somebody asked to cancel or whose trial has gone wrong in another part. `agent` None ends
    whoever holds it.
    """
    if agent is not None:
        require_held(database, execution, agent)
    verdict = _wanted(database, execution) or _verdict_of_siblings(database, execution)
    if verdict is not None and outcome.ending in {Ending.HANDED_BACK, Ending.LOST, Ending.REQUEUED}:
        outcome = verdict
    chance = next_chance(database, execution, outcome, limits) if verdict is None else Chance(again=False)
    settle(database, execution, chance.worded(outcome), chance.again, chance.wait)
    if chance.again:
        queue_again(database, execution, chance.wait)
    elif outcome.ending is not Ending.FINISHED:
        _end_siblings(database, execution, outcome)
    return chance.again


def named(execution: Execution) -> Mapping[str, int]:
    """Which part and attempt an event is about; nearly all trials have one part."""
    return {"attempt": execution.attempt} | ({"part": execution.part} if execution.part else {})


def settle(database: Database, execution: Execution, outcome: Outcome, again: bool = False, wait: float = 0.0) -> None:
    """Store how an execution ended, whatever follows from it; `wait` seconds before it is tried again."""
    now = time.time()
    # A clock that was set back since the start must not make it end before.
    database.change(
        "UPDATE executions SET state = 'ended', ended = CASE WHEN started > ? THEN started ELSE ? END, ending = ?,"
        f" code = ?, why = ? WHERE {THIS}",
        (now, now, outcome.ending, outcome.code, outcome.why, *key(execution)),
    )
    _tell(database, execution, outcome, again, wait)


def correct(database: Database, execution: Execution, outcome: Outcome) -> None:
    """Give an execution that is over another end; when that was stays."""
    database.change(
        f"UPDATE executions SET ending = ?, code = ?, why = ? WHERE {THIS}",
        (outcome.ending, outcome.code, outcome.why, *key(execution)),
    )
    _tell(database, execution, outcome)


def _tell(database: Database, execution: Execution, outcome: Outcome, again: bool = False, wait: float = 0.0) -> None:
    extra: dict[str, object] = {"figures": dict(outcome.figures)} if outcome.figures else {}
    extra |= {"wait": wait} if wait else {}
    record(
        database,
        execution.sweep,
        execution.trial,
        outcome.ending,
        **named(execution),
        code=outcome.code,
        why=outcome.why,
        again=again,
        **extra,
    )


def _end_siblings(database: Database, execution: Execution, outcome: Outcome) -> None:
    """What else there is of a trial that will have no whole value: nothing new starts; stopping stops all of it."""
    stops = outcome.ending is Ending.STOPPED
    verdict = _verdict_on_siblings(execution.part, outcome)
    others = [one for one in open_parts(database, execution.sweep, execution.trial) if one["part"] != execution.part]
    for row in others:
        sibling = Execution(execution.sweep, execution.trial, row["part"], row["attempt"])
        if row["state"] == "queued":
            settle(database, sibling, verdict)
        elif stops:
            want(database, sibling, verdict)


def _verdict_on_siblings(part: int, outcome: Outcome) -> Outcome:
    """How the other parts of a trial end once one of them ended so."""
    if outcome.ending is Ending.STOPPED:
        return outcome
    return Outcome(Ending.CANCELLED, why=f"part {part} {outcome.ending}")


def _verdict_of_siblings(database: Database, execution: Execution) -> Outcome | None:
    """How this part ends at best, since another part of its trial did not end well."""
    row = database.row(
        "SELECT part, ending, why FROM executions WHERE sweep = ? AND trial = ? AND part <> ? AND latest = 1"
        " AND state = 'ended' AND ending <> 'finished' ORDER BY CASE ending WHEN 'cancelled' THEN 1 ELSE 0 END, part",
        (execution.sweep, execution.trial, execution.part),
    )
    return None if row is None else _verdict_on_siblings(row["part"], Outcome(Ending(row["ending"]), why=row["why"]))


def open_parts(database: Database, sweep: str, trial: int) -> list[Row]:
    """The newest executions of a trial that have not ended, by part."""
    return database.rows(
        "SELECT * FROM executions WHERE sweep = ? AND trial = ? AND latest = 1 AND state <> 'ended' ORDER BY part",
        (sweep, trial),
    )


def want(database: Database, execution: Execution, outcome: Outcome) -> None:
    """Ask the agent of a running execution to end it so; the first wish counts."""
    database.change(
        f"UPDATE executions SET wanted = ?, wanted_why = ? WHERE {THIS} AND wanted IS NULL",
        (outcome.ending, outcome.why, *key(execution)),
    )


def end_held(database: Database, sweep: str, agent: str, outcome: Outcome) -> list[Execution]:
    """End whatever an agent still holds."""
    rows = database.rows(
        "SELECT trial, part, attempt FROM executions"
        " WHERE agent = ? AND latest = 1 AND state IN ('claimed', 'running') AND sweep = ? ORDER BY trial, part",
        (agent, sweep),
    )
    held = [Execution(sweep, row["trial"], row["part"], row["attempt"]) for row in rows]
    for execution in held:
        end(database, execution, None, outcome, Limits())
    return held


def queue_again(database: Database, execution: Execution, wait: float = 0.0) -> None:
    """Follow an execution by the next attempt, which nobody takes before so many seconds have passed."""
    database.change(f"UPDATE executions SET latest = NULL WHERE {THIS}", key(execution))
    following = Execution(execution.sweep, execution.trial, execution.part, execution.attempt + 1)
    add_execution(database, following, "queued", None)
    if wait > 0:
        database.change(
            f"UPDATE executions SET not_before = ?, wait = ? WHERE {THIS}", (time.time() + wait, wait, *key(following))
        )


def wanted(database: Database, agent: str) -> dict[Execution, Outcome]:
    """The executions of an agent that are to end, and how."""
    rows = database.rows(
        "SELECT sweep, trial, part, attempt, wanted, wanted_why FROM executions"
        " WHERE agent = ? AND latest = 1 AND wanted IS NOT NULL AND state IN ('claimed', 'running')",
        (agent,),
    )
    return {
        Execution(row["sweep"], row["trial"], row["part"], row["attempt"]): Outcome(
            Ending(row["wanted"]), why=row["wanted_why"]
        )
        for row in rows
    }


def cancel_open(database: Database, sweep: str) -> None:
    """Cancel every queued execution, and ask the agents to cancel what they run."""
    for row in database.rows(
        "SELECT trial, part, attempt FROM executions WHERE sweep = ? AND latest = 1 AND state = 'queued'", (sweep,)
    ):
        execution = Execution(sweep, row["trial"], row["part"], row["attempt"])
        settle(database, execution, Outcome(Ending.CANCELLED, why="the sweep was cancelled"))
    database.change(
        "UPDATE executions SET wanted = ?, wanted_why = ? WHERE sweep = ? AND latest = 1 AND wanted IS NULL"
        " AND state IN ('claimed', 'running')",
        (CANCELLED.ending, CANCELLED.why, sweep),
    )


def _wanted(database: Database, execution: Execution) -> Outcome | None:
    row = database.row(f"SELECT wanted, wanted_why FROM executions WHERE {THIS}", key(execution))
    return None if row is None or row["wanted"] is None else Outcome(Ending(row["wanted"]), why=row["wanted_why"])
