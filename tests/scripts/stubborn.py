"""Ignores SIGINT and SIGTERM, for five minutes."""

import os
import pathlib
import signal
import time

signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(os.environ["SWEEPCTL_TRIAL_DIR"], "started").touch()
time.sleep(300)
