"""From the text of a `sweep.yaml` to a SweepSpec, with every problem placed at its line."""
