"""Whatever text is a sweep file, the answer is a spec or a sentence: by hypothesis, and by bombs.

`tests/bench/fuzz_spec.py` goes on for as long as one likes.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sweepctl.space.distributions import DISTRIBUTIONS
from tests.spec.test_robustness import CORPUS, NAMES, PIECES, SAMPLE, SCALARS, answer, written

REAL = [SAMPLE, *(file.read_bytes() for file in sorted(CORPUS.glob("*.yaml")))]

scalars = st.one_of(st.sampled_from(SCALARS), st.text(max_size=20), st.integers(), st.floats())
names = st.one_of(st.sampled_from(NAMES), st.text(max_size=8))
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=20
)
parameters = st.sampled_from(list(DISTRIBUTIONS)).flatmap(
    lambda kind: st.fixed_dictionaries(
        {"distribution": st.just(kind)}, optional=dict.fromkeys(DISTRIBUTIONS[kind].checks, trees)
    )
)
nearly = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["grid", "random", "bayes"]),
        "parameters": st.dictionaries(names, parameters, min_size=1, max_size=3),
    },
    optional={name: trees for name in NAMES if name not in {"method", "parameters", ""}},
)
fragments = st.one_of(st.sampled_from(PIECES), st.binary(max_size=6), st.text(max_size=6).map(lambda one: one.encode()))


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """A real file with pieces put in, cut out and doubled."""
    text = draw(st.sampled_from(REAL))
    for _ in range(draw(st.integers(1, 5))):
        a = draw(st.integers(0, len(text)))
        b = draw(st.integers(a, min(len(text), a + 30)))
        text = text[:a] + draw(st.one_of(fragments, st.just(text[a:b] * 2), st.just(b""))) + text[b:]
    return text


def examples(many: int) -> settings:
    """So many, the same ones each time, without a file of them."""
    return settings(
        max_examples=many, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )


@examples(30)
@given(mutations())
def test_a_mutated_file_has_an_answer(text: bytes) -> None:
    answer(text)


@examples(30)
@given(nearly)
def test_a_nearly_right_tree_has_an_answer(tree: object) -> None:
    answer(written(tree).encode(errors="surrogatepass"))


@examples(30)
@given(st.binary(max_size=300))
def test_any_bytes_have_an_answer(text: bytes) -> None:
    answer(text)


@pytest.mark.slow
@pytest.mark.parametrize("strategy", [mutations(), nearly.map(lambda one: written(one).encode(errors="surrogatepass"))])
def test_thousands_of_files_have_an_answer(strategy: st.SearchStrategy[bytes]) -> None:
    until = time.monotonic() + 20

    @settings(examples(3_000), derandomize=False)
    @given(strategy)
    def attempt(text: bytes) -> None:
        if time.monotonic() < until:
            answer(text)

    attempt()


def laughs(levels: int) -> bytes:
    """A list of nine of the list before, and so on: small to read, endless to unfold."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines).encode()


def merges(levels: int) -> bytes:
    """The same with mappings that take each other in."""
    lines = ["m0: &m0 {x: 1}"]
    for n in range(1, levels):
        inner = ", ".join(f"k{k}: *m{n - 1}" for k in range(9))
        lines.append(f"m{n}: &m{n} {{{inner}}}")
    return "\n".join(lines).encode()


BOMBS = {
    "a billion laughs": (laughs(12), "aliases expanded"),
    "a billion laughs by merging": (merges(12), "aliases expanded"),
    "a hundred megabytes": (b"# " + b"x" * 100_000_000, "bytes are too many"),
    "ten thousand brackets": (b"a: " + b"[" * 10_000, "nested more than"),
    "ten thousand closed brackets": (b"a: " + b"[" * 10_000 + b"]" * 10_000, "nested more than"),
    "ten thousand braces": (b"{a: " * 10_000 + b"}" * 10_000, "nested more than"),
    "ten thousand indentations": (b"\n".join(b" " * n + b"a:" for n in range(1_300)), "nested more than"),
    "a hundred thousand items": (b"a: [" + b"1, " * 100_000 + b"]", "are too many"),
    "an alias of itself": (b"a: &a [*a]", "contain itself"),
    "a document of anchors": (b"".join(b"- &a%d x\n" % n for n in range(60_000)), "are too many"),
    "a number of a million digits": (b"seed: " + b"9" * 900_000, "cannot be read"),
    "a key of a megabyte": (b"? " + b"k" * 900_000 + b"\n: 1", ""),
    "a program to be built": (b"a: !!python/object/apply:os.system ['touch sprung']", "means nothing here"),
}


# They take seconds rather than parts of one.
LONG = {"a document of anchors", "a billion laughs by merging", "ten thousand closed brackets"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in LONG else []) for name in BOMBS]
)
def test_a_bomb_is_a_sentence(name: str) -> None:
    text, sentence = BOMBS[name]
    problems = answer(text)
    assert any(sentence in str(one) for one in problems if one.is_error), [str(one)[:200] for one in problems]
    assert all(len(str(one)) < 2_000 for one in problems), "and one that can be read"
