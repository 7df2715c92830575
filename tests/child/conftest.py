"""Fixtures for what runs inside the user's process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.child.trial import Trial


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    """A trial's folder."""
    return Trial(tmp_path)
