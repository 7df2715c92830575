"""Badly behaved children: each gets a state and a sentence, in bounded memory, and leaves no process behind."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.e2e.agents import Agent, create, sleepers, started, sweep_of, trial_path
from tests.harness import SCRIPTS, Project, Result

MOST_MEMORY = 200_000_000


def run_one(project: Project, script: str, *args: str, **keys: Any) -> dict[str, Any]:
    """Run a sweep of one trial of a script; how the trial ended."""
    sweep_of(project, script, *args, **keys)
    result = project.run("run", "sweep.yaml", "--grace", "0.5")
    assert "Traceback" not in result.err
    return only_trial(project)


def only_trial(project: Project) -> dict[str, Any]:
    (trial,) = project.status()["trials"]
    assert isinstance(trial, dict)
    return trial


def peak_memory(pid: int) -> int:
    """The most bytes that a process has held so far; 0 once it is gone."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0 if Path("/proc/self").exists() else int(psutil.Process(pid).memory_info().rss)
    peak = next((line for line in text.splitlines() if line.startswith("VmHWM")), None)
    return int(peak.split()[1]) * 1024 if peak else 0


def run_measured(project: Project, script: str, *args: str) -> tuple[dict[str, Any], int]:
    """Run a sweep of one trial of a script; how the trial ended, and the most bytes that the agent held."""
    sweep_of(project, script, *args)
    agent = Agent(project, "run", "sweep.yaml")
    peak = 0
    while agent.process.poll() is None:
        peak = max(peak, peak_memory(agent.process.pid))
    assert agent.leaves() == 0, agent.text
    return only_trial(project), peak


def test_a_script_that_exits_at_once_with_a_code_has_failed(project: Project) -> None:
    trial = run_one(project, "exits", "3")
    assert (trial["state"], trial["code"], trial["reason"]) == ("failed", 3, "exit code 3")


def test_a_script_that_prints_nothing_has_no_metric(project: Project) -> None:
    trial = run_one(project, "silent")
    assert trial["state"] == "no_metric"
    assert trial["reason"] == "`loss` was not found; no metric was seen in its output"


def test_a_script_that_prints_nothing_has_finished_where_no_metric_is_asked_for(project: Project) -> None:
    trial = run_one(project, "silent", metric=None)
    assert (trial["state"], trial["value"], trial["reason"]) == ("finished", None, None)


@pytest.mark.parametrize("script", ["flood", "one_long_line", "flood_of_records"])
@pytest.mark.parametrize("size", [4_000_000, pytest.param(100_000_000, marks=pytest.mark.slow)])
def test_a_flood_is_read_in_bounded_memory(project: Project, script: str, size: int) -> None:
    trial, peak = run_measured(project, script, str(size))
    assert (trial["state"], trial["value"]) == ("finished", 0.25 if script == "flood_of_records" else 0.5)
    assert 0 < peak < MOST_MEMORY


@pytest.mark.slow
def test_a_flood_of_300_megabytes_is_read_in_bounded_memory_and_kept_in_a_bounded_file(project: Project) -> None:
    trial, peak = run_measured(project, "flood", "300000000")
    assert (trial["state"], trial["value"]) == ("finished", 0.5)
    assert 0 < peak < MOST_MEMORY
    log = trial_path(project, 1, "output.log")
    assert log is not None
    assert 25_000_000 < log.stat().st_size <= 52_000_000
    with log.open("rb") as file:
        file.seek(-100, 2)
        assert file.read().endswith(b"\nloss=0.5\n")


def test_bytes_that_are_not_utf8_do_not_hide_the_metric(project: Project) -> None:
    trial = run_one(project, "not_utf8")
    assert (trial["state"], trial["value"]) == ("finished", 0.5)
    assert project.run("logs", "1").code == 0


def test_a_script_that_ignores_every_signal_is_killed_in_the_end(project: Project) -> None:
    trial = run_one(project, "stubborn", timeout=1)
    assert (trial["state"], trial["ending"], trial["reason"]) == ("failed", "timed_out", "ran longer than 1 s")


