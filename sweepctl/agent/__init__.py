"""Runs trials: the loop, one process at a time per slot, and what happens on signals."""
