"""The completion for zsh."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sweepctl.cli.shells.table import ASKED, Kind, Option, Place, Verb

_HEAD = r"""#compdef sweepctl
# zsh completion for sweepctl; made by `sweepctl completion zsh`

# With what a store has, each with its explanation.
_sweepctl_ask() {
    local value told sweep
    local -a found
    sweep=${opt_args[--sweep]}
    while IFS=$'\t' read -r value told; do
        found+=("${value//:/\\:}:$told")
    done < <($_sweepctl_program __complete $1 "$PREFIX" "$sweep" 2>/dev/null)
    if [[ $1 == assignments ]]; then
        _describe -V $1 found -S ''
    else
        _describe -V $1 found
    fi
}
"""
_FOOT = """
_sweepctl() {
    local curcontext=$curcontext state line _sweepctl_program=${words[1]}
    typeset -A opt_args
    _arguments -C '(- *)'{-h,--help}'[Show the help.]' '(- *)--version[Print the version.]' \\
        '1:command:_sweepctl_verbs' '*::argument:->arguments'
    if [[ $state == arguments ]]; then
        (( $+functions[_sweepctl_of_${line[1]}] )) && _sweepctl_of_${line[1]}
    fi
}

if [[ $funcstack[1] == _sweepctl ]]; then
    _sweepctl "$@"
else
    compdef _sweepctl sweepctl
fi
"""


def script(verbs: Sequence[Verb]) -> str:
    """The whole file, to be sourced, or found on `fpath`."""
    described = "\n".join(f"        '{verb.name}:{_quoted(verb.help)}'" for verb in verbs)
    table = f"\n_sweepctl_verbs() {{\n    local -a found=(\n{described}\n    )\n    _describe -V command found\n}}\n"
    return _HEAD + table + "".join(map(_function, verbs)) + _FOOT


def _function(verb: Verb) -> str:
    specs = [*map(_option, verb.options), *_arguments(verb)]
    joined = " \\\n        ".join(specs)
    return f"\n_sweepctl_of_{verb.name}() {{\n    _arguments \\\n        {joined}\n}}\n"


def _option(option: Option) -> str:
    # A value may follow in the same word, after an equals sign.
    spelled = [f"{name}=" if option.value and name.startswith("--") else name for name in option.names]
    names = spelled[0] if len(spelled) == 1 else f"'{{{','.join(spelled)}}}'"
    excluded = f"({' '.join(option.names)})"
    value = "" if option.value is None else f":{option.value.name}:{_action(option.value)}"
    return f"'{excluded}{names}[{_escaped(option.help)}]{value}'"


def _arguments(verb: Verb) -> list[str]:
    specs = []
    for number, place in enumerate(verb.arguments, 1):
        where = "*" if verb.goes_on and number == len(verb.arguments) else str(number)
        specs.append(f"'{where}:{place.name}:{_action(place)}'")
    return specs


def _action(place: Place) -> str:
    if place.kind in ASKED:
        # The blank: called as it is written, without the options of `compadd`.
        return f" _sweepctl_ask {place.kind}"
    match place.kind:
        case Kind.CHOICES:
            return f"({' '.join(place.choices)})"
        case Kind.FILES:
            return "_files"
        case Kind.FOLDERS:
            return "_files -/"
        case _:
            return " "


def _quoted(text: str) -> str:
    """As the inside of single quotes."""
    return text.replace("'", "'\\''")


def _escaped(text: str) -> str:
    """As the explanation of an option."""
    return _quoted(re.sub(r"([\[\]:\\])", r"\\\1", text))
