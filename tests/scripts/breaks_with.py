"""Prints what $BREAKS_WITH says and fails; without it prints its metric, waits for $GOES_ON and succeeds."""

import os
import pathlib
import sys
import time

words = os.environ.get("BREAKS_WITH")
if words:
    print("loading data")
    sys.exit(words)
print("loss=0.5", flush=True)
while "GOES_ON" in os.environ and not pathlib.Path(os.environ["GOES_ON"]).exists():
    time.sleep(0.02)