@pytest.mark.parametrize("script", ["pipe_holder", "own_session", "daemon"])
def test_a_script_that_leaves_processes_behind_has_finished_and_they_are_gone(project: Project, script: str) -> None:
    trial = run_one(project, script)
    assert (trial["state"], trial["value"]) == ("finished", 0.5)
    assert trial["ended"] - trial["started"] < 5.0
    assert sleepers(project) == []


@pytest.mark.parametrize("script", ["own_session", "nameless"])
def test_a_cancelled_trial_takes_along_what_it_started_in_other_sessions(project: Project, script: str) -> None:
    sweep_of(project, script, "stay", run_cap=2)
    agent = Agent(project, "run", "sweep.yaml", "--grace", "0.5")
    started(project)
    before = sleepers(project)
    assert len(before) == 2
    assert project.run("cancel", "/1").code == 0
    started(project, 2)
    assert not set(before) & set(sleepers(project))
    assert project.run("cancel").code == 0
    agent.leaves()
    assert sleepers(project) == []


def test_a_script_that_closes_its_output_goes_on_and_reports_through_the_file(project: Project) -> None:
    trial = run_one(project, "closes_output")
    assert (trial["state"], trial["value"], trial["value_step"], trial["count"]) == ("finished", 0.2, 5, 5)
    assert trial["ended"] - trial["started"] > 0.4


def test_a_script_that_needs_stdin_finds_it_empty(project: Project) -> None:
    trial = run_one(project, "reads_stdin")
    assert (trial["state"], trial["value"]) == ("finished", 0.0)


@pytest.mark.parametrize(("name", "number"), [("SIGKILL", 9), ("SIGSEGV", 11), ("SIGTERM", 15)])
def test_a_script_that_dies_of_a_signal_has_failed_and_the_signal_is_named(
    project: Project, name: str, number: int
) -> None:
    trial = run_one(project, "kills_itself", name)
    assert (trial["state"], trial["ending"], trial["code"]) == ("failed", "killed", number)
    assert trial["reason"] == f"killed by {name}"


def test_a_script_that_tidies_up_and_exits_with_0_on_a_timeout_has_still_timed_out(project: Project) -> None:
    trial = run_one(project, "graceful", timeout=1)
    assert trial_path(project, 1, "tidied")
    assert (trial["state"], trial["ending"], trial["value"]) == ("failed", "timed_out", 0.25)


def test_frames_drawn_with_carriage_returns_are_read(project: Project) -> None:
    trial = run_one(project, "carriage_returns")
    assert (trial["state"], trial["value"]) == ("finished", 0.1)


def test_a_metric_on_stderr_is_read(project: Project) -> None:
    trial = run_one(project, "metrics_on_stderr")
    assert (trial["state"], trial["value"]) == ("finished", 0.5)


def placed(project: Project, script: str, mode: int) -> None:
    """Copy a shell script to the user's folder, with these permissions."""
    target = project.folder / script
    shutil.copyfile(SCRIPTS / script, target)
    target.chmod(mode)


def run_program(project: Project, program: str) -> Result:
    project.sweep(program, run_cap=1)
    return project.run("run", "sweep.yaml", "--grace", "0.5")


def run_command(project: Project, *command: str) -> dict[str, Any]:
    project.sweep(command=command, run_cap=1)
    result = project.run("run", "sweep.yaml", "--grace", "0.5")
    assert result.code == 1
    assert "Traceback" not in result.err
    return only_trial(project)


def test_an_executable_program_in_another_language_is_run_by_itself(project: Project) -> None:
    placed(project, "plain.sh", 0o755)
    assert run_program(project, "plain.sh").code == 0
    assert only_trial(project)["value"] == 0.5


def test_a_program_without_the_executable_bit_is_refused_before_anything_is_stored(project: Project) -> None:
    placed(project, "plain.sh", 0o644)
    result = run_program(project, "plain.sh")
    assert result.code == 2
    assert "plain.sh is not a Python file, and it cannot be executed" in result.err
    assert "chmod +x plain.sh" in result.err
    assert not (project.folder / ".sweepctl").exists()


