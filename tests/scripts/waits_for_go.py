"""Runs until there is a file `go` in its folder, then prints its metric."""

import os
import pathlib
import time

pathlib.Path(os.environ["SWEEPCTL_TRIAL_DIR"], "started").touch()
while not pathlib.Path("go").exists():
    time.sleep(0.02)
print("loss=0.5")
