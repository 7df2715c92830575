"""One sweep for each language that is not Python, as its README starts it; `digits` is Python's."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.harness import Project

EXAMPLES = Path(__file__).parents[2] / "examples"


def needs(language: str, *programs: str) -> Any:
    """The language, skipped where one of its programs is missing."""
    missing = [program for program in programs if shutil.which(program) is None]
    reason = f"{language} needs {', '.join(missing)}"
    return pytest.param(language, marks=pytest.mark.skipif(bool(missing), reason=reason), id=language)


LANGUAGES = [needs("shell", "awk"), needs("cpp", "make", "c++"), needs("r", "Rscript")]


@pytest.fixture
def example(project: Project, request: pytest.FixtureRequest) -> Project:
    """A copy of an example's folder, with what its README builds."""
    folder = project.folder / request.param
    shutil.copytree(EXAMPLES / request.param, folder)
    if (folder / "Makefile").exists():
        subprocess.run(["make", "-s"], cwd=folder, check=True)
    return Project(folder, project.home, project.started)


@pytest.mark.slow
@pytest.mark.parametrize("example", LANGUAGES, indirect=True)
def test_the_sweep_of_an_example_finds_better_values(example: Project) -> None:
    result = example.run("run", "sweep.yaml", "-n", "6", "-j", "2")
    assert result.code == 0, result.err
    assert "warning" not in result.err
    trials = example.status()["trials"]
    assert [trial["state"] for trial in trials] == ["finished"] * 6
    assert all(trial["count"] >= 10 for trial in trials)
    values = {trial["value"] for trial in trials}
    assert len(values) > 3
    assert min(values) < 0.98 * max(values)
    again = example.run("best", "--format", "command").out
    done = subprocess.run(
        ["/bin/sh", "-c", again], cwd=example.folder, env=example.environment(), capture_output=True, text=True
    )
    name = yaml.safe_load((example.folder / "sweep.yaml").read_text())["metric"]["name"]
    last = re.findall(rf'{name}(?:"?[:=]) ?([\d.]+)', done.stdout)[-1]
    assert float(last) == pytest.approx(min(values))


@pytest.mark.parametrize("example", LANGUAGES, indirect=True)
def test_what_the_readme_shows_is_what_the_program_says(example: Project) -> None:
    text = (example.folder / "README.md").read_text()
    call, shown = re.findall(r"^\$ (\./\S+ .*)\n(.*)$", text, re.MULTILINE)[0]
    done = subprocess.run(call.split(), cwd=example.folder, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0].startswith(shown.removesuffix("..."))
    assert example.run("check", "sweep.yaml").code == 0
