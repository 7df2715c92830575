"""One file per way in which a line can say a metric."""
