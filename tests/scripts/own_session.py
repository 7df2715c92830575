"""Leaves a grandchild in a session of its own, its output closed: own_session.py [stay]."""

import os
import pathlib
import subprocess
import sys
import time

quiet = subprocess.DEVNULL
subprocess.Popen(["sleep", "300"], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
print("loss=0.5", flush=True)
pathlib.Path(os.environ["SWEEPCTL_TRIAL_DIR"], "started").touch()
if "stay" in sys.argv:
    time.sleep(300)
