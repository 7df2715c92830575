"""A child in a session of its own takes so many megabytes, and both wait: takes_memory.py MEGABYTES."""

import os
import pathlib
import sys
import time

pathlib.Path(os.environ["SWEEPCTL_TRIAL_DIR"], "started").touch()
print("loss=0.5", flush=True)
if os.fork() == 0:
    os.setsid()
    taken = bytearray(b"x") * (int(sys.argv[1]) * 1_000_000)
time.sleep(300)
