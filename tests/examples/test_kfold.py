"""The example of cross-validation: its folds, and the sweep as a user starts it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from statistics import fmean

import pytest
import yaml

from sweepctl.spec.flag_advice import advise
from sweepctl.spec.flags import read_flags
from tests.harness import Project

EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDER = EXAMPLES / "kfold"


def train(*flags: str, folder: Path = FOLDER) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "train.py", *flags]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


def test_every_fold_is_judged_by_other_images_and_a_seed_repeats_it() -> None:
    said = [train(f"--fold={fold}", "--epochs=2").stdout for fold in (0, 1, 0)]
    assert said[0] == said[2]
    assert said[0] != said[1]
    assert [line.split()[1] for line in said[0].splitlines()] == ["1/2", "2/2"]


def test_a_learning_rate_far_too_high_still_ends_well() -> None:
    done = train("--epochs=2", "--lr=1e30")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("flag", ["--fold=5", "--fold=-1", "--epochs=0", "--images=4"])
def test_impossible_settings_are_refused_in_a_sentence(flag: str) -> None:
    done = train(flag)
    assert done.returncode == 2
    assert "train.py: error:" in done.stderr


def test_the_sweep_passes_only_flags_that_the_program_takes() -> None:
    sweep = yaml.safe_load((FOLDER / "sweep.yaml").read_text(encoding="utf-8"))
    flags = read_flags((FOLDER / "train.py").read_text(encoding="utf-8"))
    assert flags is not None
    values = {name: given.get("values") or [given["min"], given["max"]] for name, given in sweep["parameters"].items()}
    assert advise(flags, {**values, "fold": list(range(sweep["folds"]))}) == []


def test_a_trial_is_the_mean_over_its_folds(project: Project) -> None:
    for name in ("kfold", "digits"):
        shutil.copytree(EXAMPLES / name, project.folder / name)
    started = Project(project.folder / "kfold", project.home, project.started)
    result = started.run("run", "sweep.yaml", "-n", "1", "-j", "2", "--", "--epochs=3")
    assert result.code == 0, result.err
    assert "warning" not in result.err
    (trial,) = started.status()["trials"]
    assert trial["params"] == {"batch_size": 16, "lr": 0.1, "noise": 0.0, "weight_decay": 0.0001}
    values = [part["value"] for part in trial["parts"]]
    assert len(set(values)) == 5
    assert trial["value"] == pytest.approx(fmean(values))
    assert 0 < trial["error"] < trial["value"]
