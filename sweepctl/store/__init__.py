"""The only state: sweeps, trials, executions, points and events, in plain SQL."""
