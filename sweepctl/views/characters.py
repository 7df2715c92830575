"""Which characters the output may have: decided here, for all of it."""

from __future__ import annotations

import locale
import os
import sys

_NAMES = ("LC_ALL", "LC_CTYPE", "LANG")
# As wide as what they stand for, but for a `±` at the end.
_IN_ASCII = str.maketrans({"–": "-", "…": "~", "·": "*", "×": "x", "±": "+-"})


def takes_unicode() -> bool:
    """Whether stdout's encoding has Braille, and that of the locale too.

    In the C locale Python writes UTF-8 all the same (PEP 540); who names an encoding to Python means it.
    """
    encodings = [sys.stdout.encoding or "ascii", *([] if _is_named() else [_of_locale()])]
    return all(map(_has_braille, encodings))


def fitting(text: str) -> str:
    """The text, with the marks that we put into it in ASCII where that is all there is."""
    return text if takes_unicode() else in_ascii(text)


def in_ascii(text: str) -> str:
    """The text with our marks in ASCII; what others wrote stays."""
    return text.replace("± ", "+-").translate(_IN_ASCII)


def _is_named() -> bool:
    """Whether the user told Python which encoding to write, beside or without what to do with errors."""
    return bool(os.environ.get("PYTHONIOENCODING", "").partition(":")[0] or os.environ.get("PYTHONUTF8"))


def _of_locale() -> str:
    """The encoding in the locale's name, since a locale may not be installed here; else what the system says."""
    name = next(filter(None, map(os.environ.get, _NAMES)), "")
    return name.partition(".")[2].partition("@")[0] or locale.getencoding()


def _has_braille(encoding: str) -> bool:
    try:
        "⣿".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
