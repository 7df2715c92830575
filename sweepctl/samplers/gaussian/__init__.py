"""A small Gaussian-process sampler: numpy and scipy only, an Optuna `BaseSampler`."""
