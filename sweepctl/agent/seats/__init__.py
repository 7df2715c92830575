"""Where trials run: places, GPUs, and how many at a time."""
