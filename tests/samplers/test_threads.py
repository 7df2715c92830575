"""Numerical libraries loaded for a sampler are told to use one thread, and nobody else notices."""

from __future__ import annotations

import os

import pytest

from sweepctl.samplers.threads import loading_single_threaded


def test_the_limit_holds_inside_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    before = dict(os.environ)
    with loading_single_threaded():
        assert os.environ["OPENBLAS_NUM_THREADS"] == os.environ["MKL_NUM_THREADS"] == "1"
    assert dict(os.environ) == before


def test_the_limit_is_lifted_where_loading_fails() -> None:
    before = dict(os.environ)
    with pytest.raises(ImportError), loading_single_threaded():
        raise ImportError
    assert dict(os.environ) == before
