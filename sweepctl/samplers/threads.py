"""Linear algebra on one thread: the matrices are small, and the processors are the trials'."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

# Each is read once, when the library is loaded.
_LIMITS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@contextmanager
def loading_single_threaded() -> Iterator[None]:
    """Numerical libraries that are first imported inside use one thread; the environment is left as it was found."""
    before = {name: os.environ.get(name) for name in _LIMITS}
    os.environ.update(dict.fromkeys(_LIMITS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
