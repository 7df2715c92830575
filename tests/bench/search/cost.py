"""`python -m tests.bench.search.cost`: milliseconds of the processor for one more suggestion after so many trials."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import time
from statistics import median

from sweepctl.model.draw import History, Observation, Standing
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.spec import Objective, Search
from sweepctl.samplers.base import Setup
from sweepctl.samplers.bayes import build
from sweepctl.samplers.random import RandomSampler
from sweepctl.space.space import Space
from tests.bench.search.problems import PROBLEMS

SIZES = (10, 100, 1000, 10_000)


def past(problem: str, count: int) -> list[Observation]:
    """Random trials with their scores."""
    one = PROBLEMS[problem]
    chance = RandomSampler(Space.of(one.parameters), "cost")
    points = [chance.draw(index, History()) for index in range(count)]
    return [Observation(i, point, Standing.VALUED, one.truth(point)) for i, point in enumerate(points)]


def suggestion(problem: str, sampler: str, count: int, draws: int) -> tuple[float, float]:
    """The median and the longest of `draws` draws; the study is mirrored before, as in an agent at work."""
    observations = past(problem, count)
    seen = {fingerprint(one.params) for one in observations}
    space = Space.of(PROBLEMS[problem].parameters)
    one = build(Setup(space, [Objective("loss")], 0, 1, Search(sampler)))
    spent = []
    for index in range(count, count + draws + 1):
        began = time.process_time()
        point = one.draw(index, History(observations, frozenset(seen)))
        spent.append(1000 * (time.process_time() - began))
        observations.append(Observation(index, point, Standing.VALUED, PROBLEMS[problem].truth(point)))
    return median(spent[1:]), max(spent[1:])


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search.cost", description=__doc__)
    parser.add_argument("--problems", default="rosen_mixed,twenty")
    parser.add_argument("--samplers", default="auto,gp,tpe")
    parser.add_argument("--draws", type=int, default=9)
    options = parser.parse_args()
    print("| problem | sampler |", " | ".join(f"{size:,}" for size in SIZES), "|")
    print("| --- | --- |", " | ".join("---" for _ in SIZES), "|")
    for problem in options.problems.split(","):
        for sampler in options.samplers.split(","):
            cells = ("{:.0f} ({:.0f})".format(*suggestion(problem, sampler, size, options.draws)) for size in SIZES)
            print(f"| {problem} | {sampler} |", " | ".join(cells), "|", flush=True)


if __name__ == "__main__":
    main()
