"""Fixtures for every test."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

# Before numpy is loaded: on a busy machine small matrices take twenty times as long on several threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The background jobs of a shell ignore Ctrl-C, and all that they start does too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest.register_assert_rewrite("tests.harness", "tests.store", "tests.e2e", "tests.samplers")

from tests.harness import Project, eventually  # noqa: E402 (after the line that makes its assertions speak)


def pytest_xdist_auto_num_workers() -> int:
    """Most tests wait for programs half of their time."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A fresh project; a process that it leaves behind fails the test."""
    home = tmp_path / "home"
    folder = home / "work"
    folder.mkdir(parents=True)
    made = Project(folder, home)
    yield made
    for process in made.started:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()
    try:
        eventually(lambda: not made.processes(), 15.0)
    finally:
        for left in made.processes():
            left.kill()
