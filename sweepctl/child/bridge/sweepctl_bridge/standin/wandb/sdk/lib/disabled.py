"""Frameworks ask whether a run is one of these; none is."""


class RunDisabled:
    """Never made."""


class SummaryDisabled(dict[object, object]):
    """Never made."""
