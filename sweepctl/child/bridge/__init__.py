"""The folder that is put on a trial's PYTHONPATH; nothing of it is imported by sweepctl itself."""
