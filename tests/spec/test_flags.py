"""Flags read from programs as text."""

from __future__ import annotations

import pytest

from sweepctl.spec.flags import Flag, Flags, read_flags

HEAD = "import argparse\nparser = argparse.ArgumentParser()\n"
TAIL = "args = parser.parse_args()\n"

PROGRAM = f"""{HEAD}
parser.add_argument("data", nargs="?")
parser.add_argument("--learning-rate", "-l", type=float, default=0.1)
parser.add_argument("--width", type=int, choices=[16, 32])
parser.add_argument("--depth", choices=DEPTHS, nargs=argparse.OPTIONAL)
parser.add_argument("--no_bias", action="store_false", dest="bias")
parser.add_argument("--compile", action=argparse.BooleanOptionalAction)
parser.add_argument("--cropped", type=lambda s: s.lower() == "true")
parser.add_argument("--betas", type=float, nargs=2)
{TAIL}"""


def flags_of(source: str) -> Flags:
    flags = read_flags(source)
    assert flags is not None
    return flags


def test_a_flag_holds_what_is_literal() -> None:
    flags = flags_of(PROGRAM).flags
    assert flags["--width"] == Flag(("--width",), "width", None, "int", (16, 32), None, 6)
    assert flags["--depth"].choices is None
    assert flags["--depth"].nargs == "argparse.OPTIONAL"
    assert flags["-l"] is flags["--learning-rate"]
    assert flags["--learning-rate"].dest == "learning_rate"
    assert flags["--no_bias"].dest == "bias"
    assert flags["--no-compile"] is flags["--compile"]
    assert flags["--compile"].action == "BooleanOptionalAction"
    assert flags["--cropped"].type == "lambda s: s.lower() == 'true'"
    assert flags["--betas"].nargs == 2
    assert "data" not in flags
    assert flags["--help"].action == "help"


READABLE: dict[str, str] = {
    "from import": "from argparse import ArgumentParser\np = ArgumentParser()\np.add_argument('--x')\np.parse_args()",
    "renamed": "import argparse as ap\np: object = ap.ArgumentParser()\np.add_argument('--x')\np.parse_args()",
    "inside main": "import argparse\ndef main(argv=None):\n p = argparse.ArgumentParser('t')\n p.add_argument('--x')\n"
    " return p.parse_args(argv)\nif __name__ == '__main__':\n main()",
    "maker": "import argparse\ndef make() -> argparse.ArgumentParser:\n p = argparse.ArgumentParser()\n"
    " p.add_argument('--x')\n return p\nargs = make().parse_args()",
    "maker, added to": "import argparse\ndef make():\n return argparse.ArgumentParser()\np = make()\n"
    "p.add_argument('--x')\nargs = p.parse_args()",
    "chained group": f"{HEAD}parser.add_argument_group('g').add_argument('--x')\n{TAIL}",
    "nested group": f"{HEAD}g = parser.add_argument_group()\nh = g.add_mutually_exclusive_group()\n"
    f"h.add_argument('--x')\n{TAIL}",
    "name used elsewhere": f"{HEAD}group = parser.add_argument_group()\ngroup.add_argument('--x')\n{TAIL}"
    "def f(o):\n for group in o.groups:\n  group['lr'] = 1",
    "odd escapes": f"{HEAD}parser.add_argument('--x', help='\\d')\n{TAIL}",
    "not literal": f"{HEAD}parser.add_argument('--x', nargs=N, choices=NAMES, default=f(), dest=D)\n{TAIL}",
    "loop elsewhere": f"{HEAD}parser.add_argument('--x')\n{TAIL}for i in range(3):\n print(args.x)",
    "harmless calls": f"{HEAD}parser.add_argument('--x')\nparser.set_defaults(x=1)\n{TAIL}parser.error('no')",
}


@pytest.mark.parametrize("source", READABLE.values(), ids=READABLE)
def test_flags_are_found_however_the_parser_is_held(source: str) -> None:
    assert set(flags_of(source).flags) == {"--x", "-h", "--help"}


def test_no_help_is_added_where_the_parser_has_none() -> None:
    source = "import argparse\np = argparse.ArgumentParser(add_help=False)\np.add_argument('--x')\np.parse_args()"
    assert set(flags_of(source).flags) == {"--x"}


