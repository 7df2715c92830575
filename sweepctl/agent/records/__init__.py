"""What an execution ran with, written down."""
