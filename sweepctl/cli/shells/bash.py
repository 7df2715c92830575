"""The completion for bash, which needs no other package."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from sweepctl.cli.shells.table import ASKED, Kind, Place, Verb, verbs_with_value

_HEAD = r"""# bash completion for sweepctl; made by `sweepctl completion bash`

_sweepctl_words() {
    local one
    for one in "$@"; do
        [[ $one == "$word"* ]] && COMPREPLY+=("$one")
    done
}

# With what a store has; where several are listed, each with its explanation.
_sweepctl_ask() {
    local value told found=() explained=()
    while IFS=$'\t' read -r value told; do
        [[ $value == "$word"* ]] || continue
        found+=("$value")
        explained+=("$value  ($told)")
    done < <("${COMP_WORDS[0]}" __complete "$1" "$word" "$sweep" 2>/dev/null)
    [[ $1 == assignments ]] && compopt -o nospace
    if [[ ${#found[@]} -gt 1 && ${COMP_TYPE:-9} -eq 63 ]]; then
        COMPREPLY=("${explained[@]}")
    else
        COMPREPLY=("${found[@]}")
    fi
}

_sweepctl_files() {
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen "$1" -- "$word")
}

_sweepctl() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb='' sweep='' place=0 i
    COMPREPLY=()
    if [[ $word == '=' || $before == '=' ]]; then
        if [[ $word == '=' ]]; then
            word=''
        else
            before=${COMP_WORDS[COMP_CWORD - 2]}
        fi
        # The value of a parameter is the user's to say.
        [[ $before == -* ]] || return
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            --sweep)
                sweep=${COMP_WORDS[i + 1]}
                [[ $sweep == '=' ]] && sweep=${COMP_WORDS[i + 2]}
                ;;
            --) return ;;
            -* | =) ;;
            *)
                if [[ -z $verb ]]; then
                    verb=${COMP_WORDS[i]}
                elif [[ ${COMP_WORDS[i - 1]} != '=' ]] && ! _sweepctl_takes "$verb ${COMP_WORDS[i - 1]}"; then
                    ((++place))
                fi
                ;;
        esac
    done
"""


def script(verbs: Sequence[Verb]) -> str:
    """The whole file."""
    names = " ".join(verb.name for verb in verbs)
    lines = [
        _HEAD,
        "    if [[ -z $verb ]]; then",
        f"        _sweepctl_words {names} --help --version",
        "        return",
        "    fi",
        '    case "$verb $before" in',
        *_after_options(verbs),
        "    esac",
        "    if [[ $word == -* ]]; then",
        "        case $verb in",
        *map(_options, verbs),
        "        esac",
        "        return",
        "    fi",
        '    case "$verb $place" in',
        *(line for verb in verbs for line in _arguments(verb)),
        "    esac",
        "}",
        "",
        "# Whether a value follows an option of a verb.",
        "_sweepctl_takes() {",
        "    case $1 in",
        f"        {' | '.join(map(_spelled, verbs_with_value(verbs)))}) return 0 ;;",
        "    esac",
        "    return 1",
        "}",
        "",
        "complete -F _sweepctl sweepctl",
    ]
    return "\n".join(lines) + "\n"


def _spelled(pair: str) -> str:
    return f'"{pair}"'


def _after_options(verbs: Sequence[Verb]) -> list[str]:
    lines = []
    for verb in verbs:
        for option in verb.options:
            if option.value is not None:
                pattern = " | ".join(_spelled(f"{verb.name} {name}") for name in option.names)
                lines.append(f"        {pattern}) {_call(option.value)}; return ;;")
    return lines


def _options(verb: Verb) -> str:
    names = " ".join(name for option in verb.options for name in option.names if name.startswith("--"))
    return f"            {verb.name}) _sweepctl_words {names} ;;"


def _arguments(verb: Verb) -> list[str]:
    lines = []
    for number, place in enumerate(verb.arguments):
        is_last = number == len(verb.arguments) - 1
        pattern = f'"{verb.name} "*' if verb.goes_on and is_last else f'"{verb.name} {number}"'
        lines.append(f"        {pattern}) {_call(place)} ;;")
    return lines


def _call(place: Place) -> str:
    if place.kind in ASKED:
        return f"_sweepctl_ask {place.kind}"
    match place.kind:
        case Kind.CHOICES:
            return f"_sweepctl_words {shlex.join(place.choices)}"
        case Kind.FILES:
            return "_sweepctl_files -f"
        case Kind.FOLDERS:
            return "_sweepctl_files -d"
        case _:
            return ":"
