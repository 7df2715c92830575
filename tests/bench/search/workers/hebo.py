# mypy: ignore-errors
# ruff: noqa: E402, RUF100
"""HEBO 0.3.6 as it comes. Its pins are older than our Python; it runs with newer ones: see the README beside."""

import json
import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import torch

torch.set_num_threads(1)

from hebo.design_space.design_space import DesignSpace
from hebo.optimizers.hebo import HEBO

answers, sys.stdout = sys.stdout, sys.stderr
asked = {}
worst = 0.0
optimizer = None


def hyperparameter(name, axis):
    if axis["kind"] == "choice":
        return {"name": name, "type": "cat", "categories": [str(i) for i in range(axis["count"])]}
    if axis["kind"] == "integers":
        return {"name": name, "type": "int", "lb": axis["low"], "ub": axis["high"]}
    return {"name": name, "type": "pow" if axis["log"] else "num", "lb": axis["low"], "ub": axis["high"]}


def coordinates(row, axes):
    return {name: float(row[name]) if axis["kind"] == "interval" else int(row[name]) for name, axis in axes.items()}


for line in sys.stdin:
    request = json.loads(line)
    answer = {}
    if request["op"] == "open":
        np.random.seed(request["seed"])
        torch.manual_seed(request["seed"])
        axes = request["axes"]
        space = DesignSpace().parse([hyperparameter(name, axis) for name, axis in axes.items()])
        optimizer = HEBO(space, scramble_seed=request["seed"])
    elif request["op"] == "ask":
        frame = optimizer.suggest(n_suggestions=1)
        asked[request["number"]] = frame
        answer = {"coordinates": coordinates(frame.iloc[0], axes)}
    else:
        value = request["value"]
        worst = worst if value is None else max(worst, value)
        optimizer.observe(asked.pop(request["number"]), np.array([[worst if value is None else value]]))
    print(json.dumps(answer), file=answers, flush=True)
