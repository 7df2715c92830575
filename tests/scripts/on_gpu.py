"""Says which GPUs it sees, and fails if another one is on one of them; runs until there is a file `go` where told."""

import fcntl
import os
import sys
import time

with open(os.path.join(os.environ["SWEEPCTL_TRIAL_DIR"], "started"), "w") as file:
    file.write(os.environ.get("CUDA_VISIBLE_DEVICES", "unset"))
places, go = sys.argv[1:3]
held = []
for card in filter(None, os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",")):
    held.append(open(os.path.join(places, f"card {card}"), "a"))
    try:
        fcntl.flock(held[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        open(os.path.join(places, "collision"), "a").close()
        sys.exit("two on one card")
while go != "-" and not os.path.exists(go):
    time.sleep(0.05)
time.sleep(0.1)
print("loss=1")
