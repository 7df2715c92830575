"""Exits with a code in its first attempts and finishes in the next: asks_again.py CODE TIMES."""

import os
import sys

attempt = int(os.environ["SWEEPCTL_ATTEMPT"])
print("loss=0.5")
sys.exit(int(sys.argv[1]) if attempt <= int(sys.argv[2]) else 0)
