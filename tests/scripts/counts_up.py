"""Writes an ever higher number to `count` in its trial folder, for a minute at most."""

import os
import pathlib
import time

folder = pathlib.Path(os.environ["SWEEPCTL_TRIAL_DIR"])
for number in range(6000):
    (folder / "draft").write_text(str(number))
    (folder / "draft").replace(folder / "count")
    time.sleep(0.01)
    if pathlib.Path("go").exists():
        break
print("loss=0.5")
