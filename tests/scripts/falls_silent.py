"""Says something ten times a second for a second, in its output or its records, then nothing: falls_silent.py HOW."""

import os
import pathlib
import sys
import time

for number in range(10):
    if sys.argv[1] == "output":
        print(f"loss={number}", flush=True)
    else:
        with pathlib.Path(os.environ["SWEEPCTL_METRICS_FILE"]).open("a") as file:
            file.write(f'{{"loss": {number}}}\n')
    time.sleep(0.1)
time.sleep(300)
