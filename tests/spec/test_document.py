"""YAML text → nodes: what scalars stand for, where things stand, and what is refused."""

from __future__ import annotations

import math

import pytest

from sweepctl.spec import document
from sweepctl.spec.document import DocumentError, Node, Place, read_document


def root(text: str | bytes) -> Node:
    found = read_document(text.encode() if isinstance(text, str) else text)
    assert found.faults == ()
    return found.root


def plain(text: str) -> object:
    return root(text).plain


def refused(text: str | bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_document(text.encode() if isinstance(text, str) else text)
    return caught.value


SCALARS: list[tuple[str, object]] = [
    # Floats as YAML 1.2 has them.
    ("1e-4", 1e-4),
    ("5e-5", 5e-5),
    ("1E5", 1e5),
    ("1e+5", 1e5),
    ("-1e-3", -1e-3),
    (".5e3", 500.0),
    ("-.5", -0.5),
    ("1.", 1.0),
    ("1.e-3", 1e-3),
    ("1_000.5", 1000.5),
    ("2.0", 2.0),
    ("1e-400", 0.0),
    ("+.inf", math.inf),
    ("-.INF", -math.inf),
    ("!!float 3", 3.0),
    ("!!float 1e-5", 1e-5),
    # Whole numbers, booleans and nulls as YAML 1.1, and so PyYAML and W&B's client, have them.
    ("0", 0),
    ("-7", -7),
    ("+12", 12),
    ("1_000", 1000),
    ("010", 8),
    ("-010", -8),
    ("0x1F", 31),
    ("0b101", 5),
    ("!!int 0x1f", 31),
    ("true", True),
    ("Yes", True),
    ("OFF", False),
    ("null", None),
    ("~", None),
    ("", None),
    # Everything else is a text.
    ("'1e-4'", "1e-4"),
    ('"12"', "12"),
    ('"true"', "true"),
    ("!!str 12", "12"),
    ("None", "None"),
    ("y", "y"),
    ("08", "08"),
    ("0o17", "0o17"),
    ("1e", "1e"),
    ("e5", "e5"),
    (".", "."),
    ("-", [None]),
    ("1.2.3", "1.2.3"),
    ("1e5e5", "1e5e5"),
    ("2020-01-01", "2020-01-01"),
    ("2020-01-01 10:00:00", "2020-01-01 10:00:00"),
    ("1:30", "1:30"),
    ("190:20:30.15", "190:20:30.15"),
    ("=", "="),
    ("<<", "<<"),
]


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_a_scalar_stands_for(text: str, value: object) -> None:
    found = plain(f"x: {text}" if text != "-" else "x:\n-")
    assert found == {"x": value}
    assert isinstance(found, dict)
    assert type(found["x"]) is type(value)


def test_not_a_number_is_a_float() -> None:
    found = plain("[.nan, .NaN]")
    assert isinstance(found, list)
    assert all(isinstance(value, float) and math.isnan(value) for value in found)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1e999", "`1e999` is too large a number"),
        ("-1.5e400", "is too large a number"),
        ("9" * 400, f"`{'9' * 40}…` is too large a number"),
        ("9" * 5000, "cannot be read as `!!int`"),
        (f"0x{'f' * 5000}", "is too large a number"),
        ("0x_", "`0x_` cannot be read as `!!int`"),
        ("!!int 1:30", "cannot be read as `!!int`"),
        ("!!int ''", "`` cannot be read as `!!int`"),
        ("!!int 08", "cannot be read as `!!int`"),
        ("!!float nan", "cannot be read as `!!float`"),
        ("!!float x", "cannot be read as `!!float`"),
        ("!!bool maybe", "cannot be read as `!!bool`"),
    ],
)
def test_what_is_written_as_a_number_and_is_none_is_no_other_number(text: str, sentence: str) -> None:
    """A commit such as 12e999 is a text to its author, and infinity to a reader that does not mind."""
    error = refused(f"a: 1\nx: {text}")
    assert sentence in error.sentence
    assert error.place == Place(2, 4)
    assert error.hint == "put it in quotes if it is a text"


TAGS = ["!x 1", "!!python/object/apply:os.system [id]", "!!binary aGk=", "!!timestamp 2020-01-01", "!!timestamp x"]
TAGS += ["!!set {a, b}", "!!omap [a: 1]", "!!map x", "!!seq x", "!!python/tuple [1, 2]", "!x {a: 1}", "!!value ="]


