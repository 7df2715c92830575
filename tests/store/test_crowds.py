"""Several processes use one store at the same time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.store.crowd import CAP

ROOT = Path(__file__).parents[2]


def crowd(what: str, place: Path, processes: int) -> None:
    """All processes do their work, and the store is whole afterwards."""
    command = [sys.executable, "-m", "tests.store.crowd", what, str(place), str(processes)]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert found.returncode == 0, found.stderr


def test_twelve_processes_that_make_the_same_store_all_find_their_sweeps_in_it(tmp_path: Path) -> None:
    for attempt in range(3):
        place = tmp_path / str(attempt)
        place.mkdir()
        crowd("first", place, 12)
        left = sorted(path.name for path in (place / ".sweepctl").iterdir())
        assert left == [".gitignore", "lock", "sweeps.db"]


def test_eight_processes_claim_distinct_trials_and_none_goes_hungry(tmp_path: Path) -> None:
    crowd("claim", tmp_path, 8)
    taken = [path.read_text().split() for path in tmp_path.glob("taken *")]
    assert len(taken) == 8
    assert sorted(int(number) for numbers in taken for number in numbers) == list(range(1, CAP + 1))
    assert min(map(len, taken)) >= 1
