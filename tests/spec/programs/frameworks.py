"""The same small training script with each framework that we read: six settings and one metric."""

from __future__ import annotations

from collections.abc import Mapping

_WORK = """
def work(lr, batch_size, optimizer, nesterov, epochs):
    for epoch in range(epochs):
        loss = (lr - 0.01) ** 2 + 1 / batch_size + 1 / (epoch + 1) + (optimizer == "sgd") + 0.1 * bool(nesterov)
        print(f"epoch {epoch + 1}/{epochs} train_loss={loss:.4f} val_loss={1.1 * loss:.4f}")

"""
ARGPARSE = f"""
import argparse
{_WORK}
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.02)
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--optimizer", choices=["sgd", "adam"], default="adam")
parser.add_argument("--nesterov", action="store_true")
parser.add_argument("--epochs", type=int, default=4)
parser.add_argument("--output", default="out")
args = parser.parse_args()
work(args.lr, args.batch_size, args.optimizer, args.nesterov, args.epochs)
"""
CLICK = f"""
import click
{_WORK}
@click.command()
@click.option("--lr", default=0.02)
@click.option("--batch-size", type=click.IntRange(min=1), default=32, show_default=True)
@click.option("--optimizer", type=click.Choice(["sgd", "adam"]), default="adam")
@click.option("--nesterov", is_flag=True)
@click.option("--epochs", type=int, default=4)
@click.option("--output", default="out")
def main(lr, batch_size, optimizer, nesterov, epochs, output):
    work(lr, batch_size, optimizer, nesterov, epochs)

main()
"""
TYPER = f"""
from enum import Enum
from typing import Annotated
import typer
{_WORK}
class Optimizer(str, Enum):
    sgd = "sgd"
    adam = "adam"

def train(
    lr: float = 0.02,
    batch_size: Annotated[int, typer.Option(min=1)] = 32,
    optimizer: Optimizer = Optimizer.adam,
    nesterov: bool = typer.Option(False, "--nesterov"),
    epochs: int = 4,
    output: str = "out",
):
    work(lr, batch_size, optimizer.value, nesterov, epochs)

typer.run(train)
"""
ABSL = f"""
from absl import app, flags
{_WORK}
FLAGS = flags.FLAGS
flags.DEFINE_float("lr", 0.02, "learning rate")
flags.DEFINE_integer("batch_size", 32, "images at a time", lower_bound=1)
flags.DEFINE_enum("optimizer", "adam", ["sgd", "adam"], "which")
flags.DEFINE_bool("nesterov", False, "look ahead")
flags.DEFINE_integer("epochs", 4, "how long")
flags.DEFINE_string("output", "out", "where")

def main(argv):
    work(FLAGS.lr, FLAGS.batch_size, FLAGS.optimizer, FLAGS.nesterov, FLAGS.epochs)

app.run(main)
"""
HYDRA = f"""
import hydra
{_WORK}
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg):
    work(cfg["lr"], cfg["batch_size"], cfg["optimizer"], cfg["nesterov"], cfg["epochs"])

main()
"""
# As much of Hydra as the script above needs: a flat file, a group as a name, `name=value` on the command line.
HYDRA_STANDIN = """
import functools
import sys
from pathlib import Path

import yaml


def main(version_base, config_path, config_name):
    def decorated(function):
        @functools.wraps(function)
        def run():
            config = yaml.safe_load(Path(config_path, config_name + ".yaml").read_text())
            for default in config.pop("defaults"):
                config |= default if isinstance(default, dict) else {}
            for word in sys.argv[1:]:
                name, _, value = word.partition("=")
                if name not in config:
                    sys.exit(f"Could not override '{name}'")
                config[name] = yaml.safe_load(value)
            return function(config)
        return run
    return decorated
"""
HYDRA_CONFIG = """
defaults:
  - _self_
  - optimizer: adam
lr: 0.02
batch_size: 32
nesterov: false
epochs: 4
output: out
"""
# Each framework: the files of the program, train.py first.
FRAMEWORKS: Mapping[str, Mapping[str, str]] = {
    "argparse": {"train.py": ARGPARSE},
    "click": {"train.py": CLICK},
    "typer": {"train.py": TYPER},
    "absl": {"train.py": ABSL},
    "hydra": {
        "train.py": HYDRA,
        "hydra.py": HYDRA_STANDIN,
        "conf/config.yaml": HYDRA_CONFIG,
        "conf/optimizer/adam.yaml": "name: adam\n",
        "conf/optimizer/sgd.yaml": "name: sgd\n",
    },
}