@pytest.mark.parametrize("text", TAGS)
def test_a_tag_that_is_not_plain_data_is_refused_and_named(text: str) -> None:
    error = refused(f"x: {text}")
    assert error.sentence == f"the tag `{text.split()[0]}` means nothing here"
    assert error.place == Place(1, 4)


def test_nodes_and_keys_know_their_line_and_column() -> None:
    found = root("# about\na:\n  - 1\n  - {b: 2}\n'c': |\n  text\n")
    assert found.place == Place(2, 1)
    assert found.keys["c"] == Node(Place(5, 1), "c")
    items = found.entries["a"].content
    assert isinstance(items, list)
    assert [item.place for item in items] == [Place(3, 5), Place(4, 5)]
    assert items[1].keys["b"].place == Place(4, 6)
    assert items[1].entries["b"].place == Place(4, 9)
    assert found.entries["c"].place == Place(5, 6)
    assert items[0].mapping is None
    assert items[0].entries == {}


def test_keys_are_texts_but_know_what_they_would_stand_for() -> None:
    found = root("{1e-1: a, true: b, '2': c, null: d}")
    assert list(found.entries) == ["1e-1", "true", "2", "null"]
    assert [key.plain for key in found.keys.values()] == [0.1, True, "2", None]


def test_a_duplicate_key_names_both_lines_and_the_rest_is_read() -> None:
    found = read_document(b"a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 4\nlast: 5\n")
    assert [(fault.sentence, fault.place, fault.hint) for fault in found.faults] == [
        ("`c` is given twice: in line 3 and in line 5", Place(5, 3), "remove one of them"),
        ("`a` is given twice: in line 1 and in line 6", Place(6, 1), "remove one of them"),
    ]
    assert found.root.plain == {"a": 4, "b": {"c": 3, "d": 2}, "last": 5}


def test_a_duplicate_key_behind_an_alias_is_told_once() -> None:
    found = read_document(b"a: &a {x: 1, x: 2}\nb: *a\nc: {<<: *a}\n")
    assert len(found.faults) == 1


def test_anchors_and_merge_keys_are_expanded() -> None:
    text = "base: &base {min: 0.1, max: 1}\nlr: {<<: *base, max: 2}\nwd: *base\nboth: {<<: [{min: 7}, *base], q: 1}\n"
    found = root(text)
    assert found.plain == {
        "base": {"min": 0.1, "max": 1},
        "lr": {"min": 0.1, "max": 2},
        "wd": {"min": 0.1, "max": 1},
        "both": {"min": 7, "max": 1, "q": 1},
    }
    assert found.entries["lr"].keys["min"].place == Place(1, 14)


def test_a_merge_key_in_quotes_is_a_plain_key() -> None:
    assert plain("a: {'<<': {b: 1}}") == {"a": {"<<": {"b": 1}}}


def bomb(start: str, level: str) -> str:
    lines = [f"a: &a {start}"]
    for name, below in zip("bcdefghijk", "abcdefghij", strict=True):
        lines.append(f"{name}: &{name} {level.replace('BELOW', ', '.join([f'*{below}'] * 9))}")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "sentence", "line"),
    [
        (bomb("[x]", "[BELOW]"), "with its aliases expanded it has more than 50,000 items", 1),
        (bomb("{x: 1}", "{<<: [BELOW]}"), "with its aliases expanded it has more than 50,000 items", 1),
        ("a: &a [1, *a]", "an alias inside makes this contain itself", 1),
        ("a: 1\nb: &b {<<: *b}", "an alias inside makes this contain itself", 2),
        ("x: " + "[" * 61 + "]" * 61, "nested more than 60 levels deep", 1),
        ("[" * 600, "nested more than 60 levels deep", 1),
        ("? " * 600, "nested more than 60 levels deep", 1),
    ],
    ids=["aliases", "merges", "itself", "merges itself", "deep", "brackets", "keys"],
)
def test_a_bomb_is_refused(text: str, sentence: str, line: int) -> None:
    error = refused(text)
    assert error.sentence == sentence
    assert error.place
    assert error.place.line == line