def test_a_missing_program_is_refused_before_anything_is_stored(project: Project) -> None:
    result = run_program(project, "train.py")
    assert result.code == 2
    assert f"train.py is not in {project.folder}" in result.err
    assert not (project.folder / ".sweepctl").exists()


def test_a_program_that_is_a_folder_is_refused_before_anything_is_stored(project: Project) -> None:
    (project.folder / "train.py").mkdir()
    assert run_program(project, "train.py").code == 2
    assert not (project.folder / ".sweepctl").exists()


def test_a_program_that_vanished_after_create_is_named(project: Project) -> None:
    project.write("train.py", "print('loss=1')")
    project.sweep(run_cap=1)
    create(project)
    (project.folder / "train.py").unlink()
    result = project.run("agent")
    assert result.code == 1
    trial = only_trial(project)
    assert (trial["state"], trial["ending"]) == ("failed", "not_started")
    assert trial["reason"] == f"train.py is not in {project.folder}"
    assert trial["reason"] in result.out


def test_a_folder_that_vanished_after_create_is_one_sentence(project: Project) -> None:
    work = project.folder / "elsewhere"
    work.mkdir()
    sweep_of(project, "silent")
    assert project.run("create", "sweep.yaml", "--cwd", str(work)).code == 0
    work.rmdir()
    result = project.run("agent")
    assert result.code == 2
    assert f"the folder of the sweep is gone: {work}" in result.err


def test_a_command_that_is_not_executable_says_how_to_mend_that(project: Project) -> None:
    placed(project, "plain.sh", 0o644)
    trial = run_command(project, "./plain.sh")
    assert (trial["state"], trial["ending"]) == ("failed", "not_started")
    assert trial["reason"] == (
        "cannot be started: ./plain.sh is not executable; chmod +x ./plain.sh, or name its interpreter in `command`"
    )


def test_a_command_that_is_a_folder_says_so(project: Project) -> None:
    (project.folder / "train").mkdir()
    trial = run_command(project, "./train")
    assert (trial["state"], trial["ending"]) == ("failed", "not_started")
    assert trial["reason"] == "cannot be started: ./train is a folder"


def test_a_command_that_is_not_there_is_named(project: Project) -> None:
    trial = run_command(project, "no-such-program-anywhere")
    assert (trial["state"], trial["ending"]) == ("failed", "not_started")
    assert trial["reason"] == "cannot be started: no-such-program-anywhere: No such file or directory"


def test_a_command_whose_interpreter_is_not_there_names_the_interpreter(project: Project) -> None:
    placed(project, "bad_shebang.sh", 0o755)
    trial = run_command(project, "./bad_shebang.sh")
    assert (trial["state"], trial["ending"]) == ("failed", "not_started")
    assert trial["reason"] == "cannot be started: ./bad_shebang.sh asks for /no/such/interpreter, which is not there"


def test_a_script_with_windows_line_ends_is_told_so(project: Project) -> None:
    (project.folder / "train").write_bytes(b"#!/bin/sh\r\necho loss=0.5\r\n")
    (project.folder / "train").chmod(0o755)
    trial = run_command(project, "./train")
    assert (trial["state"], trial["ending"]) == ("failed", "not_started")
    assert trial["reason"] == (
        "cannot be started: ./train asks for /bin/sh, which is not there (its lines end as on Windows)"
    )


def test_a_program_with_windows_line_ends_is_refused_before_anything_is_stored(project: Project) -> None:
    (project.folder / "train").write_bytes(b"#!/usr/bin/env python3\r\nprint('loss=0.5')\r\n")
    (project.folder / "train").chmod(0o755)
    project.sweep("train")
    refused = project.run("create", "sweep.yaml")
    assert refused.code == 2
    assert "program: train has the line ends of Windows" in refused.err
    assert "dos2unix train" in refused.err
    assert project.run("ls").code == 2


