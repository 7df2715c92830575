"""`python -m tests.bench.stopping`: what each stop rule saves and what it misses, on curves of real models."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from tests.bench.stopping import curves
from tests.bench.stopping.curves import FAMILIES, Curve, Family
from tests.bench.stopping.replay import Remembering, Replay, replay
from tests.bench.stopping.rules import rules, stopper_of
from tests.bench.stopping.table import Case, markdown


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.stopping", description=__doc__)
    parser.add_argument("--orders", type=int, default=20, help="random orders of the trials")
    parser.add_argument("--workers", default="1,4", help="trials at a time, with commas")
    parser.add_argument("--only", default=",".join(one.name for one in FAMILIES), help="families, with commas")
    parser.add_argument("--rules", default="", help="with semicolons, `none` among them; all when left out")
    parser.add_argument("--output", type=Path, default=None, help="a file for the tables")
    parser.add_argument(
        "--cache", type=Path, default=Path(tempfile.gettempdir()) / "sweepctl-stopping", help="trained curves"
    )
    return parser.parse_args()


def _trained(family: Family, cache: Path) -> list[Curve]:
    """Its curves; trained once for a state of the code that draws them."""
    code = hashlib.sha256(Path(curves.__file__).read_bytes()).hexdigest()[:12]
    place = cache / f"{family.name}-{code}.json"
    if not place.exists():
        cache.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(family.curves()))
    found: list[Curve] = json.loads(place.read_text())
    return found


def _replays(
    family: Family, trained: list[Curve], workers: int, options: argparse.Namespace
) -> Iterator[tuple[str, list[Replay]]]:
    for name, block in rules(family).items():
        if options.rules and name not in options.rules.split(";"):
            continue
        start = process_time()
        stopper = stopper_of(block, family.goal)
        judge = Remembering(stopper) if stopper else None
        found = [replay(trained, family.goal, judge, workers, seed) for seed in range(options.orders)]
        print(f"{family.name}, {workers} at a time, {name}: {process_time() - start:.1f} s", flush=True)
        yield name, found


def main() -> None:
    """Train what is not trained yet, replay, print and write the tables."""
    options = _options()
    cases = []
    chosen = [family for family in FAMILIES if family.name in options.only.split(",")]
    for family in chosen:
        if not family.can_run():
            print(f"{family.name} is left out: it needs {family.needs}")
            continue
        trained = _trained(family, options.cache)
        cases += [
            Case(family, workers, trained, dict(_replays(family, trained, workers, options)))
            for workers in map(int, options.workers.split(","))
        ]
    text = markdown(sorted(cases, key=lambda case: case.workers))
    print(text)
    if options.output:
        options.output.write_text(text)


if __name__ == "__main__":
    main()
