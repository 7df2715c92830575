"""Prints a metric and sleeps for five minutes."""

import os
import pathlib
import time

print("loss=0.5")
pathlib.Path(os.environ["SWEEPCTL_TRIAL_DIR"], "started").touch()
time.sleep(300)
