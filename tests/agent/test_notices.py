"""Commands for events beside the loop: their order, their limit, and what is left of them."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import psutil
import pytest

from sweepctl.agent import notices
from sweepctl.agent.notices import Teller
from sweepctl.agent.processes.guard import Guard
from sweepctl.model.notice import Hook, Occasion
from tests.harness import eventually


class Registered:
    """What a guard is told."""

    def __init__(self) -> None:
        self.groups: set[int] = set()
        self.seen = 0

    def add(self, group: int) -> None:
        self.groups.add(group)
        self.seen += 1

    def drop(self, group: int) -> None:
        self.groups.remove(group)


def tell(program: str, texts: Sequence[str], folder: Path) -> tuple[list[str], Registered]:
    """Hand texts to a program; the warnings, and the guard."""
    warnings: list[str] = []
    guard = Registered()
    hook = Hook("mine", (sys.executable, "-S", "-c", program, str(folder)))

    async def work() -> None:
        teller = Teller(hook, cast("Guard", guard), warnings.append)
        for text in texts:
            teller.tell(Occasion.IMPROVED, text)
        assert teller.task is not None
        await teller.task

    asyncio.run(work())
    return warnings, guard


def test_a_command_is_told_one_after_another_in_order(tmp_path: Path) -> None:
    program = "import sys; open(sys.argv[1] + '/told', 'a').write(sys.stdin.read())"
    texts = [json.dumps({"n": n, "long": "x" * 100_000}) for n in range(4)]
    warnings, guard = tell(program, texts, tmp_path)
    assert warnings == []
    assert (guard.groups, guard.seen) == (set(), 4)
    assert [json.loads(line)["n"] for line in (tmp_path / "told").read_text().splitlines()] == [0, 1, 2, 3]


def test_one_that_does_not_read_is_fine_too(tmp_path: Path) -> None:
    assert tell("", ["x" * 1_000_000], tmp_path)[0] == []


def test_one_that_takes_too_long_is_killed_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "LIMIT", 2.0)
    program = (
        "import subprocess, sys, time;"
        "p = subprocess.Popen(['sleep', '977'], start_new_session=True);"
        "open(sys.argv[1] + '/pid', 'w').write(str(p.pid)); time.sleep(977)"
    )
    warnings, guard = tell(program, ["{}", "{}"], tmp_path)
    assert warnings == ["--on-event `mine`: took longer than 2 s and was killed"]
    assert guard.groups == set()
    pid = int((tmp_path / "pid").read_text())
    eventually(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
