"""On SIGINT it tidies up, prints a last value and exits with 0."""

import os
import pathlib
import signal
import sys
import time


def tidy(*_: object) -> None:
    print("loss=0.25")
    pathlib.Path(os.environ["SWEEPCTL_TRIAL_DIR"], "tidied").touch()
    sys.exit(0)


signal.signal(signal.SIGINT, tidy)
print("loss=0.5")
pathlib.Path(os.environ["SWEEPCTL_TRIAL_DIR"], "started").touch()
time.sleep(300)
