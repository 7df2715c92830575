# mypy: ignore-errors
# ruff: noqa: E402, RUF100
"""W&B's own search, `pip install "sweeps==0.3.0" "numpy<2"`: the whole history at each suggestion, as on its server."""

import json
import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import sweeps

# The package is silent on stdout today; an answer has to stay one line whatever it prints.
answers, sys.stdout = sys.stdout, sys.stderr
runs = {}
config = {}

for line in sys.stdin:
    request = json.loads(line)
    answer = {}
    if request["op"] == "open":
        np.random.seed(request["seed"])
        metric = {"name": "loss", "goal": "minimize"}
        config = {"method": "bayes", "metric": metric, "parameters": request["parameters"]}
    elif request["op"] == "ask":
        run = sweeps.next_run(config, list(runs.values()))
        run.state = sweeps.RunState.running
        runs[request["number"]] = run
        answer = {"values": {name: block["value"] for name, block in run.config.items()}}
    else:
        run = runs[request["number"]]
        if request["value"] is None:
            run.state = sweeps.RunState.failed
        else:
            run.state = sweeps.RunState.finished
            run.summary_metrics = {"loss": request["value"]}
            run.history = [{"loss": request["value"]}]
    print(json.dumps(answer, default=lambda value: value.item()), file=answers, flush=True)
