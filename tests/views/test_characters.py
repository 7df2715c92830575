"""Which characters the output may have."""

from __future__ import annotations

import io
import locale
import sys
from collections.abc import Mapping

import pytest

from sweepctl.views.characters import fitting, takes_unicode


@pytest.mark.parametrize(
    ("environment", "of_locale", "of_stdout", "expected"),
    [
        ({}, "utf-8", "utf-8", True),
        ({"LC_ALL": "C"}, "ANSI_X3.4-1968", "utf-8", False),
        ({"LC_ALL": "C", "PYTHONUTF8": "1"}, "ANSI_X3.4-1968", "utf-8", True),
        ({"LC_ALL": "C", "PYTHONIOENCODING": "utf-8:replace"}, "ANSI_X3.4-1968", "utf-8", True),
        ({"LC_ALL": "C", "PYTHONIOENCODING": ":replace"}, "ANSI_X3.4-1968", "utf-8", False),
        ({"PYTHONIOENCODING": "ascii"}, "utf-8", "ascii", False),
        ({"LC_ALL": "", "LC_CTYPE": "de_DE.ISO-8859-1@euro", "LANG": "C.UTF-8"}, "utf-8", "utf-8", False),
        # Not installed, so that the system takes the C locale.
        ({"LANG": "en_US.UTF-8"}, "ANSI_X3.4-1968", "utf-8", True),
        ({"LANG": "xx_XX.nonsense"}, "ANSI_X3.4-1968", "utf-8", False),
    ],
)
def test_who_decides_about_unicode(
    monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str], of_locale: str, of_stdout: str, expected: bool
) -> None:
    for name in ("LC_ALL", "LC_CTYPE", "LANG", "PYTHONUTF8", "PYTHONIOENCODING"):
        monkeypatch.setenv(name, environment.get(name, ""))
    monkeypatch.setattr(locale, "getencoding", lambda: of_locale)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), of_stdout))
    assert takes_unicode() is expected
    assert fitting("0.5 ± 0.1 – größer …") == ("0.5 ± 0.1 – größer …" if expected else "0.5 +-0.1 - größer ~")
