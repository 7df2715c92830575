"""Every framework's settings are read from the source, whatever way they are said."""

from __future__ import annotations

from pathlib import Path

import pytest

from sweepctl.model.script import Kind, Passing, Script, Setting
from sweepctl.spec.programs import READERS, read_script
from sweepctl.spec.programs.bounds import bounded
from sweepctl.spec.programs.help_text import read_help
from sweepctl.spec.programs.printed import read_printed
from sweepctl.spec.programs.source import Source
from tests.spec.programs.frameworks import ARGPARSE, FRAMEWORKS


def source_of(text: str, folder: Path = Path()) -> Source:
    found = Source.of(folder / "train.py", text)
    assert found is not None
    return found


def script_of(text: str, folder: Path = Path()) -> Script:
    found = read_script(source_of(text, folder))
    assert found is not None
    return found


def by_name(script: Script) -> dict[str, Setting]:
    return {one.name: one for one in script.settings}


@pytest.mark.parametrize("framework", FRAMEWORKS)
class TestReaders:
    """What every framework's reader does with the same script."""

    @pytest.fixture
    def script(self, framework: str, tmp_path: Path) -> Script:
        for name, text in FRAMEWORKS[framework].items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return script_of(FRAMEWORKS[framework]["train.py"], tmp_path)

    def test_the_framework_is_recognised(self, script: Script, framework: str) -> None:
        assert script.framework == framework
        assert framework in READERS

    def test_names_kinds_defaults_and_choices_are_known(self, script: Script) -> None:
        found = {one.name.replace("-", "_"): one for one in script.settings}
        assert {"lr", "batch_size", "optimizer", "nesterov", "epochs", "output"} <= found.keys()
        assert (found["lr"].kind, found["lr"].default) == (Kind.REAL, 0.02)
        assert (found["batch_size"].kind, found["batch_size"].default) == (Kind.WHOLE, 32)
        assert set(found["optimizer"].choices) == {"sgd", "adam"}
        assert found["nesterov"].kind in {Kind.SWITCH, Kind.BOOLEAN}
        assert found["nesterov"].default is False
        assert (found["epochs"].kind, found["epochs"].default) == (Kind.WHOLE, 4)
        assert found["output"].kind is Kind.TEXT
        assert not any(one.is_required for one in script.settings)
        assert not script.positional

    def test_it_is_passed_as_the_framework_wants_it(self, script: Script, framework: str) -> None:
        wanted = {"hydra": Passing.WORDS, "absl": Passing.FLAGS}
        assert script.passing is wanted.get(framework, Passing.SWITCHES)

    def test_other_programs_are_left_alone(self, framework: str) -> None:
        for text in ("", "print('loss=1')", "import sys\nlr = sys.argv[1]", f"import {framework}\n"):
            assert READERS[framework](source_of(text)) is None

    def test_the_metric_is_seen(self, framework: str) -> None:
        printed = read_printed(source_of(FRAMEWORKS[framework]["train.py"]))
        assert [(one.name, one.in_loop) for one in printed] == [("train_loss", True), ("val_loss", True)]


def test_argparse_flags_of_every_sort() -> None:
    script = script_of(
        """
import argparse
CHOICES = ("a", "b")
RATE = 0.5
p = argparse.ArgumentParser()
p.add_argument("data")
p.add_argument("extra", nargs="?")
p.add_argument("-r", "--rate", type=float, default=RATE)
p.add_argument("--pick", choices=CHOICES)
p.add_argument("--depth", type=int, choices=range(1, 4))
p.add_argument("--no-bias", action="store_false", dest="bias")
p.add_argument("--compile", action=argparse.BooleanOptionalAction, default=True)
p.add_argument("--flag", type=lambda s: s.lower() == "true", default=False)
p.add_argument("--trap", type=bool, default=False)
p.add_argument("--texts", default=0.1)
p.add_argument("--betas", type=float, nargs=2)
p.add_argument("--must", type=float, required=True)
p.add_argument("-v", action="count")
args, _ = p.parse_known_args()
"""
    )
    found = by_name(script)
    assert script.positional == ("data",)
    assert found["rate"].default == 0.5
    assert found["pick"].choices == ("a", "b")
    assert found["depth"].choices == (1, 2, 3)
    assert found["no-bias"].kind is found["no-compile"].kind is Kind.SWITCH
    assert found["flag"].kind is Kind.BOOLEAN
    assert found["trap"].kind is found["texts"].kind is Kind.OTHER
    assert found["betas"].kind is Kind.SEVERAL
    assert found["must"].is_required
    assert len(found) == 10


