"""Whether a store is whole: the file by SQLite's own checks, the rows by what always holds between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.spec import Limits
from sweepctl.model.trial import Execution
from sweepctl.store.database import Database
from sweepctl.store.endings import end
from sweepctl.store.sweeps import list_sweeps

_MOST_MESSAGES = 20
_HELD = "e.latest = 1 AND e.state IN ('claimed', 'running')"
_ABANDONED = Outcome(Ending.LOST, why="no living agent held it")

# Each statement gives the sweep, the trial where there is one, and the rows for which the sentence is true.
_RULES: Sequence[tuple[str, str]] = (
    (
        "it has no spec",
        (
            "SELECT id AS sweep, NULL AS trial FROM sweeps"
            " WHERE NOT EXISTS (SELECT 1 FROM specs WHERE specs.sweep = sweeps.id)"
        ),
    ),
    (
        "the numbers of its trials have holes",
        "SELECT sweep, NULL AS trial FROM trials GROUP BY sweep HAVING min(number) <> 1 OR max(number) <> count(*)",
    ),
    # Of an earlier space those draws are gone that are points of a newer one.
    (
        "points were left out that should have been drawn",
        (
            "SELECT t.sweep, NULL AS trial FROM trials t"
            " JOIN (SELECT sweep, version, max(draw_index) AS top FROM trials"
            " WHERE source = 'sampler' GROUP BY sweep, version) AS drawn ON drawn.sweep = t.sweep"
            " AND drawn.version = t.version WHERE t.draw_index <= drawn.top"
            " AND t.version = (SELECT max(space) FROM specs WHERE specs.sweep = t.sweep)"
            " GROUP BY t.sweep, t.version, drawn.top HAVING count(*) <> drawn.top + 1"
        ),
    ),
    (
        "it has no execution",
        (
            "SELECT sweep, number AS trial FROM trials WHERE NOT EXISTS (SELECT 1 FROM executions e"
            " WHERE e.sweep = trials.sweep AND e.trial = trials.number AND e.part = 0)"
        ),
    ),
    (
        "its attempts have holes",
        (
            "SELECT sweep, trial FROM executions GROUP BY sweep, trial, part"
            " HAVING min(attempt) <> 1 OR max(attempt) <> count(*)"
        ),
    ),
    (
        "not its newest attempt, alone, counts",
        (
            "SELECT sweep, trial FROM executions GROUP BY sweep, trial, part"
            " HAVING count(latest) <> 1 OR max(CASE WHEN latest = 1 THEN attempt END) <> max(attempt)"
        ),
    ),
    (
        "an older attempt is not over",
        "SELECT sweep, trial FROM executions WHERE latest IS NULL AND state <> 'ended'",
    ),
    (
        "its state and its ending do not fit",
        (
            "SELECT sweep, trial FROM executions WHERE state NOT IN ('queued', 'claimed', 'running', 'ended')"
            " OR (state = 'ended' AND ending IS NULL) OR (state <> 'ended' AND ending IS NOT NULL)"
        ),
    ),
    (
        "it waits, but an agent holds it or somebody asked it to end",
        "SELECT sweep, trial FROM executions WHERE state = 'queued' AND (agent IS NOT NULL OR wanted IS NOT NULL)",
    ),
    (
        "it runs without a point",
        (
            "SELECT e.sweep, e.trial FROM executions e JOIN trials t ON t.sweep = e.sweep AND t.number = e.trial"
            " WHERE e.state = 'running' AND t.params IS NULL"
        ),
    ),
)


@dataclass(frozen=True)
class Contradiction:
    """A sweep, or a trial of it, whose rows do not make sense together."""

    sweep: str
    trial: int | None
    sentence: str

    def __str__(self) -> str:
        return f"{self.sweep}/{self.trial}: {self.sentence}" if self.trial else f"{self.sweep}: {self.sentence}"


def damage(database: Database) -> list[str]:
    """What SQLite finds wrong with the file, in its words; empty if it is whole. Raises StoreError."""
    found = [str(row[0]) for row in map(tuple, database.rows(f"PRAGMA integrity_check({_MOST_MESSAGES})"))]
    return [] if found == ["ok"] else [line for text in found for line in text.splitlines() if not _is_title(line)]


def _is_title(line: str) -> bool:
    return line.startswith("*** in database")


def is_of_indexes_only(messages: Sequence[str]) -> bool:
    """Whether only what can be made anew from the tables is damaged."""
    return bool(messages) and all("index" in message and "malformed" not in message for message in messages)


def reindex(database: Database) -> None:
    """Make all indexes anew. Raises StoreError."""
    with database.transaction():
        database.change("REINDEX")


def without_parents(database: Database) -> int:
    """How many rows belong to a sweep or trial that is not there."""
    return len(database.rows("PRAGMA foreign_key_check"))


def contradictions(database: Database) -> list[Contradiction]:
    """Rows that do not make sense together. Raises StoreError."""
    with database.snapshot():
        return [*_broken_rules(database), *_wrong_parts(database)]


def _broken_rules(database: Database) -> Iterator[Contradiction]:
    for sentence, statement in _RULES:
        for row in database.rows(statement):
            yield Contradiction(row["sweep"], row["trial"], sentence)


def _wrong_parts(database: Database) -> Iterator[Contradiction]:
    """A trial has all its parts once it has a point, and before that the first only."""
    for sweep in list_sweeps(database):
        rows = database.rows(
            "SELECT t.number, t.params, count(DISTINCT e.part) AS many, max(e.part) AS last FROM trials t"
            " JOIN executions e ON e.sweep = t.sweep AND e.trial = t.number WHERE t.sweep = ? GROUP BY t.number",
            (sweep.id,),
        )
        for row in rows:
            due = 1 if row["params"] is None else sweep.spec.parts.count
            if (row["many"], row["last"]) != (due, due - 1):
                yield Contradiction(sweep.id, row["number"], f"it has {row['many']} of {due} parts")


def abandoned(database: Database) -> list[Execution]:
    """Executions that an agent holds which has left, or which nobody knows."""
    rows = database.rows(
        f"SELECT e.sweep, e.trial, e.part, e.attempt FROM executions e WHERE {_HELD} AND NOT EXISTS"
        " (SELECT 1 FROM agents a WHERE a.id = e.agent AND a.sweep = e.sweep AND a.gone IS NULL)"
        " ORDER BY e.sweep, e.trial, e.part"
    )
    return [Execution(row["sweep"], row["trial"], row["part"], row["attempt"]) for row in rows]


def release(database: Database) -> list[Execution]:
    """End what no agent holds; it goes back to the queue. Raises StoreError."""
    with database.transaction():
        found = abandoned(database)
        for execution in found:
            end(database, execution, None, _ABANDONED, Limits())
    return found


def take_in_log(database: Database) -> bool:
    """Write the log of changes into the file and empty it; False where somebody reads it right now."""
    rows = database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    return not any(row[0] for row in map(tuple, rows))
