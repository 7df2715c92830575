"""`python -m tests.bench.search --seeds 10 --trials 100 --env wandb=/path/to/python`: every competitor, one table."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

from tests.bench.search import competitors, race, remote
from tests.bench.search.problems import PROBLEMS
from tests.bench.search.race import Result
from tests.bench.search.table import Table, markdown

ROOT = Path(__file__).parents[3]
OWN = ("auto", "gp", "tpe", "cmaes")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--workers", type=int, default=1, help="trials in flight at a time")
    parser.add_argument("--only", default=",".join(PROBLEMS), help="problems, with commas")
    parser.add_argument("--competitors", default="", help="with commas; all that can run here when left out")
    parser.add_argument("--env", action="append", default=[], help=f"name=python for {', '.join(remote.NAMES)}")
    parser.add_argument("--ours", default="auto", help="whose wins are counted")
    parser.add_argument("--output", type=Path, default=None, help="a folder for table.md and results.json")
    parser.add_argument(
        "--cache", type=Path, default=Path(tempfile.gettempdir()) / "sweepctl-search", help="finished races"
    )
    return parser.parse_args()


def _races(options: argparse.Namespace, pythons: Mapping[str, str]) -> Iterator[Result]:
    names = [one for one in options.competitors.split(",") if one] or [*competitors.LOCAL, *pythons]
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    for problem, name, seed in product(options.only.split(","), names, seeds):
        yield _cached(options, pythons, name, problem, seed)


def _cached(options: argparse.Namespace, pythons: Mapping[str, str], name: str, problem: str, seed: int) -> Result:
    """A race is run once for a state of the code that it depends on."""
    sources = [Path(str(sys.modules[PROBLEMS[problem].truth.__module__].__file__))]
    if name in OWN:
        sources += _sources("sweepctl/samplers/**/*.py", "tests/bench/search/competitors.py")
    code = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]
    place = options.cache / f"{name}-{problem}-{seed}-{options.trials}x{options.workers}-{code}.json"
    if place.exists():
        return Result(**json.loads(place.read_text()))
    open_one = competitors.LOCAL.get(name)
    one = PROBLEMS[problem]
    rival = open_one(one, seed) if open_one else remote.Remote(pythons[name], name, one, seed)
    try:
        result = race.run(name, rival, one, seed, options.trials, options.workers)
    finally:
        rival.close()
    options.cache.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(result.to_json()))
    return result


def _sources(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def main() -> None:
    """Race, then print and write the table."""
    options = _options()
    pythons = dict(pair.split("=", 1) for pair in options.env)
    results = []
    for result in _races(options, pythons):
        results.append(result)
        print(f"{result.problem} {result.competitor} {result.seed}: {result.at(options.trials):.4g}", flush=True)
    text = markdown(Table(results), options.ours)
    print(text)
    if options.output:
        options.output.mkdir(parents=True, exist_ok=True)
        (options.output / "table.md").write_text(text)
        (options.output / "results.json").write_text(json.dumps([one.to_json() for one in results], indent=1))


if __name__ == "__main__":
    main()
