"""What an execution ran with: kept, shown, and enough to run it again."""

from __future__ import annotations

import getpass
import platform
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sweepctl
from tests.agent.test_code import git
from tests.harness import Project

TRAIN = """
    import os, sys

    told = [os.environ.get(name) for name in ("SWEEPCTL_SEED", "MODE", "TOKEN", "LITERAL")]
    print(os.getcwd(), told, sys.argv[1:], "loss=0.5")
"""
SECRET = "s3cr'et $HOME `x`"


def ran(project: Project, secret: str = SECRET, **keys: Any) -> None:
    project.write("train.py", TRAIN)
    asked = {"method": "grid", "parameters": {"x": {"value": "a b"}}, **keys}
    project.sweep(**asked)
    result = project.run("run", "sweep.yaml", MY_TOKEN=secret)
    assert result.code == 0, result.err


def store(project: Project) -> Path:
    return project.folder / ".sweepctl"


def record(project: Project) -> Any:
    return project.run("show", "1", "--json").json["records"][-1]


def sh(project: Project, line: str, **env: str) -> str:
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd="/", env=project.environment(**env), capture_output=True, text=True, check=True
    )
    return done.stdout


def outside(project: Project, *args: str) -> str:
    """What a command prints where the sweep's folder is not the current one."""
    deeper = project.folder / "notes"
    deeper.mkdir(exist_ok=True)
    return Project(deeper, project.home, project.started).run(*args).out


def test_a_record_says_who_ran_what_where_and_with_what(project: Project) -> None:
    ran(project)
    told = record(project)
    assert (told["host"], told["user"]) == (platform.node(), getpass.getuser())
    assert (told["sweepctl"], told["folder"]) == (sweepctl.__version__, str(project.folder))
    assert told["argv"][1:] == [told["python"]["path"], "train.py", "--x=a b"]
    assert told["python"]["version"] == platform.python_version()
    packages = (store(project) / told["python"]["file"]).read_text()
    assert f"pytest=={pytest.__version__}\n" in packages
    seed = project.run("logs", "1").out.partition("['")[2].partition("'")[0]
    assert told["seed"] == int(seed)
    shown = project.run("show", "1").out
    assert f"{platform.node()} as {getpass.getuser()}" in shown
    assert f"{told['python']['count']} packages" in shown


def test_values_of_variables_are_kept_only_where_the_sweep_file_has_them(project: Project) -> None:
    ran(project, env={"MODE": "fast", "TOKEN": "Bearer ${envvar:MY_TOKEN}"})
    environment = record(project)["environment"]
    assert {name: value for name, value in environment.items() if value is not None} == {
        "MODE": "fast",
        "TOKEN": "Bearer ${envvar:MY_TOKEN}",
    }
    assert {"SWEEPCTL_TRIAL", "WANDB_RUN_ID", "COLUMNS"} <= environment.keys()
    assert not {"HOME", "PATH", "MY_TOKEN"} & environment.keys()


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_the_commit_and_what_was_changed_since_are_kept(project: Project) -> None:
    git(project.folder, "init", "-q")
    project.write("train.py", TRAIN)
    git(project.folder, "add", "train.py")
    git(project.folder, "commit", "-qm", "first")
    ran(project)
    clean = record(project)["code"]
    assert (clean["commit"], clean["branch"]) == (git(project.folder, "rev-parse", "HEAD"), "main")
    assert (clean["diff"], clean["file"]) == (None, None)
    project.write("train.py", TRAIN + "\n    # a change\n")
    project.sweep(method="grid", parameters={"x": {"value": 1}})
    assert project.run("run", "sweep.yaml").code == 0
    told = record(project)["code"]
    kept = store(project) / told["file"]
    assert "+# a change" in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert f"{told['diff']}.diff" in project.run("show", "1").out


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_a_change_while_the_agent_runs_is_seen(project: Project) -> None:
    git(project.folder, "init", "-q")
    changing = "import time; time.sleep(1.2); open(__file__, 'a').write('# more\\n'); print('loss=1')\n"
    project.write("train.py", changing)
    git(project.folder, "add", "train.py")
    git(project.folder, "commit", "-qm", "first")
    project.sweep(run_cap=2)
    assert project.run("run", "sweep.yaml").code == 0
    codes = [project.run("show", str(number), "--json").json["records"][0]["code"] for number in (1, 2)]
    assert codes[0]["diff"] is None
    assert codes[1]["diff"] is not None
    assert codes[0]["commit"] == codes[1]["commit"]


