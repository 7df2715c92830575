"""A process may be killed at any instant: the next one reads a whole store and goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.crasher import OPERATIONS

ROOT = Path(__file__).parents[2]


_BRIEF = ("create", "begin", "finish", "migrate")


@pytest.mark.parametrize(
    "operation",
    [name if name in _BRIEF else pytest.param(name, marks=pytest.mark.slow) for name in ("create", *OPERATIONS)],
)
def test_a_death_at_any_statement_leaves_a_store_that_goes_on(tmp_path: Path, operation: str) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "tests.store.crasher", operation, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    assert int(found.stdout) >= 8
