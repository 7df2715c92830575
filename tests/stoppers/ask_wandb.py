"""Writes down what W&B's own engine decides in the simulated sweeps.

Needs an environment with `pip install sweeps==0.3.0 'numpy<2'`; from the top of the repository:

    python -m tests.stoppers.ask_wandb > tests/stoppers/wandb_decisions.json
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from sweeps.hyperband_stopping import hyperband_stop_runs  # type: ignore[import-not-found,unused-ignore]
from sweeps.run import RunState, SweepRun  # type: ignore[import-not-found,unused-ignore]

from tests.stoppers.simulation import METRIC, MOST, SCENARIOS, Run, Scenario, polls


def main() -> None:
    """One line for each scenario."""
    warnings.simplefilter("ignore")
    lines = [json.dumps(decisions(scenario)) for scenario in SCENARIOS]
    sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")


def decisions(scenario: Scenario) -> dict[str, object]:
    """The bands, and a bit for each running run at each poll: whether to stop it."""
    config = {
        "method": "random",
        "metric": {"name": METRIC, "goal": scenario.goal},
        "early_terminate": dict(scenario.early_terminate),
        "parameters": {"x": {"min": 0.0, "max": 1.0}},
    }
    bits = ""
    bands: Sequence[int] = ()
    for runs in polls(scenario):
        stopped, bands = _judged(runs, config, bands)
        bits += "".join(str(int(name in stopped)) for name, run in enumerate(runs) if run.state == "running")
    return {
        "early_terminate": scenario.early_terminate,
        "goal": scenario.goal,
        "bands": sorted({band for band in bands if band < MOST}),
        "polled": len(bits),
        "stops": f"{int(bits, 2):x}",
    }


def _judged(runs: Sequence[Run], config: Mapping[str, Any], bands: Sequence[int]) -> tuple[set[int], Sequence[int]]:
    """The numbers of the runs that W&B would stop, and the bands it uses."""
    theirs = [
        SweepRun(name=str(number), state=RunState(run.state), history=[dict(row) for row in run.rows])
        for number, run in enumerate(runs)
    ]
    stopped = {int(run.name) for run in hyperband_stop_runs(theirs, config)}
    told = [run.early_terminate_info for run in theirs if run.early_terminate_info]
    return stopped, told[0]["bands"] if told else bands


if __name__ == "__main__":
    main()
