"""What the trials of a sweep say: charts, importance, and studies for and from Optuna."""
