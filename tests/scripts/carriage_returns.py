"""Draws its progress in place with `\\r`, and ends without a newline."""

import sys

for step in range(1, 11):
    sys.stdout.write(f"\r{step * 10:3d}% |{'#' * step:10}| loss={1 / step:.4f}")
    sys.stdout.flush()
