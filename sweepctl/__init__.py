"""sweepctl: hyperparameter sweeps for any script, from the terminal, offline.

`sweepctl.log({"val_loss": 0.3}, step=2)` reports metrics from a script. Importing this loads nothing.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sweepctl.reporting import log as log

__all__ = ["log"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name == "log":
        from sweepctl.reporting import log

        return log
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
