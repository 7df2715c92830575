# mypy: ignore-errors
# ruff: noqa: E402, RUF100
"""SMAC3's hyperparameter facade (random forest), `pip install smac==2.4.0 "scikit-learn<1.7"`."""

import json
import logging
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
logging.disable(logging.CRITICAL)

from ConfigSpace import (
    CategoricalHyperparameter,
    ConfigurationSpace,
    UniformFloatHyperparameter,
    UniformIntegerHyperparameter,
)
from smac import HyperparameterOptimizationFacade, Scenario
from smac.runhistory.dataclasses import TrialValue
from smac.runhistory.enumerations import StatusType

answers, sys.stdout = sys.stdout, sys.stderr
asked = {}
worst = 0.0
optimizer = None


def hyperparameter(name, axis):
    if axis["kind"] == "choice":
        return CategoricalHyperparameter(name, list(range(axis["count"])))
    if axis["kind"] == "integers":
        return UniformIntegerHyperparameter(name, axis["low"], axis["high"])
    return UniformFloatHyperparameter(name, axis["low"], axis["high"], log=axis["log"])


def opened(request, folder):
    space = ConfigurationSpace(seed=request["seed"])
    space.add([hyperparameter(name, axis) for name, axis in request["axes"].items()])
    scenario = Scenario(
        space, deterministic=True, n_trials=10_000, seed=request["seed"], output_directory=folder, name="bench"
    )
    design = HyperparameterOptimizationFacade.get_initial_design(scenario, n_configs=10)
    return HyperparameterOptimizationFacade(
        scenario, lambda config, seed=0: 0.0, initial_design=design, overwrite=True, logging_level=50
    )


with tempfile.TemporaryDirectory() as folder:
    for line in sys.stdin:
        request = json.loads(line)
        answer = {}
        if request["op"] == "open":
            optimizer = opened(request, Path(folder))
        elif request["op"] == "ask":
            info = optimizer.ask()
            asked[request["number"]] = info
            answer = {"coordinates": dict(info.config)}
        else:
            value = request["value"]
            status = StatusType.CRASHED if value is None else StatusType.SUCCESS
            worst = worst if value is None else max(worst, value)
            optimizer.tell(
                asked.pop(request["number"]), TrialValue(cost=worst if value is None else value, status=status)
            )
        print(json.dumps(answer, default=lambda item: item.item()), file=answers, flush=True)
