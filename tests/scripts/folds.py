"""One part of a trial: folds.py [hangs|fails|meets FOLD] --fold=N; its loss is N + 1, and it writes down that it ran.

The fold that is named sleeps, or fails, in its first attempt; `meets N` waits until N parts run side by side.
"""

import os
import pathlib
import sys
import time

names = [item for item in sys.argv[1:] if not item.startswith("-")]
flags = dict(item[2:].split("=", 1) for item in sys.argv[1:] if item.startswith("--"))
fold, attempt = int(flags["fold"]), os.environ["SWEEPCTL_ATTEMPT"]
what, which = (names[0], int(names[1])) if names else ("", -1)
pathlib.Path(os.environ["SWEEPCTL_TRIAL_DIR"], "started").touch()
with pathlib.Path("ran").open("a") as file:
    file.write(f"{os.environ['SWEEPCTL_TRIAL']}.{fold}@{attempt}\n")
print(f"fold {fold} begins")
if what == "fails" and which == fold and attempt == "1":
    sys.exit("no luck")
if what == "hangs" and which == fold and attempt == "1":
    time.sleep(300)
until = time.monotonic() + 30
while what == "meets" and len(pathlib.Path("ran").read_text().splitlines()) < which:
    if time.monotonic() > until:
        sys.exit("nobody came")
    time.sleep(0.02)
print(f"loss={fold + 1}")
