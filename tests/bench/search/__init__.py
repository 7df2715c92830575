"""Search, side by side: every competitor on every problem with the same seeds and budget. See README.md."""
