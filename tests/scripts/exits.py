"""Prints some lines and exits with a code: exits.py CODE [LINES]."""

import sys

for number in range(int(sys.argv[2]) if len(sys.argv) > 2 else 0):
    print(f"line {number}")
sys.exit(int(sys.argv[1]))
