"""Whether a process that was seen earlier is still the same one."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace

from sweepctl.agent.processes import identity
from sweepctl.agent.processes.identity import fate, this_process
from sweepctl.store.agents import Identity


def of(pid: int) -> Identity:
    return replace(this_process(), pid=pid, birth=identity._birth(pid) or "")


def test_we_live() -> None:
    assert fate(this_process()) is None


def test_a_process_that_has_ended_is_gone_also_while_nobody_has_waited_for_it() -> None:
    process = subprocess.Popen(["sleep", "300"])
    seen = of(process.pid)
    assert fate(seen) is None
    process.kill()
    _wait_without_reaping(process.pid)
    assert fate(seen) == f"its agent (pid {process.pid}) is gone"
    process.wait()
    assert fate(seen) == f"its agent (pid {process.pid}) is gone"


def _wait_without_reaping(pid: int) -> None:
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def test_another_process_with_the_same_pid_is_not_it() -> None:
    older = replace(this_process(), birth="1")
    assert fate(older) == f"its agent (pid {older.pid}) is gone"


def test_of_a_process_on_another_host_nothing_is_known() -> None:
    assert fate(replace(this_process(), host="elsewhere", birth="1")) is None


def test_nothing_outlives_a_reboot() -> None:
    ours = this_process()
    assert fate(replace(ours, boot="another-boot pid:[1]")) == f"{ours.host} was rebooted"


def test_in_another_pid_namespace_a_pid_says_nothing() -> None:
    ours = this_process()
    boot = ours.boot.split()[0]
    assert fate(replace(ours, boot=f"{boot} pid:[1]", birth="1")) is None
