"""What holds for a store at every instant, whatever was killed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import closing
from pathlib import Path

from sweepctl.store import health
from sweepctl.store.database import Database, open_database
from sweepctl.store.sweeps import get_sweep


def check(database: Database) -> None:
    """Fails unless the file is whole and its rows make sense together."""
    if not database.rows("SELECT 1 FROM pragma_table_list WHERE name = 'executions'"):
        raise AssertionError("the tables are not there")
    assert [row[0] for row in map(tuple, database.rows("PRAGMA integrity_check"))] == ["ok"]
    assert database.rows("PRAGMA foreign_key_check") == []
    assert health.contradictions(database) == [], "what doctor looks for is not there either"
    assert health.abandoned(database) == [], "an agent that left holds nothing"
    for row in database.rows("SELECT id FROM sweeps"):
        check_sweep(database, row["id"])


def check_sweep(database: Database, sweep: str) -> None:
    """The rows of one sweep."""
    assert database.row("SELECT 1 FROM specs WHERE sweep = ?", (sweep,)), "a sweep has a spec"
    trials = database.rows("SELECT * FROM trials WHERE sweep = ? ORDER BY number", (sweep,))
    assert [row["number"] for row in trials] == list(range(1, len(trials) + 1)), "numbers have no holes"
    drawn = [row["draw_index"] for row in trials if row["draw_index"] is not None]
    last = max((row["draw_index"] for row in trials if row["source"] == "sampler"), default=-1)
    assert len(set(drawn)) == len(drawn), "each index is drawn once"
    assert set(range(last + 1)) <= set(drawn), "no index is left out"
    attempts = defaultdict(list)
    for row in database.rows("SELECT * FROM executions WHERE sweep = ? ORDER BY trial, part, attempt", (sweep,)):
        attempts[row["trial"], row["part"]].append(row)
    assert [trial for trial, part in attempts if part == 0] == [row["number"] for row in trials], "a trial is attempted"
    params = {row["number"]: row["params"] for row in trials}
    _check_parts(database, sweep, params, attempts)
    for (trial, _), rows in attempts.items():
        assert [row["attempt"] for row in rows] == list(range(1, len(rows) + 1)), "attempts have no holes"
        assert [row["latest"] for row in rows] == [None] * (len(rows) - 1) + [1], "the newest attempt counts, alone"
        assert all(row["state"] == "ended" for row in rows[:-1]), "an older attempt is over"
        for row in rows:
            assert row["state"] in {"queued", "claimed", "running", "ended"}
            assert (row["ending"] is not None) == (row["state"] == "ended"), "an ending says how it ended"
            assert row["agent"] is not None or row["state"] in {"queued", "ended"}, "what runs is held"
            assert row["agent"] is None or row["state"] != "queued", "what waits is free"
            assert row["state"] != "running" or params[trial] is not None, "what runs has a point"


def _check_parts(
    database: Database, sweep: str, params: Mapping[int, str | None], attempts: Collection[tuple[int, int]]
) -> None:
    """A trial has all its parts once it has a point, and before that the first only."""
    parts = range(get_sweep(database, sweep).spec.parts.count)
    for number, point in params.items():
        assert {part for trial, part in attempts if trial == number} == set(parts if point is not None else [0])


def check_file(folder: Path) -> None:
    """The same for a store folder that nobody has open here."""
    with closing(open_database(folder)) as database:
        check(database)
