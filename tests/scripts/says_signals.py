"""Prints each SIGINT and SIGTERM it gets, and ends after the second signal."""

import os
import signal
import sys
import time
from pathlib import Path

got: list[str] = []


def heard(number: int, _: object) -> None:
    got.append(signal.Signals(number).name)
    print(f"loss={len(got)} {got[-1]}")
    if len(got) == 2:
        sys.exit(0)


signal.signal(signal.SIGINT, heard)
signal.signal(signal.SIGTERM, heard)
Path(os.environ["SWEEPCTL_TRIAL_DIR"], "started").touch()
time.sleep(300)
