"""Cores and memory, as control groups, Slurm and the environment limit them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from sweepctl.agent.seats import capacity


@pytest.fixture(autouse=True)
def many_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with 64 cores."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(64)), raising=False)


def groups(folder: Path, lines: str, files: Mapping[str, str]) -> dict[str, Path]:
    """Control groups: what /proc/self/cgroup says, and the files below /sys/fs/cgroup."""
    (folder / "own").write_text(lines)
    for name, text in files.items():
        path = folder / "fs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return {"root": folder / "fs", "own": folder / "own"}


@pytest.mark.parametrize(
    ("lines", "files", "cores"),
    [
        ("0::/a/b\n", {}, 64),
        ("0::/a/b\n", {"a/b/cpu.max": "max 100000\n"}, 64),
        ("0::/a/b\n", {"a/b/cpu.max": "350000 100000\n"}, 3),
        ("0::/a/b\n", {"a/b/cpu.max": "max 100000\n", "a/cpu.max": "200000 100000\n"}, 2),
        ("0::/a/b\n", {"a/b/cpu.max": "5000 100000\n"}, 1),
        # A container: our path is that of the machine, the root is the container's own group.
        ("0::/docker/abc\n", {"cpu.max": "400000 100000\n"}, 4),
        (
            "4:cpu,cpuacct:/x\n",
            {"cpu/x/cpu.cfs_quota_us": "600000\n", "cpu/x/cpu.cfs_period_us": "100000\n"},
            6,
        ),
        ("4:cpu,cpuacct:/x\n", {"cpu/x/cpu.cfs_quota_us": "-1\n", "cpu/x/cpu.cfs_period_us": "100000\n"}, 64),
        ("0::/a\n", {"a/cpu.max": "nonsense"}, 64),
    ],
)
def test_control_groups_limit_the_cores(tmp_path: Path, lines: str, files: Mapping[str, str], cores: int) -> None:
    assert capacity.cores({}, **groups(tmp_path, lines, files)) == cores


@pytest.mark.parametrize(
    ("environ", "cores"),
    [
        ({"SLURM_CPUS_PER_TASK": "8", "SLURM_CPUS_ON_NODE": "32"}, 8),
        ({"SLURM_CPUS_ON_NODE": "32"}, 32),
        ({"SLURM_CPUS_ON_NODE": "128"}, 64),
        ({"SLURM_CPUS_PER_TASK": ""}, 64),
    ],
)
def test_slurm_limits_the_cores(tmp_path: Path, environ: Mapping[str, str], cores: int) -> None:
    assert capacity.cores(environ, **groups(tmp_path, "", {})) == cores


@pytest.mark.parametrize(
    ("lines", "files"),
    [
        ("0::/a\n", {"a/memory.max": "900", "a/memory.current": "500", "a/memory.stat": "anon 1\ninactive_file 100\n"}),
        (
            "7:memory:/a\n",
            {
                "memory/a/memory.limit_in_bytes": "900",
                "memory/a/memory.usage_in_bytes": "500",
                "memory/a/memory.stat": "total_inactive_file 100\n",
            },
        ),
    ],
)
def test_control_groups_limit_the_memory_and_what_files_take_of_it_is_free(
    tmp_path: Path, lines: str, files: Mapping[str, str]
) -> None:
    assert capacity.memory(**groups(tmp_path, lines, files)) == 500


def test_without_a_limit_the_memory_is_what_the_machine_has_left(tmp_path: Path) -> None:
    assert capacity.memory(**groups(tmp_path, "0::/a\n", {"a/memory.max": "max"})) > 10**6


def test_trials_side_by_side_get_their_part_of_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity, "cores", lambda: 8)
    assert capacity.thread_limits(1, {}) == {}
    assert capacity.thread_limits(3, {}) == dict.fromkeys(capacity.THREADS, "2")
    assert set(capacity.thread_limits(100, {}).values()) == {"1"}


@pytest.mark.parametrize("name", capacity.THREADS)
def test_threads_that_the_user_has_chosen_stay(name: str) -> None:
    assert capacity.thread_limits(4, {name: "3"}) == {}
