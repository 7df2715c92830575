"""The registry of problems."""

from __future__ import annotations

from collections.abc import Mapping

from tests.bench.search.branching import BRANCHING
from tests.bench.search.cliffs import CLIFFS
from tests.bench.search.pipelines import PIPELINES
from tests.bench.search.problem import Problem
from tests.bench.search.synthetic import SYNTHETIC
from tests.bench.search.training import TRAINING

PROBLEMS: Mapping[str, Problem] = {one.name: one for one in (*SYNTHETIC, *TRAINING, *PIPELINES, *CLIFFS, *BRANCHING)}
KNOWN = tuple(name for name, one in PROBLEMS.items() if one.family == "known")
