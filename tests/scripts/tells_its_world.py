"""Writes what it finds around itself to `world.json` in its trial folder."""

import json
import os
import pathlib
import sys

world = {
    "argv": sys.argv[1:],
    "cwd": str(pathlib.Path.cwd()),
    "environ": dict(os.environ),
    "stdin": sys.stdin.read(),
    "tty": os.isatty(0) or os.isatty(1) or os.isatty(2),
}
pathlib.Path(os.environ["SWEEPCTL_TRIAL_DIR"], "world.json").write_text(json.dumps(world))
print("loss=0.5")
