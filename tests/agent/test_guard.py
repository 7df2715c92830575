"""The guard as a real process, and our end of it."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sweepctl.agent.processes.guard import Guard
from sweepctl.child import guard as program
from tests.harness import eventually, status_of


class Wards:
    """Processes to be guarded, tagged with an agent's id of their own."""

    def __init__(self) -> None:
        self.agent = f"test-{secrets.token_hex(8)}"
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, *argv: str, is_tagged: bool = False) -> subprocess.Popen[bytes]:
        """A process in a session of its own."""
        env = {**os.environ, "SWEEPCTL_AGENT": self.agent} if is_tagged else None
        self.started.append(
            subprocess.Popen(argv or ("sleep", "300"), env=env, start_new_session=True, stdout=subprocess.PIPE)
        )
        return self.started[-1]

    def guard(self, patience: float) -> subprocess.Popen[bytes]:
        """The guard program of this agent."""
        argv = (sys.executable, "-I", "-S", program.__file__, self.agent, str(patience))
        self.started.append(subprocess.Popen(argv, stdin=subprocess.PIPE, start_new_session=True))
        return self.started[-1]


def say(guard: subprocess.Popen[bytes], *lines: str) -> None:
    assert guard.stdin is not None
    guard.stdin.write("".join(f"{line}\n" for line in lines).encode())
    guard.stdin.flush()


@pytest.fixture
def wards() -> Iterator[Wards]:
    made = Wards()
    yield made
    for process in made.started:
        process.kill()
        process.communicate()


def test_when_the_pipe_closes_registered_groups_and_tagged_processes_are_killed_and_no_others(wards: Wards) -> None:
    registered, dropped, tagged = wards.start(), wards.start(), wards.start(is_tagged=True)
    guard = wards.guard(60.0)
    say(guard, f"+ {registered.pid}", f"+ {dropped.pid}", f"- {dropped.pid}")
    assert guard.stdin is not None
    guard.stdin.close()
    assert guard.wait(10.0) == 0
    assert registered.wait(10.0) == tagged.wait(10.0) == -signal.SIGKILL
    assert dropped.poll() is None


def test_descendants_that_left_the_group_without_the_tag_are_killed_too(wards: Wards) -> None:
    code = (
        "import subprocess, time;"
        "p = subprocess.Popen(['sleep', '300'], start_new_session=True, env={}, stdout=subprocess.DEVNULL);"
        "print(p.pid, flush=True); time.sleep(300)"
    )
    parent = wards.start(sys.executable, "-S", "-c", code)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    guard = wards.guard(60.0)
    say(guard, f"+ {parent.pid}")
    assert guard.stdin is not None
    guard.stdin.close()
    assert guard.wait(10.0) == 0
    eventually(lambda: status_of(child) in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD})


def test_silence_kills_too_and_the_guard_stays_for_what_comes_after(wards: Wards) -> None:
    first = wards.start()
    guard = wards.guard(0.2)
    say(guard, f"+ {first.pid}")
    assert first.wait(10.0) == -signal.SIGKILL
    second = wards.start()
    say(guard, f"+ {second.pid}")
    assert second.wait(10.0) == -signal.SIGKILL
    assert guard.poll() is None


def test_renewals_keep_what_is_guarded_alive(wards: Wards) -> None:
    ward = wards.start()
    guard = wards.guard(2.0)
    say(guard, f"+ {ward.pid}")
    for _ in range(30):
        say(guard, ".")
        time.sleep(0.1)
    assert ward.poll() is None


def test_silence_during_a_pause_is_none(wards: Wards) -> None:
    ward = wards.start()
    guard = wards.guard(0.2)
    say(guard, f"+ {ward.pid}", "pause")
    time.sleep(1.0)
    assert ward.poll() is None
    say(guard, "go")
    assert ward.wait(10.0) == -signal.SIGKILL


def test_the_guard_ignores_what_a_terminal_sends(wards: Wards) -> None:
    guard = wards.guard(60.0)
    ward = wards.start()
    say(guard, f"+ {ward.pid}")
    sent = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    eventually(lambda: all(_ignores(guard.pid, number) for number in sent))
    for number in sent:
        guard.send_signal(number)
    say(guard, ".")
    assert guard.stdin is not None
    guard.stdin.close()
    assert guard.wait(10.0) == 0
    assert ward.wait(10.0) == -signal.SIGKILL


def _ignores(pid: int, number: signal.Signals) -> bool:
    """Whether a process ignores a signal; assumed after a moment where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        time.sleep(1.0)
        return True
    mask = next(int(line.split()[1], 16) for line in lines if line.startswith("SigIgn"))
    return bool(mask & 1 << (number - 1))


def test_our_end_starts_another_guard_when_the_first_has_died_and_tells_it_all(wards: Wards) -> None:
    ward = wards.start()
    guard = Guard(wards.agent, 60.0)
    guard.add(ward.pid)
    assert guard._process is not None
    guard._process.kill()
    guard._process.wait()
    guard.renew()
    assert ward.poll() is None
    guard.close()
    assert ward.wait(10.0) == -signal.SIGKILL


def test_a_guard_that_somebody_stopped_is_replaced_before_its_full_pipe_stops_us(wards: Wards) -> None:
    ward = wards.start()
    guard = Guard(wards.agent, 60.0)
    guard.add(ward.pid)
    stopped = guard._process
    assert stopped is not None
    stopped.send_signal(signal.SIGSTOP)
    for _ in range(70_000):
        guard.renew()
        if guard._process is not stopped:
            break
    assert stopped.poll() == -signal.SIGKILL
    guard.close()
    assert ward.wait(10.0) == -signal.SIGKILL


def test_where_no_guard_can_be_started_now_the_next_word_tries_again(
    wards: Wards, monkeypatch: pytest.MonkeyPatch
) -> None:
    ward = wards.start()
    executable = sys.executable
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    guard = Guard(wards.agent, 60.0)
    guard.add(ward.pid)
    guard.renew()
    monkeypatch.setattr(sys, "executable", executable)
    guard.renew()
    guard.close()
    assert ward.wait(10.0) == -signal.SIGKILL


def test_what_was_just_being_started_when_the_agent_died_is_killed_too(wards: Wards) -> None:
    """It carries the tag only once it has replaced the image of its parent."""
    guard = wards.guard(60.0)
    assert guard.stdin is not None
    guard.stdin.close()
    time.sleep(0.2)
    late = wards.start(is_tagged=True)
    assert late.wait(10.0) == -signal.SIGKILL


def test_our_end_knows_when_its_own_silence_made_the_guard_kill(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    guard = Guard(wards.agent, 40.0)
    try:
        now += 39.0
        assert not guard.has_fired_since(1000.0)
        guard.renew()
        now += 41.0
        assert guard.has_fired_since(1000.0)
        guard.renew()
        now += 1.0
        assert guard.has_fired_since(1000.0)
        assert not guard.has_fired_since(now)
        guard.pause()
        now += 100.0
        guard.resume()
        assert not guard.has_fired_since(now - 100.0)
    finally:
        monkeypatch.undo()
        guard.close()


def test_a_guard_started_inside_a_trial_does_not_carry_its_tags(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWEEPCTL_AGENT", wards.agent)
    monkeypatch.setenv("SWEEPCTL_EXECUTION", "sweep/1.0@1")
    guard = Guard("another", 60.0)
    try:
        assert guard._process is not None
        environ = psutil.Process(guard._process.pid).environ()
    finally:
        guard.close()
    assert "SWEEPCTL_AGENT" not in environ
    assert "SWEEPCTL_EXECUTION" not in environ
