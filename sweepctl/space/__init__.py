"""What can be drawn: distributions, the space they span, and counting through it."""