def test_the_printed_line_runs_it_again_in_any_shell(project: Project) -> None:
    ran(project, env={"MODE": 'it\'s "quoted" $HOME', "LITERAL": "$${envvar:MY_TOKEN}"})
    line = outside(project, "show", "1", "--format", "command").strip()
    assert line.startswith(f"cd {project.folder} && env SWEEPCTL_SEED=")
    assert sh(project, line) == project.run("logs", "1").out


def test_a_secret_is_asked_for_again_and_never_written(project: Project) -> None:
    command = ["${env}", "${interpreter}", "${program}", "${args}", "--key=<${envvar:MY_TOKEN}>", "$${envvar:MY_TOKEN}"]
    ran(project, command=command, env={"TOKEN": "Bearer ${envvar:MY_TOKEN}"})
    line = outside(project, "show", "1", "--format", "command").strip()
    assert "TOKEN='Bearer '\"$MY_TOKEN\"" in line
    assert "--key=<'\"$MY_TOKEN\"'>'" in line
    assert sh(project, line, MY_TOKEN=SECRET) == project.run("logs", "1").out
    told = project.run("show", "1", "--json")
    assert told.json["trial"]["argv"][-2:] == ["--key=<${envvar:MY_TOKEN}>", "${envvar:MY_TOKEN}"]
    everything = [told.out, project.run("show", "1").out, project.run("status", "--trials", "--json").out]
    assert not any(SECRET in text for text in everything)
    written = [path for path in store(project).rglob("*") if path.is_file() and path.name != "output.log"]
    assert len(written) > 4
    assert not [path for path in written if SECRET.encode() in path.read_bytes()]


def test_a_secret_that_is_not_there_is_asked_for_before_anything_runs(project: Project) -> None:
    project.write("train.py", TRAIN)
    project.sweep(run_cap=1, env={"TOKEN": "${envvar:MY_TOKEN}"})
    refused = project.run("run", "sweep.yaml")
    assert refused.code == 2
    assert "`env` asks for the environment variable MY_TOKEN, which is not set" in refused.err
    assert "MY_TOKEN is not set here" in project.run("check", "sweep.yaml").err


def test_a_secret_on_a_command_line_is_noted(project: Project) -> None:
    project.write("train.py", TRAIN)
    project.sweep(run_cap=1, command=["${interpreter}", "${program}", "${args}", "${envvar:MY_TOKEN}"])
    checked = project.run("check", "sweep.yaml", MY_TOKEN=SECRET)
    assert "the value of MY_TOKEN will stand on a command line" in checked.err
    assert SECRET not in checked.out + checked.err


@pytest.mark.slow
def test_each_part_has_its_line_with_its_own_seed(project: Project) -> None:
    ran(project, folds=2)
    lines = outside(project, "show", "1", "--format", "command").splitlines()
    assert len(lines) == 2
    logs = [line for line in project.run("logs", "1").out.splitlines() if not line.startswith("==")]
    assert [sh(project, line).strip() for line in lines] == logs


@pytest.mark.slow
def test_every_attempt_is_in_the_document(project: Project) -> None:
    project.write("train.py", "import os, sys\nprint('loss=1')\nsys.exit(int(os.environ['SWEEPCTL_ATTEMPT']) < 3)\n")
    project.sweep(run_cap=1, retries=2)
    assert project.run("run", "sweep.yaml").code == 0
    told = project.run("show", "1", "--json").json["records"]
    assert [(one["part"], one["attempt"]) for one in told] == [(0, 1), (0, 2), (0, 3)]


@pytest.mark.slow
def test_a_program_that_is_no_python_has_none(project: Project) -> None:
    project.sweep(command=["/bin/sh", "-c", "echo loss=1"], method="grid", parameters={"x": {"value": 1}})
    assert project.run("run", "sweep.yaml").code == 0
    assert record(project)["python"] is None
    assert sys.executable not in project.run("show", "1").out
