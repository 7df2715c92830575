"""Programs read without being run."""
