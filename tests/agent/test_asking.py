"""Asking a program for its help: whatever it does then, it is not for long, and nothing of it stays."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
import pytest

from sweepctl.agent import asking
from sweepctl.agent.asking import help_of
from sweepctl.errors import UsageError
from tests.harness import eventually, status_of


def asked(program: str, folder: Path) -> str:
    return help_of([sys.executable, "-S", "-c", program], folder)


def test_it_is_what_the_program_says_of_its_options(tmp_path: Path) -> None:
    assert asked("print('usage\\n  --lr LR')", tmp_path) == "usage\n  --lr LR\n"
    assert "--lr" in asked("import sys; sys.stderr.write('  --lr LR'); print('hello')", tmp_path)
    assert asked("print('hello')", tmp_path) == "hello\n"


def test_a_flood_without_end_is_cut(tmp_path: Path) -> None:
    text = asked("while True: print('  --lr LR', flush=True)", tmp_path)
    assert text.startswith("  --lr LR\n")
    assert len(text) < 2 << 20


def test_what_it_started_is_ended_too(tmp_path: Path) -> None:
    program = "import subprocess; print(subprocess.Popen(['sleep', '300']).pid)"
    child = psutil.Process(int(asked(program, tmp_path)))
    eventually(lambda: status_of(child) in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD})


def test_one_that_does_not_end_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_PATIENCE", 0.5)
    with pytest.raises(UsageError, match="did not end within"):
        asked("import time; time.sleep(300)", tmp_path)
    with pytest.raises(UsageError, match="cannot start"):
        help_of([str(tmp_path / "gone")], tmp_path)
