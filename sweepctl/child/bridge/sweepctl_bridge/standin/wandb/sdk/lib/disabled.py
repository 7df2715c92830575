"""Frameworks ask whether a run is one of these; none is."""


class RunDisabled:
    """Never made."""


class SummaryDisabled(dict):  # type: ignore[type-arg]  # subscripted at run time only from Python 3.9 on
    """Never made."""
