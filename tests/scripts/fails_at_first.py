"""Fails in its first attempts and finishes in the next: fails_at_first.py FAILURES."""

import os
import sys

attempt = int(os.environ["SWEEPCTL_ATTEMPT"])
if attempt <= int(sys.argv[1]):
    sys.exit(f"attempt {attempt} fails")
print("loss=0.5")
