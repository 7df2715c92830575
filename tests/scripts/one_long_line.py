"""Prints so many bytes without a newline, and then its metric: one_long_line.py BYTES."""

import os
import sys

CHUNK = b"x" * 65536
left = int(sys.argv[1])
while left > 0:
    left -= os.write(1, CHUNK[:left])
os.write(1, b"\nloss=0.5\n")