BOUNDS: list[tuple[str, float | None, float | None]] = [
    ("degree of the polynomials, 0 to 2 (default: 2)", 0, 2),
    ("from 1 to 8", 1, 8),
    ("between 0.5 and 3.0", 0.5, 3.0),
    ("a share in [0, 5]", 0, 5),
    ("range: 1..4", 1, 4),
    ("in 1-3", 1, 3),
    ("[1<=x<=6; default: 2]", 1, 6),
    ("[x>=1]", 1, None),
    ("at least 1", 1, None),
    ("at most 1e1, please", None, 10),
    ("must be >= 0.5 and <= 4", 0.5, 4),
    ("0 <= beta1 < 4 (default 2)", 0, 4),
    ("between 1 and 8, inclusive", 1, 8),
    # What is no range of it is let be.
    ("one of the versions 2.0.1 to 2.0.3", None, None),
    ("wants at least 8GB", None, None),
    ("wants at least 8 workers", None, None),
    ("decays from 3 to 1", None, None),
    ("scales pixels from 0 to 255x", None, None),
    ("crops, (1, 4) or (2, 4)", None, None),
    ("needed since 2019-2021", None, None),
    ("boxes with a score >= 2 are merged", None, None),
    ("with torch >= 2.0", None, None),
    ("a -> 1", None, None),
    ("<2: underfits, >2: overfits", None, None),
    ("takes at least 2 hours", None, None),
    ("moves on from 1 to 10 percent", None, None),
    ("between 1 and 2 orders of magnitude lower", None, None),
    ("1,000 to 2,000", None, None),
    ("2:00 to 3:00", None, None),
    ("2020-01-02 to 2021-01-02", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("said", "low", "high"), BOUNDS)
def test_limits_are_read_of_what_a_help_text_says(said: str, low: float | None, high: float | None) -> None:
    found = bounded(Setting("degree", Kind.REAL, 2), said)
    assert (found.low, found.high) == (low, high)


def test_limits_in_words_are_only_those_of_numbers_without_limits_of_their_own() -> None:
    for setting in (
        Setting("depth", Kind.WHOLE, 3, low=2),
        Setting("mode", Kind.TEXT, "a"),
        Setting("depth", Kind.WHOLE, 3, (1, 3)),
        Setting("depth", Kind.WHOLE, 30),
    ):
        assert bounded(setting, "from 1 to 9") == setting


@pytest.mark.parametrize(
    "text",
    [
        "import argparse as a\np = a.ArgumentParser()\np.add_argument('--depth', type=int, default=3, help='1 to 8')\n",
        "import click\n@click.command()\n@click.option('--depth', default=3, help='1 to 8')\ndef f(depth): ...\n",
        "import typer\ndef f(depth: int = typer.Option(3, help='1 to 8')): ...\ntyper.run(f)\n",
        "from absl import flags\nflags.DEFINE_integer('depth', 3, '1 to 8')\n",
    ],
)
def test_every_framework_tells_the_limits_of_its_help(text: str) -> None:
    (depth,) = script_of(text).settings
    assert (depth.kind, depth.default, depth.low, depth.high) == (Kind.WHOLE, 3, 1, 8)


def test_click_groups_and_bounds() -> None:
    script = script_of(
        """
import click
@click.group()
def cli(): ...
@cli.command()
def prepare(): ...
@cli.command("train")
@click.argument("data")
@click.argument("where", default="out")
@click.option("--depth", type=click.IntRange(2, 6), default=3)
@click.option("-s", "--skip/--no-skip", default=True)
@click.option("--must", type=float, required=True)
@click.option("--each", multiple=True)
def fit(**options): ...
"""
    )
    found = by_name(script)
    assert (script.command, script.positional) == ("train", ("data",))
    assert (found["depth"].low, found["depth"].high) == (2, 6)
    assert found["no-skip"].kind is Kind.SWITCH
    assert found["must"].is_required
    assert found["each"].kind is Kind.SEVERAL


def test_typer_apps_annotations_and_arguments() -> None:
    script = script_of(
        """
from typing import Annotated, Literal, Optional
import typer
app = typer.Typer()
@app.command()
def other(): ...
@app.command()
def train(
    context: typer.Context,
    data: str,
    rate: Annotated[float, typer.Option("--step-rate", min=0, max=1)] = 0.3,
    mode: Literal["fast", "slow"] = "fast",
    size: Optional[int] = None,
    warm: bool = True,
    must: float = typer.Option(...),
    rest: Annotated[str, typer.Argument()] = "x",
    several: list[int] = [],
): ...
app()
"""
    )
    found = by_name(script)
    assert (script.command, script.positional) == ("train", ("data",))
    assert (found["step-rate"].default, found["step-rate"].high) == (0.3, 1)
    assert found["mode"].choices == ("fast", "slow")
    assert found["size"].kind is Kind.WHOLE
    assert found["no-warm"].kind is Kind.SWITCH
    assert found["must"].is_required
    assert found["several"].kind is Kind.SEVERAL
    assert "rest" not in found


def test_absl_flags_that_are_needed() -> None:
    script = script_of(
        """
from absl import flags
flags.DEFINE_float("lr", None, "x", required=True)
flags.DEFINE_string("data", None, "x")
flags.mark_flag_as_required("data")
flags.DEFINE_list("layers", [], "x")
"""
    )
    assert [one.name for one in script.settings if one.is_required] == ["lr", "data"]
    assert by_name(script)["layers"].kind is Kind.SEVERAL


def test_hydra_groups_dataclasses_and_omegaconf(tmp_path: Path) -> None:
    (tmp_path / "conf" / "model").mkdir(parents=True)
    (tmp_path / "conf" / "main.yaml").write_text("defaults:\n  - model: big\ntrain:\n  lr: 0.1\nname: ${oc.env:X}\n")
    (tmp_path / "conf" / "model" / "big.yaml").write_text("_target_: net.Big\nwidth: 64\n")
    (tmp_path / "conf" / "model" / "small.yaml").write_text("width: 8\n")
    text = 'import hydra\n@hydra.main(config_path="conf", config_name="main")\ndef main(cfg): ...\n'
    found = by_name(script_of(text, tmp_path))
    assert found.keys() == {"model", "model.width", "train.lr"}
    assert found["model"].choices == ("big", "small")
    dataclass = """
import hydra
from dataclasses import dataclass, field
from hydra.core.config_store import ConfigStore
@dataclass
class Optimizer:
    lr: float = 0.1
@dataclass
class Config:
    optimizer: Optimizer = field(default_factory=Optimizer)
    width: int = 64
ConfigStore.instance().store(name="config", node=Config)
@hydra.main(version_base=None, config_name="config")
def main(cfg): ...
"""
    assert by_name(script_of(dataclass)).keys() == {"optimizer.lr", "width"}
    omega = (
        "from omegaconf import OmegaConf\nbase = OmegaConf.create({'lr': 0.1, 'net': {'width': 64}})\n"
        "cfg = OmegaConf.merge(base, OmegaConf.from_cli())\n"
    )
    assert by_name(script_of(omega)).keys() == {"lr", "net.width"}


def test_wandb_defaults_are_settings() -> None:
    for given in ("{'lr': 0.1, 'layers': 3}", "dict(lr=0.1, layers=3)"):
        text = f"import wandb\ndefaults = {given}\nwandb.init(project='x', config=defaults)\n"
        assert [(one.name, one.default) for one in script_of(text).settings] == [("lr", 0.1), ("layers", 3)]


SAID = {
    'print(f"epoch {e}/{n} val_loss={v:.4f}")': ["val_loss"],
    'print("val_loss %.4f acc %.2f" % (a, b))': ["val_loss", "acc"],
    'print("Loss: {:.3f}, Accuracy: {:.1%}".format(a, b))': ["Loss", "Accuracy"],
    'print("val_loss", loss.item())': ["val_loss"],
    'print("epoch", epoch, "val_loss=", loss)': ["val_loss"],
    'logging.info("step %d loss %f", step, loss)': ["loss"],
    'line = f"val_acc={a}"\nprint(f"epoch {e} {line}")': ["val_acc"],
    'wandb.log({"val/loss": a, "epoch": e})': ["val/loss"],
    'metrics = {"val_loss": a}\nwandb.log(metrics)': ["val_loss"],
    'self.log("val_loss", loss, prog_bar=True)': ["val_loss"],
    'mlflow.log_metric("auc", a)': ["auc"],
    "train.report({'mean_accuracy': a})": ["mean_accuracy"],
    "tune.report(loss=a, step=3)": ["loss"],
    "sweepctl.log({'f1': a})": ["f1"],
    'print(json.dumps({"rmse": a, "epoch": e}))': ["rmse"],
    'print(f"Val: loss={a:.3f}")': ["val_loss"],
    "model.fit(x, y, validation_data=(a, b))": ["val_loss"],
    'print("done")': [],
    "math.log(x)": [],
    'print(f"seed={seed} lr={lr}")': ["lr"],
    'print(f"best val_loss: {a}")': [],
}


@pytest.mark.parametrize("text", SAID)
def test_metrics_are_seen_as_they_would_be_read(text: str) -> None:
    imports = "import json, logging, math, mlflow, wandb, sweepctl\nfrom ray import train, tune\n"
    assert [one.name for one in read_printed(source_of(imports + text))] == SAID[text]


LOOPS = {
    'for epoch in range(3):\n print(f"loss={a}")': True,
    'while True:\n print(f"loss={a}")': True,
    'for fold in range(5):\n print(f"loss={a}")': False,
    'for name in names:\n print(f"loss={a}")': False,
    'print(f"loss={a}")': False,
    'def tell():\n print(f"loss={a}")\nfor step in range(3):\n tell()': True,
    'class M:\n def validation_step(self):\n  self.log("loss", a)': True,
}


@pytest.mark.parametrize("text", LOOPS)
def test_what_is_said_every_epoch_is_told_from_what_is_said_once(text: str) -> None:
    (found,) = read_printed(source_of(text))
    assert found.in_loop is LOOPS[text]


HELP = """usage: train.py [-h] [--lr LR]

options:
  -h, --help            show this help message and exit
  --lr LR               learning rate (default: 0.02)
  --batch-size BATCH_SIZE
                        images at a time (default: 32)
  -o {sgd,adam}, --optimizer {sgd,adam}
  --nesterov            look ahead
  --hidden N
"""
CLICK_HELP = """Options:
  --lr FLOAT                  [default: 0.02]
  --batch-size INTEGER RANGE  [default: 32; x>=1]
  --optimizer [sgd|adam]      [default: adam]
  --nesterov / --no-nesterov
  --hidden INTEGER
  --help                      Show this message and exit.
"""
TYPER_HELP = """╭─ Options ────────────────────────────────────────────────────────────────────╮
│ --lr                       FLOAT                  [default: 0.02]            │
│ --batch-size               INTEGER RANGE [x>=1]   [default: 32]              │
│ --optimizer                [sgd|adam]             [default: adam]            │
│ --nesterov    --no-nesterov                       [default: no-nesterov]     │
│ --hidden                   INTEGER                                           │
╰──────────────────────────────────────────────────────────────────────────────╯
"""
ABSL_HELP = """train.py:
  --batch_size: images at a time
    (default: '32')
    (a positive integer)
  --lr: learning rate
    (default: '0.02')
    (a number)
  --[no]nesterov: look ahead
    (default: 'false')
  --optimizer: <sgd|adam>: which
    (default: 'adam')
"""
BOOST_HELP = """Allowed options:
  -h [ --help ]               help
  --lr arg (=0.02)            learning rate
  -b [ --batch-size ] arg (=32)
  --nesterov                  look ahead
  --hidden arg                units
"""
CLAP_HELP = """Options:
      --lr <LR>                  Learning rate [default: 0.02]
  -b, --batch-size <BATCH_SIZE>  [default: 32]
      --optimizer <OPTIMIZER>    [default: adam] [possible values: sgd, adam]
      --nesterov                 Look ahead
      --hidden <hidden>          Units
  -h, --help                     Print help
"""
CLAP_LONG_HELP = """Options:
      --lr <LR>
          Learning rate

          More is faster.

          [default: 0.02]

      --batch-size <BATCH_SIZE>
          [default: 32]

      --nesterov
          Look ahead

The default: 7
"""
GENGETOPT_HELP = """  -h, --help             Print help and exit
      --lr=FLOAT         learning rate  (default=`0.02')
  -b, --batch-size=INT   images at a time  (default=`32')
      --optimizer=STRING (possible values="sgd", "adam" default=`adam')
      --nesterov         look ahead  (default=off)
"""
GO_HELP = """Usage of ./train:
  -batch-size int
    \timages at a time (default 32)
  -hidden uint
    \tunits
  -lr float
    \tlearning rate (default 0.02)
  -nesterov
    \tlook ahead
"""
HELPS = (HELP, CLICK_HELP, TYPER_HELP, ABSL_HELP, BOOST_HELP, CLAP_HELP, CLAP_LONG_HELP, GENGETOPT_HELP, GO_HELP)


@pytest.mark.parametrize("text", HELPS)
def test_a_help_text_says_the_flags(text: str) -> None:
    found = {one.name.replace("_", "-"): one for one in read_help(text).settings}
    assert found.keys() | {"optimizer", "hidden"} == {"lr", "batch-size", "optimizer", "nesterov", "hidden"}
    assert (found["lr"].kind, found["lr"].default) == (Kind.REAL, 0.02)
    assert found["batch-size"].default == 32
    assert "optimizer" not in found or found["optimizer"].choices == ("sgd", "adam")
    assert found["nesterov"].kind is Kind.SWITCH
    assert "hidden" not in found or found["hidden"].kind in {Kind.WHOLE, Kind.UNKNOWN}


def test_a_help_text_says_whether_a_number_is_whole() -> None:
    for said, kind in {
        "--x X  (default: 1.0)": Kind.REAL,
        "--x X  0.0 to 1.0 (default: 0)": Kind.REAL,
        "--x FLOAT  (default: 1)": Kind.REAL,
        "--x X  0 to 3 (default: 1)": Kind.WHOLE,
        "--x NUM  (default: 1)": Kind.WHOLE,
        "--x uint64  (default: 1)": Kind.WHOLE,
    }.items():
        assert by_name(read_help(f"  {said}"))["x"].kind is kind, said


def test_a_switch_that_is_on_is_turned_off() -> None:
    for default in ("True", "shuffle"):
        (found,) = read_help(f"  --shuffle / --no-shuffle  Shuffle.  [default: {default}]").settings
        assert (found.name, found.kind) == ("no-shuffle", Kind.SWITCH)


def test_colours_in_a_help_text_are_no_part_of_a_name() -> None:
    (found,) = read_help("  \x1b[1;36m--width\x1b[0m \x1b[33mINT\x1b[0m  units [default: 64]").settings
    assert (found.name, found.kind, found.default) == ("width", Kind.WHOLE, 64)


def test_only_the_beginning_of_a_flood_is_read() -> None:
    rows = "".join(f"  --a{number} N  (default: 1)\n" for number in range(100_000))
    assert 1_000 < len(read_help(rows).settings) < 20_000


def test_no_text_makes_a_reader_fail() -> None:
    """Cut anywhere, a program is read or not, but nothing breaks."""
    for size in range(0, len(ARGPARSE), 7):
        source = Source.of(Path("train.py"), ARGPARSE[:size])
        if source is not None:
            read_script(source)
            read_printed(source)
        read_help(ARGPARSE[:size])