def test_too_many_items_are_not_read_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it stopped tells that what comes after it was left alone."""
    monkeypatch.setattr(document, "_MOST_NODES", 1_000)
    error = refused("\n".join(f"- {number}" for number in range(2_000)))
    assert error.sentence == "more than 1,000 items are too many for a sweep file"
    assert error.place
    assert error.place.line == pytest.approx(1_000, abs=3)


def test_as_deep_as_allowed_is_read() -> None:
    assert plain("[" * 60 + "]" * 60) is not None


def test_a_huge_file_is_refused_unread() -> None:
    assert refused(b"#" * 1_000_001).sentence == "1,000,001 bytes are too many for a sweep file; 1,000,000 are allowed"


def test_marks_and_line_ends_of_other_systems_are_read() -> None:
    found = root(b"\xef\xbb\xbfa: 1\r\nb:\r\n  c: x\r\n")
    assert found.plain == {"a": 1, "b": {"c": "x"}}
    assert found.place == Place(1, 1)
    assert found.entries["b"].keys["c"].place == Place(3, 3)


@pytest.mark.parametrize("text", ["", "# only this\n", "\n\n", "\ufeff", "   \n"])
def test_an_empty_file_says_so(text: str) -> None:
    error = refused(text)
    assert (error.sentence, error.place) == ("the file is empty", None)


def test_an_empty_document_is_null() -> None:
    assert plain("---\n") is None


BROKEN: list[tuple[str | bytes, str, Place, str | None]] = [
    ("a: 1\nb: \xff".encode("latin-1"), "not UTF-8 text", Place(2, 4), "save the file as UTF-8"),
    ("a: é".encode("utf-16"), "not UTF-8 text", Place(1, 1), "save the file as UTF-8"),
    ("a: 1\nb: x\x07y", "the character U+0007 is not allowed in YAML", Place(2, 5), "remove it"),
    ("a:\n\tb: 1", "found character '\\t'", Place(2, 1), "indent with blanks, not tabs"),
    ("a: 1\n---\nb: 2", "a second YAML document begins here", Place(2, 1), "remove the `---`"),
    ("a: @x", "found character '@'", Place(1, 4), "put the text in quotes"),
    ("a: *x", "found undefined alias 'x'", Place(1, 4), None),
    ("a: b: c", "mapping values are not allowed here", Place(1, 5), None),
    ("a: 1\n b: 2", "mapping values are not allowed here", Place(2, 3), None),
    ("a:\n  b: 1\n c: 2", "the indentation fits nothing above it", Place(3, 2), "a mapping that begins in line 1"),
    ("a:\n  - 1\n - 2", "the indentation fits nothing above it", Place(3, 2), "a mapping that begins in line 1"),
    ("a: 'x' y", "expected <block end>, but found '<scalar>'", Place(1, 8), None),
    ("a: [1, 2\nb: 3\n", "expected ',' or ']'", Place(2, 2), "a list in brackets that begins in line 1"),
    ("a: 1\nb: 'x\nc: 3\n", "found unexpected end of stream", Place(4, 1), "a quoted scalar that begins in line 2"),
    ("{{lr}}: 1", "a key has to be a plain text", Place(1, 1), "put it in quotes if it has brackets"),
    ("x: {{ lr }}", "a key has to be a plain text", Place(1, 5), "put it in quotes if it has brackets"),
    ("a: {<<: 3}", "`<<` merges mappings only", Place(1, 9), None),
    (r'a: "\U00110000"', "a number or an escape out of range", Place(1, 7), None),
    (r'a: "\UFFFFFFFF"', "a number or an escape out of range", Place(1, 7), None),
    (f"%YAML 1.{'9' * 5000}\n--- 1", "a number or an escape out of range", Place(1, 9), None),
    (r'a: "\ud800"', "half a character", Place(1, 4), None),
    (r'"\udc00": 1', "half a character", Place(1, 1), None),
]


@pytest.mark.parametrize(("text", "sentence", "place", "hint"), BROKEN)
def test_what_cannot_be_read_is_told_with_its_place(
    text: str | bytes, sentence: str, place: Place, hint: str | None
) -> None:
    error = refused(text)
    assert sentence in error.sentence
    assert error.place == place
    if hint:
        assert error.hint
        assert hint in error.hint
