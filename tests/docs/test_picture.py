"""The picture of the README is what the views show today."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.docs.picture import FILE, LEFT, TOP, picture, words
from tests.docs.test_readme import README


def test_the_picture_of_the_readme_is_what_the_views_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    drawn = picture()
    assert words(drawn) == words(FILE.read_text()), "run `python -m tests.docs.picture`"
    assert drawn == picture()


def test_the_picture_is_shown_asks_no_server_and_is_cut_nowhere() -> None:
    root = ElementTree.fromstring(FILE.read_text())
    assert f"]({FILE.relative_to(README.parent)})" in README.read_text()
    assert "http" not in FILE.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        if (text.text or "").isspace():
            continue
        assert float(text.attrib["x"]) + float(text.attrib["textLength"]) < width - LEFT
        assert float(text.attrib["y"]) < height - TOP
