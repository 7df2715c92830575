"""Forks twice, so that a daemon in a session of its own has no parent left; exits when that runs."""

import os
import signal

reading, writing = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        os.write(writing, b"up")
        os.close(writing)
        while True:
            signal.pause()
    os._exit(0)
os.wait()
os.read(reading, 2)
print("loss=0.5")
