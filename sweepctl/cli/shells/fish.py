"""The completion for fish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sweepctl.cli.shells.table import ASKED, Kind, Option, Place, Verb, verbs_with_value

_HEAD = r"""# fish completion for sweepctl; made by `sweepctl completion fish`

# With what a store has, each with its explanation.
function __sweepctl_ask
    set -l words (commandline -opc)
    set -l sweep ''
    set -l at (contains -i -- --sweep $words)
    and test $at -lt (count $words)
    and set sweep $words[(math $at + 1)]
    $words[1] __complete $argv[1] (commandline -ct) $sweep 2>/dev/null
end

# Whether the verb is the one that is named, and so many arguments of it are there; at least so many after a `+`.
function __sweepctl_at
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test $words[2] = $argv[1]; or return 1
    set -q argv[2]; or return 0
    set -l many 0
    for i in (seq 3 (count $words))
        string match -q -- '-*' $words[$i]; and continue
        set -l before (math $i - 1)
        contains -- "$argv[1] $words[$before]" $__sweepctl_takes; and continue
        set many (math $many + 1)
    end
    string match -q -- '+*' $argv[2]; and test $many -ge (string sub -s 2 -- $argv[2]); and return 0
    test $many = $argv[2]
end

complete -c sweepctl -f
complete -c sweepctl -n __fish_use_subcommand -s h -l help -d 'Show the help.'
complete -c sweepctl -n __fish_use_subcommand -l version -d 'Print the version.'
"""


def script(verbs: Sequence[Verb]) -> str:
    """The whole file."""
    takes = map(_quoted, verbs_with_value(verbs))
    lines = [_HEAD, f"set -g __sweepctl_takes {' '.join(takes)}", ""]
    for verb in verbs:
        lines.append(f"complete -c sweepctl -n __fish_use_subcommand -a {verb.name} -d {_quoted(verb.help)}")
        lines += [_option(verb, option) for option in verb.options]
        lines += _arguments(verb)
    return "\n".join(lines) + "\n"


def _option(verb: Verb, option: Option) -> str:
    names = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
    value = "" if option.value is None else f" {_value(option.value)}"
    return f"complete -c sweepctl -n '__sweepctl_at {verb.name}' {names} -d {_quoted(option.help)}{value}"


def _value(place: Place) -> str:
    """What follows an option: `-r` lets files through, `-x` does not."""
    if place.kind is Kind.FILES:
        return "-r -F"
    return " ".join(["-x", *_candidates(place)])


def _arguments(verb: Verb) -> Iterator[str]:
    for number, place in enumerate(verb.arguments):
        goes_on = "+" if verb.goes_on and number == len(verb.arguments) - 1 else ""
        at = f"complete -c sweepctl -n '__sweepctl_at {verb.name} {goes_on}{number}'"
        offered = ["-F"] if place.kind is Kind.FILES else _candidates(place)
        if offered:
            yield " ".join([at, *offered])


def _candidates(place: Place) -> list[str]:
    if place.kind in ASKED:
        return ["-k", f"-a '(__sweepctl_ask {place.kind})'"]
    match place.kind:
        case Kind.CHOICES:
            return [f"-a {_quoted(' '.join(place.choices))}"]
        case Kind.FOLDERS:
            return ["-a '(__fish_complete_directories (commandline -ct))'"]
        case _:
            return []


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
