"""Trials that fail: what to say, and when it is too much."""
