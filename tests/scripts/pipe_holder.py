"""Exits at once and leaves a grandchild that holds its pipes."""

import subprocess

subprocess.Popen(["sleep", "300"])
print("loss=0.5")
