"""Sends itself a signal: kills_itself.py SIGKILL."""

import os
import signal
import sys

os.kill(os.getpid(), signal.Signals[sys.argv[1]])
signal.pause()
