"""Says which GPUs it sees, and fails if another one is on one of them; runs until there is a file `go` where told."""

import fcntl
import os
import sys
import time
from pathlib import Path

cards = os.environ.get("CUDA_VISIBLE_DEVICES", "unset")
said = Path(os.environ["SWEEPCTL_TRIAL_DIR"], "said")
said.write_text(cards)
said.rename(said.with_name("started"))
places, go = Path(sys.argv[1]), sys.argv[2]
for card in filter(None, cards.split(",")):
    try:
        # Never closed: its end is the end of this process, whatever ends it.
        fcntl.flock(os.open(places / f"card {card}", os.O_RDWR | os.O_CREAT), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        (places / "collision").touch()
        sys.exit("two on one card")
while go != "-" and not Path(go).exists():
    time.sleep(0.05)
time.sleep(0.1)
print("loss=1")
