"""The shipped example: what it prints, that a seed repeats it, and that it stays small."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

from sweepctl.spec.flag_advice import advise
from sweepctl.spec.flags import read_flags

FOLDER = Path(__file__).parents[2] / "examples" / "digits"
LINE = re.compile(r"epoch (\d+)/2 train_loss=(\d+\.\d{4}) val_loss=(\d+\.\d{4}) val_accuracy=([01]\.\d{4})")


def train(*flags: str, folder: Path = FOLDER) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "train.py", *flags]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


def test_each_epoch_is_one_line_with_three_metrics() -> None:
    done = train("--epochs=2")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [LINE.fullmatch(line) for line in done.stdout.splitlines()]
    assert [line and line[1] for line in lines] == ["1", "2"]
    assert lines[1] is not None
    assert float(lines[1][4]) > 0.8


def test_a_seed_repeats_a_trial_and_another_changes_it() -> None:
    first, again, other = (train("--epochs=2", "--dropout=0.2", f"--seed={seed}").stdout for seed in (3, 3, 4))
    assert first == again
    assert first != other


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_a_learning_rate_far_too_high_still_ends_well(activation: str) -> None:
    done = train("--epochs=2", "--lr=1e30", f"--activation={activation}")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("val_accuracy=") == 2


@pytest.mark.parametrize("flag", ["--hidden=0", "--batch_size=0", "--epochs=0", "--dropout=1", "--activation=gelu"])
def test_impossible_settings_are_refused_in_a_sentence(flag: str) -> None:
    done = train(flag)
    assert done.returncode == 2
    assert "train.py: error:" in done.stderr


def test_without_numpy_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text((FOLDER / "train.py").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "numpy.py").write_text("raise ImportError('No module named numpy')")
    done = train(folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr == "train.py needs numpy: install it with `python -m pip install numpy`\n"


def test_the_data_are_small_and_whole() -> None:
    assert (FOLDER / "digits.npz").stat().st_size < 100_000
    with np.load(FOLDER / "digits.npz") as file:
        assert (file["pixels"].shape, file["pixels"].dtype, file["pixels"].max()) == ((1797, 64), np.uint8, 16)
        assert np.bincount(file["labels"]).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_the_source_of_the_data_and_their_licence_are_named() -> None:
    for name in ("README.md", "train.py"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert all(word in text for word in ("UCI", "CC BY 4.0", "Alpaydin", "Kaynak", "1998"))


def test_the_sweep_passes_only_flags_that_the_program_takes() -> None:
    sweep = yaml.safe_load((FOLDER / "sweep.yaml").read_text(encoding="utf-8"))
    flags = read_flags((FOLDER / "train.py").read_text(encoding="utf-8"))
    assert flags is not None
    values = {name: [*given.get("values", []), *ends(given)] for name, given in sweep["parameters"].items()}
    assert all(values.values())
    assert advise(flags, values) == []


def ends(given: dict[str, object]) -> list[object]:
    return [given[end] for end in ("min", "max") if end in given]