def test_a_script_that_does_not_say_what_runs_it_is_told_so(project: Project) -> None:
    (project.folder / "train").write_text("echo loss=0.5\n")
    (project.folder / "train").chmod(0o755)
    trial = run_command(project, "./train")
    assert trial["ending"] == "not_started"
    assert "./train is a text without a `#!` line" in trial["reason"]


def test_an_argument_that_no_program_can_be_given_is_no_crash(project: Project) -> None:
    trial = run_command(project, "echo", "loss=0.5\0")
    assert (trial["state"], trial["ending"]) == ("failed", "not_started")
    assert trial["reason"] == "cannot be started: embedded null byte"


def test_a_command_that_is_no_program_says_so(project: Project) -> None:
    (project.folder / "garbage").write_bytes(b"\x7fELF\x00\x01garbage" * 20)
    (project.folder / "garbage").chmod(0o755)
    trial = run_command(project, "./garbage")
    assert (trial["state"], trial["ending"]) == ("failed", "not_started")
    assert trial["reason"] == "cannot be started: ./garbage: Exec format error"


def test_a_trial_folder_that_cannot_be_made_is_named(project: Project) -> None:
    sweep_of(project, "silent")
    sweep = create(project)
    (project.folder / ".sweepctl" / sweep).write_text("in the way")
    result = project.run("agent")
    assert result.code == 1
    trial = only_trial(project)
    assert (trial["state"], trial["ending"]) == ("failed", "not_started")
    assert str(project.folder / ".sweepctl" / sweep) in trial["reason"]
    assert "Not a directory" in trial["reason"] or "File exists" in trial["reason"]


def test_a_file_name_with_blanks_is_quoted_in_what_is_to_be_typed(project: Project) -> None:
    flags = "import argparse\np = argparse.ArgumentParser()\np.add_argument('--lr', type=float, default=0.1)\n"
    project.write("my train.py", flags)
    project.write("bare run.py", "print('loss=1')")
    made = project.run("init", "my train.py", "-o", "my sweep.yaml")
    assert "sweepctl run 'my sweep.yaml' -n 20" in made.out
    assert "sweepctl run 'my sweep.yaml' -n 20" in (project.folder / "my sweep.yaml").read_text()
    for call in (("init", "bare run.py"), ("run", "bare run.py"), ("run", "my sweep.yaml", "20")):
        refused = project.run(*call)
        assert refused.code == 2
        assert f"sweepctl run '{call[1]}'" in refused.err


def test_a_sweep_without_an_end_is_told_how_to_get_one(project: Project) -> None:
    project.write("train.py", "print('loss=1')")
    endless = project.run("run", "train.py", "x=log(1e-3,1)", "--metric", "loss")
    assert endless.code == 2
    assert "hint: say how many trials: -n 20" in endless.err


def test_a_file_that_is_not_there_is_told_with_one_that_may_be_meant(project: Project) -> None:
    project.sweep()
    for call, hint in (
        (("run", "sweeps.yaml"), "did you mean `sweep.yaml`?"),
        (("check", "mine.yml"), "`sweepctl init train.py` writes one"),
        (("run", "lr=1..2", "train.py"), "the program comes first"),
        (("run", "python", "train.py", "lr=1..2"), "name the script alone"),
    ):
        refused = project.run(*call)
        assert refused.code == 2
        assert f"there is no file {call[1]}" in refused.err
        assert hint in refused.err
    assert "there is no file train.py" in project.run("run", "train.py").err, "not that it is no sweep file"
    assert "that has their .sweepctl" in project.run("ls").err


def test_a_number_where_a_sweep_is_wanted_is_told_how_a_trial_is_named(project: Project) -> None:
    project.write("train.py", "print('loss=1')")
    project.sweep(run_cap=1)
    sweep = project.run("create", "-q", "sweep.yaml").out.strip()
    for verb in ("cancel", "pause"):
        refused = project.run(verb, "1")
        assert refused.code == 2
        assert f"trial 1 of the newest sweep is `{sweep}/1`" in refused.err