ADD = "parser.add_argument('--x')\n"
OPAQUE: dict[str, str] = {
    "empty": "",
    "syntax error": "def f(:\n",
    "null byte": "x = 1\0",
    "no parser": "import sys\nprint(sys.argv)",
    "imported parser only": f"import argparse\nfrom common import parser\n{ADD}{TAIL}",
    "never parsed": f"{HEAD}{ADD}",
    "loop": f"{HEAD}for n in 'ab':\n parser.add_argument('--x')\n{TAIL}",
    "comprehension": f"{HEAD}[parser.add_argument('--x') for n in 'ab']\n{TAIL}",
    "computed name": f"{HEAD}parser.add_argument('--' + name)\n{TAIL}",
    "f-string": f"{HEAD}parser.add_argument(f'--{{name}}')\n{TAIL}",
    "starred names": f"{HEAD}parser.add_argument(*names)\n{TAIL}",
    "keywords": f"{HEAD}parser.add_argument('--x', **more)\n{TAIL}",
    "known args": f"{HEAD}{ADD}args, rest = parser.parse_known_args()\n",
    "parents": f"import argparse\nparser = argparse.ArgumentParser(parents=[base])\n{ADD}{TAIL}",
    "prefix chars": f"import argparse\nparser = argparse.ArgumentParser(prefix_chars='+-')\n{ADD}{TAIL}",
    "parser keywords": f"import argparse\nparser = argparse.ArgumentParser(**settings)\n{ADD}{TAIL}",
    "abbreviation unknown": f"import argparse\nparser = argparse.ArgumentParser(allow_abbrev=A)\n{ADD}{TAIL}",
    "subparsers": f"{HEAD}subs = parser.add_subparsers()\n{ADD}{TAIL}",
    "passed on": f"{HEAD}{ADD}add_args(parser)\n{TAIL}",
    "group passed on": f"{HEAD}group = parser.add_argument_group()\nadd_args(group)\n{TAIL}",
    "kept in a list": f"{HEAD}{ADD}all_parsers = [parser]\n{TAIL}",
    "kept in an object": "import argparse\nclass A:\n def f(self):\n  self.p = argparse.ArgumentParser()",
    "method taken": f"{HEAD}add = parser.add_argument\nadd('--x')\n{TAIL}",
    "private parts": f"{HEAD}{ADD}parser._actions.clear()\n{TAIL}",
    "received": f"{HEAD}{ADD}{TAIL}def more(parser):\n parser.add_argument('--y')\n",
    "global": f"{HEAD}{ADD}{TAIL}def more():\n global parser\n parser = other()\n",
    "two parsers": f"{HEAD}{ADD}other = argparse.ArgumentParser()\n{TAIL}",
    "own class": f"import argparse\nclass P(argparse.ArgumentParser): pass\nparser = P()\n{ADD}{TAIL}",
    "own class too": f"{HEAD}{ADD}{TAIL}class P(argparse.ArgumentParser): pass\n",
    "other library": f"from configargparse import ArgumentParser\nparser = ArgumentParser()\n{ADD}{TAIL}",
    "hugging face": "from transformers import HfArgumentParser\nHfArgumentParser(A).parse_args_into_dataclasses()",
    "hugging face too": f"from transformers import HfArgumentParser\n{HEAD}{ADD}{TAIL}HfArgumentParser(A)\n",
    "lightning": "from lightning.pytorch.cli import LightningCLI\nLightningCLI(Model)",
    "lightning trainer": f"{HEAD}{ADD}{TAIL}trainer = Trainer.from_argparse_args(args)\n",
    "lightning flags": f"{HEAD}parser = Trainer.add_argparse_args(parser)\n{TAIL}",
    "declared twice": f"{HEAD}if a:\n {ADD}else:\n parser.add_argument('--x', type=int)\n{TAIL}",
    "rebound": f"{HEAD}{ADD}parser = parser.parse_args()\nprint(parser.x)\n",
}


@pytest.mark.parametrize("source", OPAQUE.values(), ids=OPAQUE)
def test_nothing_is_known_where_flags_are_made_at_run_time(source: str) -> None:
    assert read_flags(source) is None
