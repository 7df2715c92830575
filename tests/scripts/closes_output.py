"""Closes its stdout and stderr, goes on for a while, and reports to the metrics file."""

import json
import os
import time

os.close(1)
os.close(2)
for epoch in range(1, 6):
    time.sleep(0.1)
    with open(os.environ["SWEEPCTL_METRICS_FILE"], "a") as file:  # noqa: PTH123
        file.write(json.dumps({"loss": 1 / epoch, "epoch": epoch}) + "\n")
os._exit(0)
