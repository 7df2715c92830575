"""The first attempt sleeps for five minutes after its metric; later ones finish."""

import os
import pathlib
import time

attempt = int(os.environ["SWEEPCTL_ATTEMPT"])
print(f"loss={1 / attempt}")
pathlib.Path(os.environ["SWEEPCTL_TRIAL_DIR"], "started").touch()
if attempt == 1:
    time.sleep(300)
