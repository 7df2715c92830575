"""What holds for a store at every instant, whatever was killed."""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from pathlib import Path

from sweepctl.store.database import Database, open_database


def check(database: Database) -> None:
    """Fails unless the file is whole and its rows make sense together."""
    if not database.rows("SELECT 1 FROM pragma_table_list WHERE name = 'executions'"):
        raise AssertionError("the tables are not there")
    assert [row[0] for row in map(tuple, database.rows("PRAGMA integrity_check"))] == ["ok"]
    assert database.rows("PRAGMA foreign_key_check") == []
    for row in database.rows("SELECT id FROM sweeps"):
        check_sweep(database, row["id"])


def check_sweep(database: Database, sweep: str) -> None:
    """The rows of one sweep."""
    assert database.row("SELECT 1 FROM specs WHERE sweep = ?", (sweep,)), "a sweep has a spec"
    trials = database.rows("SELECT number, draw_index, params FROM trials WHERE sweep = ? ORDER BY number", (sweep,))
    assert [row["number"] for row in trials] == list(range(1, len(trials) + 1)), "numbers have no holes"
    assert sorted(row["draw_index"] for row in trials) == list(range(len(trials))), "each index is drawn once"
    attempts = defaultdict(list)
    for row in database.rows("SELECT * FROM executions WHERE sweep = ? ORDER BY trial, part, attempt", (sweep,)):
        attempts[row["trial"], row["part"]].append(row)
    assert [trial for trial, part in attempts if part == 0] == [row["number"] for row in trials], "a trial is attempted"
    params = {row["number"]: row["params"] for row in trials}
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


def check_file(folder: Path) -> None:
    """The same for a store folder that nobody has open here."""
    with closing(open_database(folder)) as database:
        check(database)
