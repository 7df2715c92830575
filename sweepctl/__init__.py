"""sweepctl: hyperparameter sweeps for any script, from the terminal, offline."""

__version__ = "0.1.0"
